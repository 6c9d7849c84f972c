/* SPDX-License-Identifier: Apache-2.0 */
/* Where the doctor's configuration comes from. */
#ifndef JT_CLI_DOCTOR_CONFIG_H
#define JT_CLI_DOCTOR_CONFIG_H

#include "cli/cli.h"
#include "cli/paste.h"

#include "doctor/facts.h"

/* Fills in facts->config, and facts->request with --curl. Unlike `jeton token` it goes on with what
 * looks wrong. What it shows lives in arena, cli and pasted. JT_ERR_NOT_FOUND: configuration is
 * missing; JT_ERR_ARG: usage; trouble says which. */
JT_MUST_USE enum jt_err jt_doctor_configure(struct jt_cli *cli, struct jt_arena *arena,
                                            struct jt_pasted *pasted, struct jt_doctor_facts *facts,
                                            struct jt_trouble *trouble);
/* Fills in config->profile when one keeps this very secret for another client. */
void jt_doctor_look_at_profiles(struct jt_cli *cli, struct jt_arena *arena,
                                struct jt_doctor_config *config);

#endif
