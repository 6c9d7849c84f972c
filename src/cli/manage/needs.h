/* SPDX-License-Identifier: Apache-2.0 */
/* Which permissions a verb needs, as scopes: for a client that has too many for one token. */
#ifndef JT_CLI_MANAGE_NEEDS_H
#define JT_CLI_MANAGE_NEEDS_H

#include "cli/cli.h"

#include "base/arena.h"

enum { JT_NEEDS_MAX = 8 };

/* In the order in which they are worth asking for. The texts live in the arena. */
struct jt_needs {
    jt_str scopes[JT_NEEDS_MAX];
    size_t count; /* 0: nobody knows */
};

/* For the verb and the options of cli. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_needs_find(const struct jt_cli *cli, struct jt_arena *arena,
                                      struct jt_needs *ret_needs);

#endif
