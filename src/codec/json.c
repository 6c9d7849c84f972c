/* SPDX-License-Identifier: Apache-2.0 */
/* jansson behind a strict door: what is too large or too deep never reaches its recursive parser.
 */
#include "codec/json.h"

#include "codec/json_alloc.h"

#include <jansson.h>
#include <string.h>

/* A document is its root, and a value is jansson's: the two structs are never defined. */
static json_t *of_document(struct jt_json *json)
{
    return (json_t *)json;
}

static const json_t *of_value(const struct jt_json_value *value)
{
    return (const json_t *)value;
}

static const struct jt_json_value *to_value(const json_t *value)
{
    return (const struct jt_json_value *)value;
}

/* Counts brackets outside of strings. Where the text is no JSON the count may be wrong, and the
 * parser refuses it for that; where it is, the count is right. */
static bool is_too_deep(jt_str text)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
            continue;
        }
        in_string = c == '"';
        depth += (c == '[' || c == '{') - (c == ']' || c == '}');
        if (depth > JT_JSON_DEPTH_MAX) {
            return true;
        }
    }
    return false;
}

/* No code: jansson ran out of memory and did not say so. */
static bool is_out_of_memory(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    return code == json_error_unknown || code == json_error_out_of_memory;
}

static enum jt_err load(jt_str text, json_t **ret_root)
{
    json_error_t error = {0};
    (void)jt_json_alloc_take_failure();
    /* RFC 8259 §4: what two members of one name mean is anybody's guess. \u0000 is refused
     * because JSON_ALLOW_NUL is not given. */
    json_t *root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    bool failed = jt_json_alloc_take_failure();
    if (root == NULL) {
        return failed || is_out_of_memory(&error) ? JT_ERR_NOMEM : JT_ERR_FORMAT;
    }
    if (failed) {
        json_decref(root);
        return JT_ERR_NOMEM;
    }
    *ret_root = root;
    return JT_OK;
}

enum jt_err jt_json_parse(jt_str text, size_t max_bytes, struct jt_json **ret_json)
{
    json_t *root = NULL;
    if (text.len > max_bytes || is_too_deep(text)) {
        return JT_ERR_LIMIT;
    }
    /* jansson takes a NUL outside of strings for the end and would ignore what follows. */
    if (text.len == 0 || jt_str_find_char(text, '\0') < text.len) {
        return JT_ERR_FORMAT;
    }
    JT_TRY(load(text, &root));
    *ret_json = (struct jt_json *)root;
    return JT_OK;
}

/* Strings may be tokens and secrets. jansson hands them out as const; the memory is ours. */
static void wipe_string(json_t *value)
{
    uintptr_t bytes = (uintptr_t)json_string_value(value);
    explicit_bzero((void *)bytes, json_string_length(value));
}

/* Recursion is as deep as the document, at most JT_JSON_DEPTH_MAX. */
static void wipe(json_t *value)
{
    const char *name;
    json_t *member;
    size_t index;
    if (json_is_string(value)) {
        wipe_string(value);
    }
    json_array_foreach(value, index, member)
    {
        wipe(member);
    }
    json_object_foreach(value, name, member)
    {
        wipe(member);
    }
}

void jt_json_free(struct jt_json *json)
{
    if (json) {
        wipe(of_document(json));
        json_decref(of_document(json));
    }
}

void jt_json_clear(struct jt_json **json)
{
    jt_json_free(*json);
    *json = NULL;
}

const struct jt_json_value *jt_json_root(const struct jt_json *json)
{
    return (const struct jt_json_value *)json;
}

enum jt_json_type jt_json_type(const struct jt_json_value *value)
{
    if (value == NULL) {
        return JT_JSON_NULL;
    }
    switch (json_typeof(of_value(value))) {
    case JSON_OBJECT:
        return JT_JSON_OBJECT;
    case JSON_ARRAY:
        return JT_JSON_ARRAY;
    case JSON_STRING:
        return JT_JSON_STRING;
    case JSON_INTEGER:
        return JT_JSON_INTEGER;
    case JSON_REAL:
        return JT_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return JT_JSON_BOOL;
    case JSON_NULL:
        return JT_JSON_NULL;
    }
    return JT_JSON_NULL;
}

const struct jt_json_value *jt_json_get(const struct jt_json_value *object, const char *name)
{
    return to_value(json_object_get(of_value(object), name));
}

size_t jt_json_count(const struct jt_json_value *array_or_object)
{
    const json_t *value = of_value(array_or_object);
    return json_is_object(value) ? json_object_size(value) : json_array_size(value);
}

const struct jt_json_value *jt_json_at(const struct jt_json_value *array, size_t index)
{
    return to_value(json_array_get(of_value(array), index));
}

bool jt_json_each(const struct jt_json_value *object,
                  bool (*visit)(void *arg, jt_str name, const struct jt_json_value *value),
                  void *arg)
{
    /* jansson's iterators change nothing, yet ask for an object that may be changed. */
    json_t *members = (json_t *)(uintptr_t)object;
    for (void *at = json_object_iter(members); at; at = json_object_iter_next(members, at)) {
        jt_str name = jt_str_from_c(json_object_iter_key(at));
        if (!visit(arg, name, to_value(json_object_iter_value(at)))) {
            return false;
        }
    }
    return true;
}

bool jt_json_string(const struct jt_json_value *value, jt_str *ret_string)
{
    if (!json_is_string(of_value(value))) {
        return false;
    }
    *ret_string =
        jt_str_make(json_string_value(of_value(value)), json_string_length(of_value(value)));
    return true;
}

bool jt_json_integer(const struct jt_json_value *value, int64_t *ret_integer)
{
    if (!json_is_integer(of_value(value))) {
        return false;
    }
    *ret_integer = json_integer_value(of_value(value));
    return true;
}

bool jt_json_number(const struct jt_json_value *value, double *ret_number)
{
    if (!json_is_number(of_value(value))) {
        return false;
    }
    *ret_number = json_number_value(of_value(value));
    return true;
}

bool jt_json_bool(const struct jt_json_value *value, bool *ret_bool)
{
    if (!json_is_boolean(of_value(value))) {
        return false;
    }
    *ret_bool = json_is_true(of_value(value));
    return true;
}
