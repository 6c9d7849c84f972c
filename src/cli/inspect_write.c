/* SPDX-License-Identifier: Apache-2.0 */
/* The members of a token's parts, one a line, for people. */
#include "cli/inspect.h"

#include "codec/json.h"
#include "codec/json_write.h"
#include "codec/time_text.h"

enum { JSON_MAX = 64 << 10, TEXT_MAX = 4096 };

static bool is_time(jt_str name)
{
    return jt_str_equal(name, JT_STR("exp")) || jt_str_equal(name, JT_STR("iat")) ||
           jt_str_equal(name, JT_STR("nbf"));
}

static bool write_member(void *arg, jt_str name, const struct jt_json_value *value);

static void write_value(struct jt_buf *out, jt_str name, const struct jt_json_value *value)
{
    char printable[TEXT_MAX];
    char moment[JT_RFC3339_TEXT + 1];
    jt_str text;
    int64_t number;
    bool truth;
    if (jt_json_string(value, &text)) {
        jt_trouble_copy(printable, sizeof(printable), text);
        jt_buf_append_c(out, printable);
    } else if (jt_json_integer(value, &number)) {
        jt_buf_append_i64(out, number);
        if (is_time(name)) {
            jt_time_write_rfc3339((jt_time){number}, moment);
            jt_buf_append_f(out, "  (%s)", moment);
        }
    } else if (jt_json_bool(value, &truth)) {
        jt_buf_append_c(out, truth ? "true" : "false");
    } else if (jt_json_type(value) == JT_JSON_ARRAY) {
        for (size_t i = 0; i < jt_json_count(value); i++) {
            jt_buf_append_c(out, i ? " " : "");
            write_value(out, name, jt_json_at(value, i));
        }
    } else if (jt_json_type(value) == JT_JSON_OBJECT) {
        (void)jt_json_each(value, write_member, out);
    } else {
        jt_buf_append_c(out, "(null, or a fraction: see --json)");
    }
}

static bool write_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct jt_buf *out = arg;
    char printable[256];
    jt_trouble_copy(printable, sizeof(printable), name);
    jt_buf_append_f(out, "\n  %-12s ", printable);
    write_value(out, name, value);
    return true;
}

void jt_inspect_write_object(const char *heading, jt_str text, struct jt_buf *out)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    if (jt_json_parse(text, JSON_MAX, &json) != JT_OK) {
        jt_buf_append_f(out, "%s: cannot be decoded\n", heading);
        return;
    }
    jt_buf_append_f(out, "%s:", heading);
    (void)jt_json_each(jt_json_root(json), write_member, out);
    jt_buf_append_c(out, "\n\n");
}
