/* SPDX-License-Identifier: Apache-2.0 */
/* The four sources of a configuration, each applied over the weaker ones. A list that a source
 * names at all replaces the weaker list whole. */
#ifndef JT_SERVER_CONFIG_SOURCE_H
#define JT_SERVER_CONFIG_SOURCE_H

#include "server/config/option.h"

/* One source while it is applied: remembers which lists it has begun. */
struct jt_config_source {
    bool began[JT_OPTIONS_MAX]; /* by index in jt_options */
};

/* Sets one option by name. Failures explain themselves in why. */
JT_MUST_USE enum jt_err jt_config_apply(struct jt_config *config, struct jt_config_source *source,
                                        jt_str name, jt_str value, struct jt_buf *why);

JT_MUST_USE enum jt_err jt_config_apply_defaults(struct jt_config *config, struct jt_buf *why);
/* name = value lines; # begins a comment line; a flag may stand alone. */
JT_MUST_USE enum jt_err jt_config_apply_file(struct jt_config *config, const char *path,
                                             struct jt_buf *why);
JT_MUST_USE enum jt_err jt_config_apply_environment(struct jt_config *config, char *const *envp,
                                                    struct jt_buf *why);
/* --name value, --name=value, or --flag. */
JT_MUST_USE enum jt_err jt_config_apply_arguments(struct jt_config *config, int count,
                                                  char *const *args, struct jt_buf *why);
/* Does the whole make sense? Fills in what defaults depend on. */
JT_MUST_USE enum jt_err jt_config_finish(struct jt_config *config, struct jt_buf *why);

#endif
