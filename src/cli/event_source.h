/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log of a server, page by page over the management API. */
#ifndef JT_CLI_EVENT_SOURCE_H
#define JT_CLI_EVENT_SOURCE_H

#include "cli/cli.h"

#include "codec/json.h"

enum { JT_EVENT_PAGE = 100 };

struct jt_event_source {
    struct jt_cli *cli;
    struct jt_acquire acquire;
    char issuer[JT_WANT_URL_MAX + 1]; /* of the platform realm, as it names itself */
    char base[JT_WANT_URL_MAX + 1];   /* what stands before /auth/realms/ there */
};

/* Finds the server by a token of it. trouble on failure, here and below. */
JT_MUST_USE enum jt_err jt_event_source_open(struct jt_cli *cli, struct jt_event_source *ret_source,
                                             struct jt_trouble *trouble);
/* GET url; the answer must be 200 with JSON. Waits when the server says that there were too many
 * requests. Free ret_json. */
JT_MUST_USE enum jt_err jt_event_source_get(const struct jt_event_source *source, jt_str url,
                                            struct jt_json **ret_json, struct jt_trouble *trouble);

#endif
