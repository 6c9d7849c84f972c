/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration: four sources merged into one struct, and shown again. */
#include "server/config/config.h"

#include "codec/url.h"
#include "server/config/source.h"

#include <string.h>

/* Arguments and environment are read twice: first for the name of the file, which stands below
 * them in strength. */
static enum jt_err apply_all(struct jt_config *config, int arg_count, char *const *args,
                             char *const *envp, struct jt_buf *why)
{
    JT_TRY(jt_config_apply_defaults(config, why));
    JT_TRY(jt_config_apply_environment(config, envp, why));
    JT_TRY(jt_config_apply_arguments(config, arg_count, args, why));
    if (config->config_file.len) {
        jt_str file = config->config_file;
        JT_TRY(jt_config_apply_defaults(config, why));
        JT_TRY(jt_config_apply_file(config, file.ptr, why));
        JT_TRY(jt_config_apply_environment(config, envp, why));
        JT_TRY(jt_config_apply_arguments(config, arg_count, args, why));
    }
    return jt_config_finish(config, why);
}

enum jt_err jt_config_load(struct jt_config *ret_config, int arg_count, char *const *args,
                           char *const *envp, struct jt_buf *why)
{
    *ret_config = (struct jt_config){0};
    enum jt_err err = apply_all(ret_config, arg_count, args, envp, why);
    if (err == JT_ERR_NOMEM) {
        jt_buf_append_c(why, "out of memory");
    }
    return err;
}

void jt_config_clear(struct jt_config *config)
{
    jt_arena_clear(&config->arena);
    *config = (struct jt_config){0};
}

void jt_config_write_help(struct jt_buf *buf)
{
    for (size_t i = 0; i < jt_options_count; i++) {
        const struct jt_option *option = &jt_options[i];
        jt_buf_append_f(buf, "  --%s%s%s\n      %s", option->name, option->value_name[0] ? " " : "",
                        option->value_name, option->help);
        if (option->default_value[0] && option->kind != JT_OPTION_FLAG) {
            jt_buf_append_f(buf, " (default %s)", option->default_value);
        }
        if (option->kind == JT_OPTION_FLAG && strcmp(option->default_value, "true") == 0) {
            jt_buf_append_f(buf, " (default; --%s=false turns it off)", option->name);
        }
        jt_buf_append_char(buf, '\n');
    }
}

void jt_config_complete(struct jt_completion_place *place)
{
    for (size_t i = 0; i < jt_options_count; i++) {
        const struct jt_option *option = &jt_options[i];
        const struct jt_completion_item item = {
            .word = jt_str_from_c(option->name),
            .is_option = true,
            .meta = option->kind == JT_OPTION_FLAG ? NULL : option->value_name,
            .help = option->help,
        };
        jt_completion_add(place, &item);
    }
}

void jt_config_write(const struct jt_config *config, struct jt_buf *buf)
{
    for (size_t i = 0; i < jt_options_count; i++) {
        jt_option_write_values(config, &jt_options[i], buf);
    }
}

jt_str jt_config_public_host(const struct jt_config *config)
{
    struct jt_url url;
    /* jt_config_finish() accepted it. */
    if (jt_url_parse(config->public_url, &url) != JT_OK) {
        return JT_STR("");
    }
    return url.host_is_ipv6 ? jt_str_make(url.host.ptr - 1, url.host.len + 2) : url.host;
}
