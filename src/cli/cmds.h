/* SPDX-License-Identifier: Apache-2.0 */
/* The commands, one file each, and the two tables that list them: all of them, and those that the
 * program itself holds, because they must be quick when the store has what they need. */
#ifndef JT_CLI_CMDS_H
#define JT_CLI_CMDS_H

#include "cli/cli.h"

extern const struct jt_cmd jt_cmd_api;
extern const struct jt_cmd jt_cmd_cache;
extern const struct jt_cmd jt_cmd_call;
extern const struct jt_cmd jt_cmd_client;
extern const struct jt_cmd jt_cmd_completion;
extern const struct jt_cmd jt_cmd_discover;
extern const struct jt_cmd jt_cmd_doctor;
extern const struct jt_cmd jt_cmd_event;
extern const struct jt_cmd jt_cmd_exec;
extern const struct jt_cmd jt_cmd_explain;
extern const struct jt_cmd jt_cmd_group;
extern const struct jt_cmd jt_cmd_help;
extern const struct jt_cmd jt_cmd_inspect;
extern const struct jt_cmd jt_cmd_key;
extern const struct jt_cmd jt_cmd_profile;
extern const struct jt_cmd jt_cmd_role;
extern const struct jt_cmd jt_cmd_secret;
extern const struct jt_cmd jt_cmd_stage;
extern const struct jt_cmd jt_cmd_token;
extern const struct jt_cmd jt_cmd_user;
extern const struct jt_cmd jt_cmd_version;

/* Both end with NULL. */
extern const struct jt_cmd *const jt_cmds_all[];
extern const struct jt_cmd *const jt_cmds_resident[];

#endif
