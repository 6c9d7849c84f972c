/* SPDX-License-Identifier: Apache-2.0 */
/* A rotation that was cut short leaves a profile with two secrets: the old one, and the new one
 * that has not worked yet. Whoever asks for a token next finds out which of them works. */
#ifndef JT_CLI_PENDING_H
#define JT_CLI_PENDING_H

#include "cli/cli.h"

/* cli->ask(); with a profile that has two secrets the new one is tried first and, once it has
 * worked, kept alone; when it is refused the old one is used. */
JT_MUST_USE enum jt_err jt_pending_ask(struct jt_cli *cli, const struct jt_ask *ask,
                                       struct jt_asked *ret_asked, struct jt_trouble *trouble);

#endif
