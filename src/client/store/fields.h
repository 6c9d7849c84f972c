/* SPDX-License-Identifier: Apache-2.0 */
/* What stands inside a sealed file: a first line that says its kind, then name=value lines. A value
 * may hold any printable text but no control character, so nothing needs an escape. */
#ifndef JT_CLIENT_STORE_FIELDS_H
#define JT_CLIENT_STORE_FIELDS_H

#include "base/buf.h"

enum { JT_FIELDS_MAX = 32, JT_FIELD_NAME_MAX = 32 };

struct jt_field {
    jt_str name;
    jt_str value;
};

struct jt_fields {
    struct jt_field at[JT_FIELDS_MAX]; /* views into the text */
    size_t count;
};

/* kind: the first line, with the version of the form, such as "jeton token 1". JT_ERR_FORMAT:
 * another kind, a line without "=", a bad or double name, a control character, no final line end.
 * JT_ERR_LIMIT: too many lines. */
JT_MUST_USE enum jt_err jt_fields_parse(jt_str text, jt_str kind, struct jt_fields *ret_fields);
/* The value; the empty view when the name is not there. */
jt_str jt_fields_get(const struct jt_fields *fields, jt_str name);
/* A decimal number with an optional minus sign. JT_ERR_FORMAT: absent or something else. */
JT_MUST_USE enum jt_err jt_fields_get_i64(const struct jt_fields *fields, jt_str name,
                                          int64_t *ret_value);

/* Appends the first line. */
void jt_fields_begin(struct jt_buf *buf, jt_str kind);
/* Appends one line; an empty value writes nothing. JT_ERR_FORMAT: a control character in value. */
JT_MUST_USE enum jt_err jt_fields_add(struct jt_buf *buf, const char *name, jt_str value);
JT_MUST_USE enum jt_err jt_fields_add_i64(struct jt_buf *buf, const char *name, int64_t value);

#endif
