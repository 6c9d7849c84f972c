/* SPDX-License-Identifier: Apache-2.0 */
/* name=value lines, read strictly. */
#include "client/store/fields.h"

static bool is_name(jt_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || c == '_')) {
            return false;
        }
    }
    return name.len > 0 && name.len <= JT_FIELD_NAME_MAX;
}

static bool is_value(jt_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c < 0x20 || c == 0x7f) {
            return false;
        }
    }
    return true;
}

static bool has_name(const struct jt_fields *fields, jt_str name)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (jt_str_equal(fields->at[i].name, name)) {
            return true;
        }
    }
    return false;
}

static enum jt_err parse_line(jt_str line, struct jt_fields *fields)
{
    size_t sign = jt_str_find_char(line, '=');
    struct jt_field field = {jt_str_slice(line, 0, sign), jt_str_from(line, sign + 1)};
    if (sign == line.len || !is_name(field.name) || !is_value(field.value) ||
        has_name(fields, field.name)) {
        return JT_ERR_FORMAT;
    }
    if (fields->count == JT_FIELDS_MAX) {
        return JT_ERR_LIMIT;
    }
    fields->at[fields->count++] = field;
    return JT_OK;
}

enum jt_err jt_fields_parse(jt_str text, jt_str kind, struct jt_fields *ret_fields)
{
    struct jt_fields fields = {.count = 0};
    if (text.len == 0 || text.ptr[text.len - 1] != '\n') {
        return JT_ERR_FORMAT;
    }
    jt_str rest = jt_str_slice(text, 0, text.len - 1);
    jt_str line;
    if (!jt_str_next(&rest, '\n', &line) || !jt_str_equal(line, kind)) {
        return JT_ERR_FORMAT;
    }
    while (jt_str_next(&rest, '\n', &line)) {
        JT_TRY(parse_line(line, &fields));
    }
    *ret_fields = fields;
    return JT_OK;
}

jt_str jt_fields_get(const struct jt_fields *fields, jt_str name)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (jt_str_equal(fields->at[i].name, name)) {
            return fields->at[i].value;
        }
    }
    return jt_str_make(NULL, 0);
}

enum jt_err jt_fields_get_i64(const struct jt_fields *fields, jt_str name, int64_t *ret_value)
{
    jt_str text = jt_fields_get(fields, name);
    bool is_negative = jt_str_starts_with(text, JT_STR("-"));
    uint64_t size = 0;
    if (!jt_str_to_u64(jt_str_from(text, is_negative), &size) || size > INT64_MAX) {
        return JT_ERR_FORMAT;
    }
    *ret_value = is_negative ? -(int64_t)size : (int64_t)size;
    return JT_OK;
}

void jt_fields_begin(struct jt_buf *buf, jt_str kind)
{
    jt_buf_append(buf, kind);
    jt_buf_append_char(buf, '\n');
}

enum jt_err jt_fields_add(struct jt_buf *buf, const char *name, jt_str value)
{
    if (value.len == 0) {
        return JT_OK;
    }
    if (!is_value(value)) {
        return JT_ERR_FORMAT;
    }
    jt_buf_append_c(buf, name);
    jt_buf_append_char(buf, '=');
    jt_buf_append(buf, value);
    jt_buf_append_char(buf, '\n');
    return jt_buf_check(buf);
}

enum jt_err jt_fields_add_i64(struct jt_buf *buf, const char *name, int64_t value)
{
    jt_buf_append_c(buf, name);
    jt_buf_append_char(buf, '=');
    jt_buf_append_i64(buf, value);
    jt_buf_append_char(buf, '\n');
    return jt_buf_check(buf);
}
