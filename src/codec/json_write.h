/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that goes out: a small escaping writer over a buffer. Commas are its business, nesting is
 * the caller's. Strings are written as valid UTF-8: what is not becomes U+FFFD. */
#ifndef JT_CODEC_JSON_WRITE_H
#define JT_CODEC_JSON_WRITE_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/uuid.h"

struct jt_json_writer {
    struct jt_buf *buf;
    bool needs_comma;
};

/* {.buf = &buf} is a ready writer. */
void jt_json_object_begin(struct jt_json_writer *w);
void jt_json_object_end(struct jt_json_writer *w);
void jt_json_array_begin(struct jt_json_writer *w);
void jt_json_array_end(struct jt_json_writer *w);
/* "name": before a value; name must need no escape. */
void jt_json_name(struct jt_json_writer *w, const char *name);

void jt_json_write_string(struct jt_json_writer *w, jt_str text);
void jt_json_write_integer(struct jt_json_writer *w, int64_t value);
void jt_json_write_bool(struct jt_json_writer *w, bool value);
void jt_json_write_null(struct jt_json_writer *w);
/* Bytes that are JSON already. */
void jt_json_write_raw(struct jt_json_writer *w, jt_str json);

/* A value that came in (json_copy.c): members in their order, no white space. NULL is null. */
struct jt_json_value;
void jt_json_write_value(struct jt_json_writer *w, const struct jt_json_value *value);

/* name and value in one. */
void jt_json_member_string(struct jt_json_writer *w, const char *name, jt_str text);
void jt_json_member_integer(struct jt_json_writer *w, const char *name, int64_t value);
void jt_json_member_bool(struct jt_json_writer *w, const char *name, bool value);
void jt_json_member_uuid(struct jt_json_writer *w, const char *name, const jt_uuid *uuid);
/* Bytes in lower-case hex. */
void jt_json_member_hex(struct jt_json_writer *w, const char *name, const uint8_t *bytes,
                        size_t len);
/* RFC 3339 in UTC; time 0 is null. */
void jt_json_member_time(struct jt_json_writer *w, const char *name, jt_time time);

/* Appends text with JSON's escapes, without the quotes; the shortest that there are, as RFC 8785
 * §3.2.2.2 and JSON.stringify() have them. */
void jt_json_escape(struct jt_buf *buf, jt_str text);

#endif
