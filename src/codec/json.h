/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that comes in: jansson behind a strict door (RFC 8259). Duplicate names, NUL, invalid UTF-8,
 * depth and size are refused. The values are read-only and owned by the document. */
#ifndef JT_CODEC_JSON_H
#define JT_CODEC_JSON_H

#include "base/err.h"
#include "base/str.h"

struct jt_json;       /* a document, owned */
struct jt_json_value; /* a value inside a document, borrowed */

enum { JT_JSON_DEPTH_MAX = 8 };

enum jt_json_type {
    JT_JSON_NULL,
    JT_JSON_BOOL,
    JT_JSON_INTEGER,
    JT_JSON_REAL,
    JT_JSON_STRING,
    JT_JSON_ARRAY,
    JT_JSON_OBJECT,
};

/* Reads exactly one value of at most max_bytes. JT_ERR_FORMAT, JT_ERR_LIMIT (size, depth),
 * JT_ERR_NOMEM. Free with jt_json_free(), which wipes the strings. */
JT_MUST_USE enum jt_err jt_json_parse(jt_str text, size_t max_bytes, struct jt_json **ret_json);
void jt_json_free(struct jt_json *json);
/* Cleanup helper. */
void jt_json_clear(struct jt_json **json);

const struct jt_json_value *jt_json_root(const struct jt_json *json);
/* JT_JSON_NULL for NULL too. */
enum jt_json_type jt_json_type(const struct jt_json_value *value);
/* Member of an object; NULL when absent or when object is NULL or no object. */
const struct jt_json_value *jt_json_get(const struct jt_json_value *object, const char *name);
size_t jt_json_count(const struct jt_json_value *array_or_object);
const struct jt_json_value *jt_json_at(const struct jt_json_value *array, size_t index);
/* Calls visit for each member in order; stops and returns false when visit returns false. */
bool jt_json_each(const struct jt_json_value *object,
                  bool (*visit)(void *arg, jt_str name, const struct jt_json_value *value),
                  void *arg);

/* Typed reads; false when value is NULL or of another type. A string has a NUL behind its len. */
bool jt_json_string(const struct jt_json_value *value, jt_str *ret_string);
bool jt_json_integer(const struct jt_json_value *value, int64_t *ret_integer);
bool jt_json_number(const struct jt_json_value *value, double *ret_number);
bool jt_json_bool(const struct jt_json_value *value, bool *ret_bool);

#endif
