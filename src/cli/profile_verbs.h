/* SPDX-License-Identifier: Apache-2.0 */
/* What `jeton profile` can do, one function for each verb. */
#ifndef JT_CLI_PROFILE_VERBS_H
#define JT_CLI_PROFILE_VERBS_H

#include "cli/cli.h"

JT_MUST_USE enum jt_err jt_profile_verb_add(struct jt_cli *cli, const char *name,
                                            struct jt_trouble *trouble);
JT_MUST_USE enum jt_err jt_profile_verb_list(struct jt_cli *cli, const char *name,
                                             struct jt_trouble *trouble);
JT_MUST_USE enum jt_err jt_profile_verb_show(struct jt_cli *cli, const char *name,
                                             struct jt_trouble *trouble);

/* Opens the folder of the profiles, and the store for its keys. */
JT_MUST_USE enum jt_err jt_profiles_open(struct jt_cli *cli, bool make, int *ret_dir,
                                         struct jt_trouble *trouble);
/* Says that there is no such profile. */
JT_MUST_USE enum jt_err jt_profile_missing(const char *name, struct jt_trouble *trouble);

#endif
