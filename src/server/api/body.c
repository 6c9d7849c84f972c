/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reading of JSON bodies: a member that is ignored is a wish that nobody hears, so what is
 * unknown is refused. */
#include "server/api/body.h"

#include "codec/utf8.h"
#include "model/limits.h"
#include "model/user.h"
#include "server/config/config.h"
#include "server/server.h"

enum { MEMBER_NAME_SHOWN_MAX = 100 };

/* RFC 6901 §3: ~ and / in a name are escaped. */
static jt_str make_pointer(struct jt_request *request, jt_str pointer, jt_str name)
{
    struct jt_buf *buf = &request->thread->scratch;
    jt_buf_reset(buf);
    jt_buf_append(buf, pointer);
    jt_buf_append_char(buf, '/');
    for (size_t i = 0; i < name.len && i < MEMBER_NAME_SHOWN_MAX; i++) {
        char c = name.ptr[i];
        if (c == '~' || c == '/') {
            jt_buf_append_c(buf, c == '~' ? "~0" : "~1");
        } else {
            jt_buf_append_char(buf, c);
        }
    }
    if (jt_buf_check(buf) != JT_OK) {
        return (jt_str){0};
    }
    return jt_arena_copy(&request->x->arena, jt_buf_str(buf));
}

void jt_body_fault(struct jt_request *request, jt_str pointer, const char *name, const char *code,
                   jt_str detail)
{
    jt_refuse_add(request, make_pointer(request, pointer, jt_str_from_c(name)), jt_str_from_c(code),
                  detail);
}

jt_str jt_body_pointer(struct jt_request *request, jt_str pointer, size_t index)
{
    return jt_arena_printf(&request->x->arena, "%.*s/%zu", JT_STR_ARG(pointer), index);
}

struct only {
    struct jt_request *request;
    jt_str pointer;
    const char *const *names;
};

static bool check_name(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct only *only = arg;
    (void)value;
    for (const char *const *known = only->names; *known != NULL; known++) {
        if (jt_str_equal(name, jt_str_from_c(*known))) {
            return true;
        }
    }
    jt_refuse_add(only->request, make_pointer(only->request, only->pointer, name),
                  JT_STR("unknown_member"), JT_STR("This address does not take this member."));
    return true;
}

void jt_body_only(struct jt_request *request, const struct jt_json_value *object, jt_str pointer,
                  const char *const *names)
{
    struct only only = {.request = request, .pointer = pointer, .names = names};
    (void)jt_json_each(object, check_name, &only);
}

bool jt_body_text(struct jt_request *request, const struct jt_json_value *object, jt_str pointer,
                  const char *name, bool required, jt_str *ret_text)
{
    const struct jt_json_value *value = jt_json_get(object, name);
    *ret_text = (jt_str){0};
    if (value == NULL) {
        if (required) {
            jt_body_fault(request, pointer, name, "missing", JT_STR("The member is required."));
        }
        return false;
    }
    if (!jt_json_string(value, ret_text)) {
        jt_body_fault(request, pointer, name, "wrong_type", JT_STR("A string."));
        return false;
    }
    return true;
}

void jt_body_name(struct jt_request *request, const char *name, bool required, jt_str *ret_text)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    if (jt_body_text(request, root, JT_STR(""), name, required, ret_text) &&
        !jt_name_is_valid(*ret_text)) {
        jt_body_fault(request, JT_STR(""), name, "invalid",
                      JT_STR("1 to 200 characters without control characters."));
    }
}

void jt_body_description(struct jt_request *request, jt_str *ret_text)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    if (jt_body_text(request, root, JT_STR(""), "description", false, ret_text) &&
        jt_utf8_count(*ret_text) > JT_DESCRIPTION_MAX) {
        jt_body_fault(request, JT_STR(""), "description", "too_long",
                      JT_STR("At most 2000 characters."));
    }
}

void jt_body_bool(struct jt_request *request, const struct jt_json_value *object, jt_str pointer,
                  const char *name, bool *ret_value)
{
    const struct jt_json_value *value = jt_json_get(object, name);
    if (value != NULL && !jt_json_bool(value, ret_value)) {
        jt_body_fault(request, pointer, name, "wrong_type", JT_STR("true or false."));
    }
}

enum jt_step_result jt_body_end(struct jt_request *request)
{
    if (request->refusal.error_count > 0) {
        return jt_refuse(request, JT_REASON_body_invalid, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

void jt_body_integer(struct jt_request *request, const char *name, int64_t min, int64_t max,
                     int64_t *ret_value)
{
    const struct jt_json_value *value = jt_json_get(jt_json_root(request->json), name);
    int64_t number = 0;
    if (value == NULL) {
        return;
    }
    if (!jt_json_integer(value, &number) || number < min || number > max) {
        jt_body_fault(request, JT_STR(""), name, "invalid",
                      jt_arena_printf(&request->x->arena, "A whole number from %lld to %lld.",
                                      (long long)min, (long long)max));
        return;
    }
    *ret_value = number;
}

/* RFC 8259 §11: application/json; a charset is tolerated when it is the only one there is. */
static bool is_json(jt_str type)
{
    jt_str media;
    jt_str rest = type;
    if (!jt_str_next(&rest, ';', &media) ||
        !jt_str_equal_nocase(jt_str_trim(media), JT_STR("application/json"))) {
        return false;
    }
    jt_str parameter = jt_str_trim(rest);
    return parameter.len == 0 || jt_str_equal_nocase(parameter, JT_STR("charset=utf-8")) ||
           jt_str_equal_nocase(parameter, JT_STR("charset=\"utf-8\""));
}

enum jt_step_result jt_api_read_object(struct jt_request *request)
{
    const struct jt_http_request *http = &request->x->request;
    size_t max = request->server->config->limits.api_body_max;
    if (jt_http_header_count(http, JT_STR("Content-Type")) != 1 ||
        !is_json(jt_http_header_get(http, JT_STR("Content-Type")))) {
        return jt_refuse(request, JT_REASON_content_type_unsupported,
                         JT_STR("Send application/json."));
    }
    enum jt_err err = jt_json_parse(http->body, max, &request->json);
    if (err == JT_ERR_NOMEM) {
        return JT_STEP_FAULT;
    }
    if (err != JT_OK) {
        return jt_refuse(request, JT_REASON_body_invalid,
                         JT_STR("It is not one valid JSON text, names a member twice, or is "
                                "nested too deeply."));
    }
    if (jt_json_type(jt_json_root(request->json)) != JT_JSON_OBJECT) {
        return jt_refuse(request, JT_REASON_body_invalid, JT_STR("It must be a JSON object."));
    }
    return JT_STEP_NEXT;
}

enum jt_step_result jt_api_read_object_if_any(struct jt_request *request)
{
    return request->x->request.body.len > 0 ? jt_api_read_object(request) : JT_STEP_NEXT;
}

enum jt_step_result jt_api_no_body(struct jt_request *request)
{
    if (request->x->request.body.len > 0) {
        return jt_refuse(request, JT_REASON_body_invalid, JT_STR("Send no body."));
    }
    return JT_STEP_NEXT;
}
