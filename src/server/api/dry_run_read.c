/* SPDX-License-Identifier: Apache-2.0 */
/* {"method","path","headers","body"}: a request as JSON. Nothing in it can end a line: it becomes
 * the head of one request and never of two. */
#include "server/api/body.h"
#include "server/api/dry_run.h"
#include "server/http/chars.h"

enum { METHOD_MAX = 32, HEADERS_MAX = JT_HTTP_HEADERS_MAX + 1 };

static const jt_str root_pointer = {"", 0};

struct reading {
    struct jt_request *request;
    struct jt_http_header *headers;
    size_t count;
};

static void read_method(struct jt_request *request, struct jt_dry_request *sent)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    if (jt_body_text(request, root, root_pointer, "method", true, &sent->method) &&
        (sent->method.len == 0 || sent->method.len > METHOD_MAX ||
         !jt_chars_all(sent->method, JT_CHAR_TOKEN))) {
        jt_body_fault(request, root_pointer, "method", "invalid",
                      JT_STR("A method of HTTP, such as POST."));
    }
}

static bool is_target(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] <= 0x20 || text.ptr[i] >= 0x7f) {
            return false;
        }
    }
    return text.len > 0;
}

/* A whole URL is taken apart: its host stands in for a Host header. */
static void take_origin(jt_str *target, jt_str *ret_host)
{
    static const jt_str schemes[] = {JT_STR_INIT("http://"), JT_STR_INIT("https://")};
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (jt_str_starts_with(*target, schemes[i])) {
            jt_str rest = jt_str_from(*target, schemes[i].len);
            size_t slash = jt_str_find_char(rest, '/');
            *ret_host = jt_str_slice(rest, 0, slash);
            *target = slash < rest.len ? jt_str_from(rest, slash) : JT_STR("/");
            return;
        }
    }
}

static void read_path(struct jt_request *request, struct jt_dry_request *sent, jt_str *ret_host)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    *ret_host = (jt_str){0};
    if (jt_body_text(request, root, root_pointer, "path", true, &sent->target) &&
        !is_target(sent->target)) {
        jt_body_fault(request, root_pointer, "path", "invalid",
                      JT_STR("A path with its query, as it is sent, or a URL: no spaces, no "
                             "characters beyond ASCII."));
        return;
    }
    take_origin(&sent->target, ret_host);
}

static void fault_of_header(struct jt_request *request, const char *code, const char *detail)
{
    jt_body_fault(request, root_pointer, "headers", code, jt_str_from_c(detail));
}

/* False after a fault: one is enough for all headers. */
static bool add_header(struct reading *reading, jt_str name, jt_str value)
{
    if (name.len == 0 || !jt_chars_all(name, JT_CHAR_TOKEN)) {
        fault_of_header(reading->request, "invalid", "A name is a token of HTTP.");
        return false;
    }
    if (!jt_chars_all(value, JT_CHAR_FIELD)) {
        fault_of_header(reading->request, "invalid",
                        "A value holds no line breaks and no control "
                        "characters.");
        return false;
    }
    if (reading->count == HEADERS_MAX) {
        fault_of_header(reading->request, "too_many", "At most 100 headers.");
        return false;
    }
    reading->headers[reading->count++] = (struct jt_http_header){.name = name, .value = value};
    return true;
}

/* {"Name": "value"} or {"Name": ["value", …]} */
static bool visit_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct reading *reading = arg;
    jt_str text;
    if (jt_json_string(value, &text)) {
        return add_header(reading, name, text);
    }
    if (jt_json_type(value) != JT_JSON_ARRAY) {
        fault_of_header(reading->request, "wrong_type", "A value is a string, or a list of them.");
        return false;
    }
    for (size_t i = 0; i < jt_json_count(value); i++) {
        if (!jt_json_string(jt_json_at(value, i), &text)) {
            fault_of_header(reading->request, "wrong_type", "A value is a string.");
            return false;
        }
        if (!add_header(reading, name, text)) {
            return false;
        }
    }
    return true;
}

/* [["Name", "value"], …] */
static void read_pairs(struct reading *reading, const struct jt_json_value *pairs)
{
    for (size_t i = 0; i < jt_json_count(pairs); i++) {
        const struct jt_json_value *pair = jt_json_at(pairs, i);
        jt_str name;
        jt_str value;
        if (jt_json_type(pair) != JT_JSON_ARRAY || jt_json_count(pair) != 2 ||
            !jt_json_string(jt_json_at(pair, 0), &name) ||
            !jt_json_string(jt_json_at(pair, 1), &value)) {
            fault_of_header(reading->request, "wrong_type", "A header is [name, value].");
            return;
        }
        if (!add_header(reading, name, value)) {
            return;
        }
    }
}

static void read_headers(struct reading *reading)
{
    const struct jt_json_value *headers =
        jt_json_get(jt_json_root(reading->request->json), "headers");
    if (headers == NULL) {
        return;
    }
    if (jt_json_type(headers) == JT_JSON_OBJECT) {
        (void)jt_json_each(headers, visit_member, reading);
    } else if (jt_json_type(headers) == JT_JSON_ARRAY) {
        read_pairs(reading, headers);
    } else {
        fault_of_header(reading->request, "wrong_type",
                        "An object of names and values, or a list of [name, value].");
    }
}

static bool has_host(const struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (jt_str_equal_nocase(reading->headers[i].name, JT_STR("Host"))) {
            return true;
        }
    }
    return false;
}

enum jt_err jt_dry_run_read(struct jt_request *request, struct jt_dry_request *ret_sent)
{
    static const char *const names[] = {"method", "path", "headers", "body", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct reading reading = {.request = request};
    struct jt_dry_request sent = {.header_count = 0};
    jt_str host;
    reading.headers =
        jt_arena_alloc_array(&request->x->arena, HEADERS_MAX + 1, sizeof(*reading.headers));
    if (reading.headers == NULL) {
        return JT_ERR_NOMEM;
    }
    jt_body_only(request, root, root_pointer, names);
    read_method(request, &sent);
    read_path(request, &sent, &host);
    read_headers(&reading);
    (void)jt_body_text(request, root, root_pointer, "body", false, &sent.body);
    if (host.len > 0 && !has_host(&reading)) {
        reading.headers[reading.count++] =
            (struct jt_http_header){.name = JT_STR("Host"), .value = host};
    }
    sent.headers = reading.headers;
    sent.header_count = reading.count;
    *ret_sent = sent;
    return JT_OK;
}
