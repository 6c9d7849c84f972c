/* SPDX-License-Identifier: Apache-2.0 */
/* The config file: name = value lines. */
#include "server/config/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static jt_str without_return(jt_str line)
{
    return jt_str_ends_with(line, JT_STR("\r")) ? jt_str_slice(line, 0, line.len - 1) : line;
}

static enum jt_err apply_line(struct jt_config *config, struct jt_config_source *source,
                              jt_str line, struct jt_buf *why)
{
    line = jt_str_trim(without_return(line));
    if (line.len == 0 || line.ptr[0] == '#') {
        return JT_OK;
    }
    size_t equals = jt_str_find_char(line, '=');
    jt_str name = jt_str_trim(jt_str_slice(line, 0, equals));
    jt_str value = JT_STR("true");
    if (equals < line.len) {
        value = jt_str_trim(jt_str_from(line, equals + 1));
    }
    if (jt_str_equal(name, JT_STR("config"))) {
        jt_buf_append_c(why, "a config file cannot name another one");
        return JT_ERR_ARG;
    }
    return jt_config_apply(config, source, name, value, why);
}

static enum jt_err apply_text(struct jt_config *config, jt_str text, struct jt_buf *why)
{
    struct jt_config_source source = {0};
    size_t number = 0;
    jt_str line;
    while (jt_str_next(&text, '\n', &line)) {
        number++;
        enum jt_err err = apply_line(config, &source, line, why);
        if (err != JT_OK) {
            jt_buf_append_f(why, " (line %zu of the config file)", number);
            return err;
        }
    }
    return JT_OK;
}

static void close_file(FILE **file)
{
    if (*file) {
        (void)fclose(*file);
    }
}

enum jt_err jt_config_apply_file(struct jt_config *config, const char *path, struct jt_buf *why)
{
    JT_CLEAN(close_file) FILE *file = fopen(path, "re");
    if (file == NULL) {
        jt_buf_append_f(why, "cannot read the config file %s: %s", path, strerror(errno));
        return JT_ERR_IO;
    }
    JT_CLEAN(jt_buf_clear) struct jt_buf text = JT_BUF_INIT(JT_CONFIG_FILE_MAX);
    for (size_t got = 1; got > 0;) {
        char *room = jt_buf_reserve(&text, 4096);
        got = room ? fread(room, 1, 4096, file) : 0;
        jt_buf_grow(&text, got);
    }
    if (ferror(file) || jt_buf_check(&text) != JT_OK) {
        jt_buf_append_f(why, "cannot read the config file %s: %s", path,
                        ferror(file) ? "input failed" : "it is too large");
        return JT_ERR_IO;
    }
    enum jt_err err = apply_text(config, jt_buf_str(&text), why);
    if (err != JT_OK) {
        jt_buf_append_f(why, ": %s", path);
    }
    return err;
}
