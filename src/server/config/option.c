/* SPDX-License-Identifier: Apache-2.0 */
/* The table of options: text in, typed field out. */
#include "server/config/option.h"

#include <inttypes.h>
#include <string.h>

#define OPTION(name, kind, field, default_value, value_name, min, max, help, at_start)             \
    {                                                                                              \
        name,                                                                                      \
        JT_OPTION_##kind,                                                                          \
        offsetof(struct jt_config, field),                                                         \
        default_value,                                                                             \
        value_name,                                                                                \
        min,                                                                                       \
        max,                                                                                       \
        help,                                                                                      \
        at_start},
#define JT_OPTION(...) OPTION(__VA_ARGS__, false)
#define JT_OPTION_AT_START(...) OPTION(__VA_ARGS__, true)
const struct jt_option jt_options[] = {
#include "server/config/option.def"
};
#undef JT_OPTION_AT_START
#undef JT_OPTION
#undef OPTION
const size_t jt_options_count = sizeof(jt_options) / sizeof(jt_options[0]);
_Static_assert(sizeof(jt_options) / sizeof(jt_options[0]) <= JT_OPTIONS_MAX,
               "every option needs its place in a source");

const struct jt_option *jt_option_find(jt_str name)
{
    for (size_t i = 0; i < jt_options_count; i++) {
        if (jt_str_equal(name, jt_str_from_c(jt_options[i].name))) {
            return &jt_options[i];
        }
    }
    return NULL;
}

static void *field_of(struct jt_config *config, const struct jt_option *option)
{
    return (char *)config + option->field;
}

static const void *value_of(const struct jt_config *config, const struct jt_option *option)
{
    return (const char *)config + option->field;
}

static enum jt_err set_number(struct jt_config *config, const struct jt_option *option, jt_str text)
{
    uint64_t value = 0;
    if (!jt_str_to_u64(text, &value) || value < (uint64_t)option->min ||
        value > (uint64_t)option->max) {
        return JT_ERR_ARG;
    }
    if (option->kind == JT_OPTION_SIZE) {
        *(size_t *)field_of(config, option) = (size_t)value;
    } else {
        *(int64_t *)field_of(config, option) = (int64_t)value;
    }
    return JT_OK;
}

static enum jt_err set_flag(struct jt_config *config, const struct jt_option *option, jt_str text)
{
    bool is_true = jt_str_equal(text, JT_STR("true"));
    if (!is_true && !jt_str_equal(text, JT_STR("false"))) {
        return JT_ERR_ARG;
    }
    *(bool *)field_of(config, option) = is_true;
    return JT_OK;
}

static enum jt_err copy_text(struct jt_config *config, jt_str text, jt_str *ret_copy)
{
    if (jt_str_find_char(text, '\0') < text.len) {
        return JT_ERR_ARG;
    }
    jt_str copy = jt_arena_copy(&config->arena, text);
    if (copy.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_copy = copy;
    return JT_OK;
}

static enum jt_err add_item(struct jt_config *config, const struct jt_option *option, jt_str text)
{
    struct jt_config_list *list = field_of(config, option);
    if (list->count == JT_CONFIG_LIST_MAX) {
        return JT_ERR_LIMIT;
    }
    JT_TRY(copy_text(config, text, &list->items[list->count]));
    list->count++;
    return JT_OK;
}

enum jt_err jt_option_set(struct jt_config *config, const struct jt_option *option, jt_str text)
{
    switch (option->kind) {
    case JT_OPTION_TEXT:
        return copy_text(config, text, field_of(config, option));
    case JT_OPTION_INTEGER:
    case JT_OPTION_SIZE:
        return set_number(config, option, text);
    case JT_OPTION_FLAG:
        return set_flag(config, option, text);
    case JT_OPTION_LIST:
        return add_item(config, option, text);
    }
    return JT_ERR_ARG;
}

void jt_option_reset(struct jt_config *config, const struct jt_option *option)
{
    if (option->kind == JT_OPTION_LIST) {
        ((struct jt_config_list *)field_of(config, option))->count = 0;
    }
}

void jt_option_write_rule(struct jt_buf *buf, const struct jt_option *option)
{
    switch (option->kind) {
    case JT_OPTION_INTEGER:
    case JT_OPTION_SIZE:
        jt_buf_append_f(buf, "must be a whole number from %" PRId64 " to %" PRId64, option->min,
                        option->max);
        break;
    case JT_OPTION_FLAG:
        jt_buf_append_c(buf, "must be true or false");
        break;
    case JT_OPTION_TEXT:
        jt_buf_append_c(buf, "must be text without NUL");
        break;
    case JT_OPTION_LIST:
        jt_buf_append_f(buf, "may stand at most %d times", (int)JT_CONFIG_LIST_MAX);
        break;
    }
}

static void write_line(struct jt_buf *buf, const struct jt_option *option, jt_str value)
{
    jt_buf_append_f(buf, "%s = %.*s\n", option->name, JT_STR_ARG(value));
}

static void write_list(struct jt_buf *buf, const struct jt_option *option,
                       const struct jt_config_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        write_line(buf, option, list->items[i]);
    }
}

void jt_option_write_values(const struct jt_config *config, const struct jt_option *option,
                            struct jt_buf *buf)
{
    const void *value = value_of(config, option);
    switch (option->kind) {
    case JT_OPTION_TEXT:
        write_line(buf, option, *(const jt_str *)value);
        break;
    case JT_OPTION_INTEGER:
        jt_buf_append_f(buf, "%s = %" PRId64 "\n", option->name, *(const int64_t *)value);
        break;
    case JT_OPTION_SIZE:
        jt_buf_append_f(buf, "%s = %zu\n", option->name, *(const size_t *)value);
        break;
    case JT_OPTION_FLAG:
        write_line(buf, option, *(const bool *)value ? JT_STR("true") : JT_STR("false"));
        break;
    case JT_OPTION_LIST:
        write_list(buf, option, value);
        break;
    }
}

enum jt_err jt_option_equal(const struct jt_config *one, const struct jt_config *two,
                            const struct jt_option *option, bool *ret_equal)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf first = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf second = {0};
    jt_option_write_values(one, option, &first);
    jt_option_write_values(two, option, &second);
    JT_TRY(jt_buf_check(&first));
    JT_TRY(jt_buf_check(&second));
    *ret_equal = jt_str_equal(jt_buf_str(&first), jt_buf_str(&second));
    return JT_OK;
}

static size_t size_of(enum jt_option_kind kind)
{
    switch (kind) {
    case JT_OPTION_TEXT:
        return sizeof(jt_str);
    case JT_OPTION_INTEGER:
        return sizeof(int64_t);
    case JT_OPTION_SIZE:
        return sizeof(size_t);
    case JT_OPTION_FLAG:
        return sizeof(bool);
    case JT_OPTION_LIST:
        return sizeof(struct jt_config_list);
    }
    return 0;
}

void jt_option_borrow(struct jt_config *config, const struct jt_config *other,
                      const struct jt_option *option)
{
    memcpy(field_of(config, option), value_of(other, option), size_of(option->kind));
}
