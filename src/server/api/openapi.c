/* SPDX-License-Identifier: Apache-2.0 */
/* GET /openapi.json, made from the rows and the routes, so that it names what exists. Anybody may
 * read it. */
#include "server/api/openapi.h"

#include "server/api/api.h"
#include "server/routes.h"
#include "server/server.h"

#include <string.h>

static const char *method_name(enum jt_http_method method)
{
    switch (method) {
    case JT_HTTP_GET:
        return "get";
    case JT_HTTP_POST:
        return "post";
    case JT_HTTP_PUT:
        return "put";
    case JT_HTTP_PATCH:
        return "patch";
    case JT_HTTP_DELETE:
        return "delete";
    case JT_HTTP_HEAD:
    case JT_HTTP_OPTIONS:
    case JT_HTTP_CONNECT:
    case JT_HTTP_TRACE:
    case JT_HTTP_UNKNOWN:
        break;
    }
    return "trace";
}

static bool is_public(const struct jt_openapi_row *row)
{
    return strcmp(row->pattern, JT_API_PATH "/openapi.json") == 0;
}

static jt_str query_type(jt_str name)
{
    static const struct {
        jt_str name;
        jt_str type;
    } words[] = {
        {JT_STR_INIT("status"),
         JT_STR_INIT("{\"enum\":[\"Available\",\"Needs attention\",\"Expired\",\"Suspended\"]}")},
        {JT_STR_INIT("reason"),
         JT_STR_INIT("{\"enum\":[\"retired\",\"compromised\"],\"default\":\"retired\"}")},
        {JT_STR_INIT("tokens"),
         JT_STR_INIT("{\"enum\":[\"keep\",\"revoke\"],\"default\":\"keep\"}")},
        {JT_STR_INIT("after"), JT_STR_INIT("{\"type\":\"integer\",\"minimum\":0}")},
        {JT_STR_INIT("order"), JT_STR_INIT("{\"enum\":[\"asc\",\"desc\"],\"default\":\"asc\"}")},
        {JT_STR_INIT("from"), JT_STR_INIT("{\"type\":\"string\",\"format\":\"date-time\"}")},
        {JT_STR_INIT("to"), JT_STR_INIT("{\"type\":\"string\",\"format\":\"date-time\"}")},
        {JT_STR_INIT("actor"), JT_STR_INIT("{\"type\":\"string\",\"format\":\"uuid\"}")},
        {JT_STR_INIT("object"), JT_STR_INIT("{\"type\":\"string\",\"format\":\"uuid\"}")},
        {JT_STR_INIT("realm"), JT_STR_INIT("{\"type\":\"string\",\"format\":\"uuid\"}")},
        {JT_STR_INIT("force"), JT_STR_INIT("{\"type\":\"boolean\",\"default\":false}")},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (jt_str_equal(name, words[i].name)) {
            return words[i].type;
        }
    }
    if (jt_str_equal(name, JT_STR("limit"))) {
        return JT_STR("{\"type\":\"integer\",\"minimum\":1,\"maximum\":100,\"default\":100}");
    }
    if (jt_str_equal(name, JT_STR("offset"))) {
        return JT_STR("{\"type\":\"integer\",\"minimum\":0,\"default\":0}");
    }
    bool is_flag =
        jt_str_starts_with(name, JT_STR("has")) || jt_str_starts_with(name, JT_STR("is"));
    return is_flag ? JT_STR("{\"type\":\"boolean\"}") : JT_STR("{\"type\":\"string\"}");
}

static void write_parameter(struct jt_json_writer *w, jt_str name, const char *in, jt_str type)
{
    jt_json_object_begin(w);
    jt_json_member_string(w, "name", name);
    jt_json_member_string(w, "in", jt_str_from_c(in));
    if (strcmp(in, "path") == 0) {
        jt_json_member_bool(w, "required", true);
    }
    jt_json_name(w, "schema");
    jt_json_write_raw(w, type);
    jt_json_object_end(w);
}

/* Whatever changes an object that is there already. */
static bool takes_if_match(const struct jt_openapi_row *row)
{
    bool is_read = row->method == JT_HTTP_GET || row->method == JT_HTTP_HEAD;
    return !is_read && strchr(row->pattern, '{') != NULL;
}

static void write_parameters(struct jt_json_writer *w, const struct jt_openapi_row *row)
{
    jt_str rest = jt_str_from_c(row->query);
    jt_str name;
    jt_json_name(w, "parameters");
    jt_json_array_begin(w);
    for (const char *at = strchr(row->pattern, '{'); at != NULL; at = strchr(at + 1, '{')) {
        size_t len = strcspn(at + 1, "}");
        write_parameter(w, jt_str_make(at + 1, len), "path", JT_STR("{\"type\":\"string\"}"));
    }
    while (row->query != NULL && jt_str_next(&rest, ' ', &name)) {
        write_parameter(w, name, "query", query_type(name));
    }
    if (takes_if_match(row)) {
        write_parameter(w, JT_STR("If-Match"), "header", JT_STR("{\"type\":\"string\"}"));
    }
    jt_json_array_end(w);
}

static void write_content(struct jt_json_writer *w, const char *type, const char *schema)
{
    jt_json_name(w, "content");
    jt_json_object_begin(w);
    jt_json_name(w, type);
    jt_json_object_begin(w);
    jt_json_name(w, "schema");
    jt_json_object_begin(w);
    jt_buf_append_f(w->buf, "\"$ref\":\"#/components/schemas/%s\"", schema);
    jt_json_object_end(w);
    jt_json_object_end(w);
    jt_json_object_end(w);
}

static void write_responses(struct jt_json_writer *w, const struct jt_openapi_row *row)
{
    jt_json_name(w, "responses");
    jt_json_object_begin(w);
    jt_json_name(w, row->status == 201 ? "201" : row->status == 204 ? "204" : "200");
    jt_json_object_begin(w);
    jt_json_member_string(w, "description", jt_str_from_c(row->summary));
    if (row->response != NULL) {
        write_content(w, "application/json", row->response);
    }
    jt_json_object_end(w);
    jt_json_name(w, "default");
    jt_json_object_begin(w);
    jt_json_member_string(w, "description", JT_STR("The request was refused"));
    write_content(w, "application/problem+json", "Problem");
    jt_json_object_end(w);
    jt_json_object_end(w);
}

static void write_operation(struct jt_json_writer *w, const struct jt_openapi_row *row)
{
    jt_json_name(w, method_name(row->method));
    jt_json_object_begin(w);
    jt_json_member_string(w, "summary", jt_str_from_c(row->summary));
    if (!is_public(row)) {
        jt_json_name(w, "security");
        jt_json_write_raw(w, JT_STR("[{\"token\":[]}]"));
    }
    write_parameters(w, row);
    if (row->request != NULL) {
        jt_json_name(w, "requestBody");
        jt_json_object_begin(w);
        jt_json_member_bool(
            w, "required", row->method == JT_HTTP_PATCH || !jt_openapi_may_be_absent(row->request));
        write_content(w, "application/json", row->request);
        jt_json_object_end(w);
    }
    write_responses(w, row);
    jt_json_object_end(w);
}

/* Rows of one pattern stand together. */
static void write_paths(struct jt_json_writer *w)
{
    const char *open = NULL;
    jt_json_name(w, "paths");
    jt_json_object_begin(w);
    for (size_t i = 0; i < jt_openapi_rows_count; i++) {
        const struct jt_openapi_row *row = &jt_openapi_rows[i];
        if (open == NULL || strcmp(open, row->pattern) != 0) {
            if (open != NULL) {
                jt_json_object_end(w);
            }
            jt_json_name(w, row->pattern + strlen(JT_API_PATH));
            jt_json_object_begin(w);
            open = row->pattern;
        }
        write_operation(w, row);
    }
    if (open != NULL) {
        jt_json_object_end(w);
    }
    jt_json_object_end(w);
}

static void write_document(struct jt_json_writer *w, jt_str base)
{
    jt_json_object_begin(w);
    jt_json_member_string(w, "openapi", JT_STR("3.1.0"));
    jt_json_name(w, "info");
    jt_json_object_begin(w);
    jt_json_member_string(w, "title", JT_STR("Jeton management API"));
    jt_json_member_string(w, "version", JT_STR(JT_VERSION));
    jt_json_object_end(w);
    jt_json_name(w, "servers");
    jt_json_array_begin(w);
    jt_json_object_begin(w);
    jt_json_name(w, "url");
    jt_buf_append_char(w->buf, '"');
    jt_json_escape(w->buf, base);
    jt_buf_append_c(w->buf, JT_API_PATH "\"");
    jt_json_object_end(w);
    jt_json_array_end(w);
    write_paths(w);
    jt_openapi_write_components(w);
    jt_json_object_end(w);
}

static enum jt_step_result answer(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    write_document(&w, request->realm->public_url);
    return jt_api_respond(request, 200, &buf);
}

static const struct jt_step steps[] = {
    {"read the query", jt_api_no_query},
    {"describe the API", answer},
    JT_STEPS_END,
};

const struct jt_route jt_routes_openapi[] = {
    {JT_HTTP_GET, JT_API_PATH "/openapi.json", JT_ROUTE_API, steps, 0},
    JT_ROUTES_END,
};
