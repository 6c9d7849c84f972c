/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that goes out. Every value asks for its comma; opening and naming take the need away. */
#include "codec/json_write.h"

#include "codec/time_text.h"
#include "codec/utf8.h"

static void begin_value(struct jt_json_writer *w)
{
    if (w->needs_comma) {
        jt_buf_append_char(w->buf, ',');
    }
    w->needs_comma = true;
}

static void open_with(struct jt_json_writer *w, char bracket)
{
    begin_value(w);
    jt_buf_append_char(w->buf, bracket);
    w->needs_comma = false;
}

static void close_with(struct jt_json_writer *w, char bracket)
{
    jt_buf_append_char(w->buf, bracket);
    w->needs_comma = true;
}

void jt_json_object_begin(struct jt_json_writer *w)
{
    open_with(w, '{');
}

void jt_json_object_end(struct jt_json_writer *w)
{
    close_with(w, '}');
}

void jt_json_array_begin(struct jt_json_writer *w)
{
    open_with(w, '[');
}

void jt_json_array_end(struct jt_json_writer *w)
{
    close_with(w, ']');
}

void jt_json_name(struct jt_json_writer *w, const char *name)
{
    begin_value(w);
    jt_buf_append_char(w->buf, '"');
    jt_buf_append_c(w->buf, name);
    jt_buf_append_c(w->buf, "\":");
    w->needs_comma = false;
}

/* RFC 8259 §7: ASCII that stands for itself. */
static const bool is_itself[256] = {
    [0x20 ... 0x21] = true,
    [0x23 ... 0x5b] = true,
    [0x5d ... 0x7f] = true,
};

/* How many bytes from the beginning can be copied as they are. */
static size_t plain_len(jt_str text)
{
    size_t at = 0;
    for (;;) {
        while (at < text.len && is_itself[(unsigned char)text.ptr[at]]) {
            at++;
        }
        bool ascii = at < text.len && (unsigned char)text.ptr[at] < 0x80;
        uint32_t point = 0;
        size_t len = ascii ? 0 : jt_utf8_decode(jt_str_from(text, at), &point);
        if (len == 0) {
            return at;
        }
        at += len;
    }
}

static void escape_byte(struct jt_buf *buf, char c)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char byte = (unsigned char)c;
    if (c == '"' || c == '\\') {
        jt_buf_append(buf, jt_str_make((const char[]){'\\', c}, 2));
    } else if (byte >= '\b' && byte <= '\r' && byte != '\v') {
        jt_buf_append(buf, jt_str_make((const char[]){'\\', "btn_fr"[byte - '\b']}, 2));
    } else if (byte < 0x20) {
        jt_buf_append_c(buf, "\\u00");
        jt_buf_append(buf, jt_str_make((const char[]){hex[byte >> 4], hex[byte & 15]}, 2));
    } else {
        jt_buf_append_c(buf, "\xef\xbf\xbd"); /* U+FFFD for a byte that is no UTF-8 */
    }
}

void jt_json_escape(struct jt_buf *buf, jt_str text)
{
    while (text.len) {
        size_t plain = plain_len(text);
        jt_buf_append(buf, jt_str_slice(text, 0, plain));
        if (plain == text.len) {
            return;
        }
        escape_byte(buf, text.ptr[plain]);
        text = jt_str_from(text, plain + 1);
    }
}

void jt_json_write_string(struct jt_json_writer *w, jt_str text)
{
    begin_value(w);
    jt_buf_append_char(w->buf, '"');
    jt_json_escape(w->buf, text);
    jt_buf_append_char(w->buf, '"');
}

void jt_json_write_integer(struct jt_json_writer *w, int64_t value)
{
    begin_value(w);
    jt_buf_append_i64(w->buf, value);
}

void jt_json_write_bool(struct jt_json_writer *w, bool value)
{
    begin_value(w);
    jt_buf_append_c(w->buf, value ? "true" : "false");
}

void jt_json_write_null(struct jt_json_writer *w)
{
    begin_value(w);
    jt_buf_append_c(w->buf, "null");
}

void jt_json_write_raw(struct jt_json_writer *w, jt_str json)
{
    begin_value(w);
    jt_buf_append(w->buf, json);
}

void jt_json_member_string(struct jt_json_writer *w, const char *name, jt_str text)
{
    jt_json_name(w, name);
    jt_json_write_string(w, text);
}

void jt_json_member_integer(struct jt_json_writer *w, const char *name, int64_t value)
{
    jt_json_name(w, name);
    jt_json_write_integer(w, value);
}

void jt_json_member_bool(struct jt_json_writer *w, const char *name, bool value)
{
    jt_json_name(w, name);
    jt_json_write_bool(w, value);
}

void jt_json_member_uuid(struct jt_json_writer *w, const char *name, const jt_uuid *uuid)
{
    char text[JT_UUID_TEXT + 1];
    jt_uuid_write(uuid, text);
    jt_json_member_string(w, name, jt_str_make(text, JT_UUID_TEXT));
}

void jt_json_member_hex(struct jt_json_writer *w, const char *name, const uint8_t *bytes,
                        size_t len)
{
    static const char hex[] = "0123456789abcdef";
    jt_json_name(w, name);
    begin_value(w);
    jt_buf_append_char(w->buf, '"');
    for (size_t i = 0; i < len; i++) {
        jt_buf_append(w->buf,
                      jt_str_make((const char[]){hex[bytes[i] >> 4], hex[bytes[i] & 15]}, 2));
    }
    jt_buf_append_char(w->buf, '"');
}

void jt_json_member_time(struct jt_json_writer *w, const char *name, jt_time time)
{
    char text[JT_RFC3339_TEXT + 1];
    jt_json_name(w, name);
    if (time.s == 0) {
        jt_json_write_null(w);
        return;
    }
    jt_time_write_rfc3339(time, text);
    jt_json_write_string(w, jt_str_make(text, JT_RFC3339_TEXT));
}
