/* SPDX-License-Identifier: Apache-2.0 */
/* What `jeton event` does, a file for each verb. */
#ifndef JT_CLI_EVENT_VERBS_H
#define JT_CLI_EVENT_VERBS_H

#include "cli/cli.h"

/* args: what follows the verb. Both write the result to cli->out. */
JT_MUST_USE enum jt_err jt_event_verb_list(struct jt_cli *cli, const char *const *args,
                                           size_t count, struct jt_trouble *trouble);
/* ret_whole: is the log whole? */
JT_MUST_USE enum jt_err jt_event_verb_verify(struct jt_cli *cli, const char *const *args,
                                             size_t count, bool *ret_whole,
                                             struct jt_trouble *trouble);

#endif
