/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that need no network when the store has a token. */
#include "cli/cmds.h"

const struct jt_cmd *const jt_cmds_resident[] = {
    &jt_cmd_token,
    &jt_cmd_exec,
    NULL,
};
