/* SPDX-License-Identifier: Apache-2.0 */
/* A curl command that somebody pastes on stdin. It may hold secrets: it lives in memory that is
 * wiped. */
#ifndef JT_CLI_PASTE_H
#define JT_CLI_PASTE_H

#include "cli/cli.h"

#include "client/curl_command.h"

struct jt_pasted {
    struct jt_arena arena;
    struct jt_buf text;
    struct jt_curl_command *command; /* lives in arena */
};

/* Reads stdin to its end; the option --curl must be "-". JT_ERR_ARG: no command, or one that cannot
 * be read; trouble says so. */
JT_MUST_USE enum jt_err jt_pasted_read(const struct jt_cli *cli, struct jt_pasted *pasted,
                                       struct jt_trouble *trouble);
void jt_pasted_clear(struct jt_pasted *pasted);

#endif
