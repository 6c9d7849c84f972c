/* SPDX-License-Identifier: Apache-2.0 */
/* Escaping and layout of log lines. Strings are quoted as in JSON in both formats, so that control
 * characters, terminal sequences and line breaks come out as \u escapes. */
#include "server/log_line.h"

#include "codec/time_text.h"
#include "codec/utf8.h"

#include <stdio.h>
#include <string.h>

/* Room that values leave for names and punctuation, and everything for the end of the line. */
enum { STRUCTURE_ROOM = 1024, TAIL_ROOM = 8, ESCAPE_LEN = 6 };

static void put(struct jt_log_line *line, const char *bytes, size_t len)
{
    if (line->len + len <= JT_LOG_LINE_MAX - TAIL_ROOM) {
        memcpy(line->bytes + line->len, bytes, len);
        line->len += len;
    }
}

static void put_c(struct jt_log_line *line, const char *text)
{
    put(line, text, strlen(text));
}

static void put_escape(struct jt_log_line *line, unsigned char c)
{
    char text[8];
    (void)snprintf(text, sizeof(text), "\\u%04x", c);
    put(line, text, 6);
}

/* Bytes that some terminal or viewer takes for a command or a line break: C0, DEL, the C1 set in
 * UTF-8, U+2028-202F and U+2060-206F (separators and direction marks). */
static bool is_harmful(jt_str text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    unsigned char next = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0;
    unsigned char third = at + 2 < text.len ? (unsigned char)text.ptr[at + 2] : 0;
    if (c < 0x20 || c == 0x7f) {
        return true;
    }
    if (c == 0xc2 && next >= 0x80 && next <= 0x9f) {
        return true;
    }
    return c == 0xe2 && ((next == 0x80 && third >= 0xa8) || (next == 0x81 && third >= 0xa0));
}

static void put_string(struct jt_log_line *line, jt_str text)
{
    bool is_cut = text.len > JT_LOG_VALUE_MAX;
    text = jt_str_slice(text, 0, JT_LOG_VALUE_MAX);
    bool is_utf8 = !is_cut && jt_utf8_is_valid(text);
    bool is_hurt = false;
    put_c(line, "\"");
    for (size_t i = 0; i < text.len; i++) {
        if (line->len + ESCAPE_LEN > JT_LOG_LINE_MAX - STRUCTURE_ROOM) {
            is_cut = true;
            break;
        }
        unsigned char c = (unsigned char)text.ptr[i];
        /* The bytes that follow a harmful first byte are escaped with it. */
        is_hurt = is_harmful(text, i) || (is_hurt && c >= 0x80 && c <= 0xbf);
        if (is_hurt || (c >= 0x80 && !is_utf8)) {
            put_escape(line, c);
        } else if (c == '"' || c == '\\') {
            put(line, (char[]){'\\', (char)c}, 2);
        } else {
            put(line, (const char *)&text.ptr[i], 1);
        }
    }
    put_c(line, is_cut ? "...\"" : "\"");
}

/* Is it readable without quotes, and impossible to take for anything else? */
static bool is_plain(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_alnum && (c == '\0' || strchr("-._:/@+{}*~", c) == NULL)) {
            return false;
        }
    }
    return text.len > 0 && text.len <= JT_LOG_VALUE_MAX;
}

/* Fields that always are numbers: a client id of digits stays a string. */
static bool is_number(const char *name, jt_str text)
{
    uint64_t value = 0;
    if (strcmp(name, "status") != 0 && strcmp(name, "duration_us") != 0) {
        return false;
    }
    return text.len < 16 && (text.len < 2 || text.ptr[0] != '0') && jt_str_to_u64(text, &value);
}

static const char *level_text(enum jt_log_level level)
{
    switch (level) {
    case JT_LOG_DEBUG:
        return "debug";
    case JT_LOG_INFO:
        return "info";
    case JT_LOG_WARNING:
        return "warning";
    case JT_LOG_ERROR:
        break;
    }
    return "error";
}

static void write_json(struct jt_log_line *line, const char *time, const char *level,
                       const char *event, const char *message, const struct jt_log_field *fields,
                       size_t count)
{
    put_c(line, "{\"time\":\"");
    put_c(line, time);
    put_c(line, "\",\"level\":\"");
    put_c(line, level);
    put_c(line, "\",\"event\":");
    put_string(line, jt_str_from_c(event));
    put_c(line, ",\"message\":");
    put_string(line, jt_str_from_c(message));
    for (size_t i = 0; i < count; i++) {
        put_c(line, ",\"");
        put_c(line, fields[i].name);
        put_c(line, "\":");
        if (is_number(fields[i].name, fields[i].value)) {
            put(line, fields[i].value.ptr, fields[i].value.len);
        } else {
            put_string(line, fields[i].value);
        }
    }
    put_c(line, "}");
}

static void write_text(struct jt_log_line *line, const char *time, const char *level,
                       const char *event, const char *message, const struct jt_log_field *fields,
                       size_t count)
{
    put_c(line, time);
    put_c(line, " ");
    put_c(line, level);
    put_c(line, " ");
    put_c(line, event);
    for (size_t i = 0; i < count; i++) {
        put_c(line, " ");
        put_c(line, fields[i].name);
        put_c(line, "=");
        if (is_plain(fields[i].value)) {
            put(line, fields[i].value.ptr, fields[i].value.len);
        } else {
            put_string(line, fields[i].value);
        }
    }
    if (message != NULL && message[0] != '\0') {
        put_c(line, " message=");
        put_string(line, jt_str_from_c(message));
    }
}

void jt_log_line_write(struct jt_log_line *line, enum jt_log_format format, jt_time now,
                       enum jt_log_level level, const char *event, const char *message,
                       const struct jt_log_field *fields, size_t count)
{
    char time[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339(now, time);
    line->len = 0;
    count = count < JT_LOG_FIELDS_MAX ? count : JT_LOG_FIELDS_MAX;
    if (format == JT_LOG_JSON) {
        write_json(line, time, level_text(level), event, message, fields, count);
    } else {
        write_text(line, time, level_text(level), event, message, fields, count);
    }
    line->bytes[line->len++] = '\n';
}
