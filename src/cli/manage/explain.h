/* SPDX-License-Identifier: Apache-2.0 */
/* What jeton explain is made of. */
#ifndef JT_CLI_MANAGE_EXPLAIN_H
#define JT_CLI_MANAGE_EXPLAIN_H

#include "cli/manage/manage.h"

#include "client/curl_command.h"
#include "codec/json_write.h"

/* A rejection, or the verdict of a dry run, for a person: what happened, what to do, who it was,
 * the steps. Members that are not there are left out. realm is the key of the reader's own. */
void jt_explain_show(const struct jt_json_value *rejection, jt_str realm, bool coloured,
                     struct jt_buf *out);

/* --curl -: reads stdin, tries the request at the server, writes what would come of it. */
JT_MUST_USE enum jt_err jt_explain_curl(struct jt_manage *manage, struct jt_trouble *trouble);

/* Remarks on a pasted command: where, what, and what to do. No byte of the paste is repeated. */
void jt_remarks_show(const struct jt_curl_command *command, jt_str paste, struct jt_buf *out);
void jt_remarks_write(const struct jt_curl_command *command, jt_str paste,
                      struct jt_json_writer *w);

#endif
