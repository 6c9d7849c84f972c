/* SPDX-License-Identifier: Apache-2.0 */
/* What came in, written again: members in their order, no white space. The audit chain is
 * recomputed from such copies, so what our own writer wrote must come out byte for byte. */
#include "codec/json.h"
#include "codec/json_write.h"

static bool copy_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct jt_json_writer *w = arg;
    jt_json_write_string(w, name);
    jt_buf_append_char(w->buf, ':');
    w->needs_comma = false;
    jt_json_write_value(w, value);
    return true;
}

static void copy_array(struct jt_json_writer *w, const struct jt_json_value *array)
{
    jt_json_array_begin(w);
    for (size_t i = 0; i < jt_json_count(array); i++) {
        jt_json_write_value(w, jt_json_at(array, i));
    }
    jt_json_array_end(w);
}

static void copy_real(struct jt_json_writer *w, const struct jt_json_value *value)
{
    double number = 0;
    (void)jt_json_number(value, &number);
    jt_json_write_raw(w, (jt_str){0});
    jt_buf_append_f(w->buf, "%.17g", number);
}

static void copy_scalar(struct jt_json_writer *w, const struct jt_json_value *value)
{
    jt_str text;
    int64_t integer = 0;
    bool flag = false;
    if (jt_json_string(value, &text)) {
        jt_json_write_string(w, text);
    } else if (jt_json_integer(value, &integer)) {
        jt_json_write_integer(w, integer);
    } else if (jt_json_bool(value, &flag)) {
        jt_json_write_bool(w, flag);
    } else {
        jt_json_write_null(w);
    }
}

void jt_json_write_value(struct jt_json_writer *w, const struct jt_json_value *value)
{
    switch (jt_json_type(value)) {
    case JT_JSON_OBJECT:
        jt_json_object_begin(w);
        (void)jt_json_each(value, copy_member, w);
        jt_json_object_end(w);
        return;
    case JT_JSON_ARRAY:
        copy_array(w, value);
        return;
    case JT_JSON_REAL:
        copy_real(w, value);
        return;
    case JT_JSON_NULL:
    case JT_JSON_BOOL:
    case JT_JSON_INTEGER:
    case JT_JSON_STRING:
        copy_scalar(w, value);
        return;
    }
}
