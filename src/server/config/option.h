/* SPDX-License-Identifier: Apache-2.0 */
/* The table of options, made from option.def, and setting one from text. */
#ifndef JT_SERVER_CONFIG_OPTION_H
#define JT_SERVER_CONFIG_OPTION_H

#include "server/config/config.h"

enum jt_option_kind {
    JT_OPTION_TEXT,
    JT_OPTION_INTEGER,
    JT_OPTION_SIZE,
    JT_OPTION_FLAG,
    JT_OPTION_LIST
};

struct jt_option {
    const char *name;
    enum jt_option_kind kind;
    size_t field; /* offset in struct jt_config */
    const char *default_value;
    const char *value_name;
    int64_t min;
    int64_t max;
    const char *help;
    bool at_start; /* only: a change waits for the next start */
};

enum { JT_OPTIONS_MAX = 64 };
extern const struct jt_option jt_options[];
extern const size_t jt_options_count;

/* NULL for an unknown name. */
const struct jt_option *jt_option_find(jt_str name);
/* Sets the field from text; a list gets one more item. The text is copied into the config's arena.
 * JT_ERR_ARG: not of this kind or out of bounds; JT_ERR_LIMIT: too many items; JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_option_set(struct jt_config *config, const struct jt_option *option,
                                      jt_str text);
/* Empties a list, so that a stronger source replaces it. */
void jt_option_reset(struct jt_config *config, const struct jt_option *option);
/* Appends "must be …" in words. */
void jt_option_write_rule(struct jt_buf *buf, const struct jt_option *option);
/* Calls write with each present value: once, or once for each item of a list. */
void jt_option_write_values(const struct jt_config *config, const struct jt_option *option,
                            struct jt_buf *buf);

/* Do both say the same? */
JT_MUST_USE enum jt_err jt_option_equal(const struct jt_config *one, const struct jt_config *two,
                                        const struct jt_option *option, bool *ret_equal);
/* Gives config the other's value; text is borrowed from there. */
void jt_option_borrow(struct jt_config *config, const struct jt_config *other,
                      const struct jt_option *option);

#endif
