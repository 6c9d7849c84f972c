/* SPDX-License-Identifier: Apache-2.0 */
/* Where options come from: defaults, file, environment, arguments. */
#include "server/config/source.h"

#include <string.h>

static bool is_secret_free(jt_str text)
{
    return text.len < 200;
}

static void explain_value(struct jt_buf *why, const struct jt_option *option, jt_str value)
{
    jt_buf_append_f(why, "option %s ", option->name);
    jt_option_write_rule(why, option);
    if (is_secret_free(value)) {
        jt_buf_append_f(why, ", not \"%.*s\"", JT_STR_ARG(value));
    }
}

enum jt_err jt_config_apply(struct jt_config *config, struct jt_config_source *source, jt_str name,
                            jt_str value, struct jt_buf *why)
{
    const struct jt_option *option = jt_option_find(name);
    if (option == NULL) {
        jt_buf_append_f(why, "there is no option %.*s; jetond serve --help lists them all",
                        JT_STR_ARG(name));
        return JT_ERR_ARG;
    }
    size_t index = (size_t)(option - jt_options);
    if (!source->began[index]) {
        source->began[index] = true;
        jt_option_reset(config, option);
    }
    enum jt_err err = jt_option_set(config, option, value);
    if (err != JT_OK) {
        explain_value(why, option, value);
    }
    return err;
}

enum jt_err jt_config_apply_defaults(struct jt_config *config, struct jt_buf *why)
{
    struct jt_config_source source = {0};
    for (size_t i = 0; i < jt_options_count; i++) {
        const struct jt_option *option = &jt_options[i];
        if (option->kind == JT_OPTION_LIST && option->default_value[0] == '\0') {
            continue;
        }
        JT_TRY(jt_config_apply(config, &source, jt_str_from_c(option->name),
                               jt_str_from_c(option->default_value), why));
    }
    return JT_OK;
}

/* "failure-limit" as "JETOND_FAILURE_LIMIT". */
static bool is_variable_of(jt_str variable, const struct jt_option *option)
{
    static const char prefix[] = "JETOND_";
    size_t len = strlen(option->name);
    if (!jt_str_starts_with(variable, JT_STR("JETOND_")) ||
        variable.len != sizeof(prefix) - 1 + len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char c = option->name[i];
        char upper = c == '-' ? '_' : (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
        if (variable.ptr[sizeof(prefix) - 1 + i] != upper) {
            return false;
        }
    }
    return true;
}

static const struct jt_option *option_of_variable(jt_str variable)
{
    for (size_t i = 0; i < jt_options_count; i++) {
        if (is_variable_of(variable, &jt_options[i])) {
            return &jt_options[i];
        }
    }
    return NULL;
}

/* A list in the environment is separated by commas. */
static enum jt_err apply_variable(struct jt_config *config, struct jt_config_source *source,
                                  const struct jt_option *option, jt_str value, struct jt_buf *why)
{
    jt_str name = jt_str_from_c(option->name);
    if (option->kind != JT_OPTION_LIST) {
        return jt_config_apply(config, source, name, value, why);
    }
    jt_str part;
    while (jt_str_next(&value, ',', &part)) {
        JT_TRY(jt_config_apply(config, source, name, jt_str_trim(part), why));
    }
    return JT_OK;
}

enum jt_err jt_config_apply_environment(struct jt_config *config, char *const *envp,
                                        struct jt_buf *why)
{
    struct jt_config_source source = {0};
    for (; envp && *envp; envp++) {
        jt_str entry = jt_str_from_c(*envp);
        size_t equals = jt_str_find_char(entry, '=');
        const struct jt_option *option = option_of_variable(jt_str_slice(entry, 0, equals));
        if (option) {
            jt_str value = jt_str_make(*envp + equals + 1, entry.len - equals - 1);
            JT_TRY(apply_variable(config, &source, option, value, why));
        }
    }
    return JT_OK;
}

static bool is_flag(jt_str name)
{
    const struct jt_option *option = jt_option_find(name);
    return option && option->kind == JT_OPTION_FLAG;
}

enum jt_err jt_config_apply_arguments(struct jt_config *config, int count, char *const *args,
                                      struct jt_buf *why)
{
    struct jt_config_source source = {0};
    for (int i = 0; i < count; i++) {
        jt_str arg = jt_str_from_c(args[i]);
        if (!jt_str_starts_with(arg, JT_STR("--"))) {
            jt_buf_append_f(why, "unexpected argument %s; options begin with --", args[i]);
            return JT_ERR_ARG;
        }
        size_t equals = jt_str_find_char(arg, '=');
        jt_str name = jt_str_slice(arg, 2, equals - 2);
        jt_str value = JT_STR("true");
        if (equals < arg.len) {
            value = jt_str_make(arg.ptr + equals + 1, arg.len - equals - 1);
        } else if (!is_flag(name) && jt_option_find(name)) {
            if (++i == count) {
                jt_buf_append_f(why, "option --%.*s needs a value", JT_STR_ARG(name));
                return JT_ERR_ARG;
            }
            value = jt_str_from_c(args[i]);
        }
        JT_TRY(jt_config_apply(config, &source, name, value, why));
    }
    return JT_OK;
}
