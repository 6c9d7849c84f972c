/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas of the OpenAPI document, written from their rows. */
#include "server/api/openapi.h"

#include "codec/json_write.h"

#include <string.h>

static bool is_input(const struct jt_openapi_field *field)
{
    return field->member == JT_OPENAPI_IN || field->member == JT_OPENAPI_IN_SOME;
}

static bool is_required(const struct jt_openapi_field *field)
{
    return field->member == JT_OPENAPI_IN || field->member == JT_OPENAPI_OUT;
}

/* The rows of one schema, from the first on. */
static size_t count_fields(size_t first)
{
    size_t count = 1;
    while (first + count < jt_openapi_fields_count &&
           strcmp(jt_openapi_fields[first].schema, jt_openapi_fields[first + count].schema) == 0) {
        count++;
    }
    return count;
}

static void write_required(struct jt_json_writer *w, const struct jt_openapi_field *fields,
                           size_t count)
{
    jt_json_name(w, "required");
    jt_json_array_begin(w);
    for (size_t i = 0; i < count; i++) {
        if (is_required(&fields[i])) {
            jt_json_write_string(w, jt_str_from_c(fields[i].name));
        }
    }
    jt_json_array_end(w);
}

static void write_object(struct jt_json_writer *w, const struct jt_openapi_field *fields,
                         size_t count)
{
    jt_json_object_begin(w);
    jt_json_member_string(w, "type", JT_STR("object"));
    if (is_input(&fields[0])) {
        jt_json_member_bool(w, "additionalProperties", false);
    }
    write_required(w, fields, count);
    jt_json_name(w, "properties");
    jt_json_object_begin(w);
    for (size_t i = 0; i < count; i++) {
        jt_json_name(w, fields[i].name);
        jt_json_write_raw(w, jt_str_from_c(fields[i].type));
    }
    jt_json_object_end(w);
    jt_json_object_end(w);
}

static void write_schemas(struct jt_json_writer *w)
{
    jt_json_name(w, "schemas");
    jt_json_object_begin(w);
    for (size_t i = 0; i < jt_openapi_fields_count;) {
        const struct jt_openapi_field *field = &jt_openapi_fields[i];
        size_t count = count_fields(i);
        jt_json_name(w, field->schema);
        if (field->name == NULL) {
            jt_json_write_raw(w, jt_str_from_c(field->type));
        } else {
            write_object(w, field, count);
        }
        i += count;
    }
    jt_json_object_end(w);
}

void jt_openapi_write_components(struct jt_json_writer *w)
{
    jt_json_name(w, "components");
    jt_json_object_begin(w);
    jt_json_name(w, "securitySchemes");
    jt_json_write_raw(w, JT_STR("{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\","
                                "\"bearerFormat\":\"JWT\"}}"));
    write_schemas(w);
    jt_json_object_end(w);
}

bool jt_openapi_may_be_absent(const char *schema)
{
    for (size_t i = 0; i < jt_openapi_fields_count; i++) {
        const struct jt_openapi_field *field = &jt_openapi_fields[i];
        if (strcmp(field->schema, schema) == 0 && field->member != JT_OPENAPI_IN_SOME) {
            return false;
        }
    }
    return true;
}
