/* SPDX-License-Identifier: Apache-2.0 */
/* Every command, in the order in which help lists them. */
#include "cli/cmds.h"

const struct jt_cmd *const jt_cmds_all[] = {
    &jt_cmd_discover,
    &jt_cmd_token,
    &jt_cmd_call,
    &jt_cmd_exec,
    &jt_cmd_inspect,
    &jt_cmd_cache,
    &jt_cmd_profile,
    &jt_cmd_event,
    &jt_cmd_help,
    &jt_cmd_version,
    NULL,
};
