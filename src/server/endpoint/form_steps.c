/* SPDX-License-Identifier: Apache-2.0 */
/* From a body to parameters: content type, query, form, duplicates. */
#include "server/endpoint/steps.h"

/* The value of a charset parameter, without its quotes. */
static bool is_utf8(jt_str charset)
{
    if (charset.len >= 2 && charset.ptr[0] == '"' && charset.ptr[charset.len - 1] == '"') {
        charset = jt_str_slice(charset, 1, charset.len - 2);
    }
    return jt_str_equal_nocase(charset, JT_STR("utf-8"));
}

/* RFC 6749 appendix B: the form is UTF-8; a charset that says so is harmless, another one is not.
 */
static bool parameters_fit(jt_str parameters)
{
    jt_str part;
    while (jt_str_next(&parameters, ';', &part)) {
        part = jt_str_trim(part);
        size_t equals = jt_str_find_char(part, '=');
        if (jt_str_equal_nocase(jt_str_slice(part, 0, equals), JT_STR("charset")) &&
            !is_utf8(jt_str_from(part, equals + 1))) {
            return false;
        }
    }
    return true;
}

static bool is_form(jt_str content_type)
{
    size_t end = jt_str_find_char(content_type, ';');
    return jt_str_equal_nocase(jt_str_trim(jt_str_slice(content_type, 0, end)),
                               JT_STR("application/x-www-form-urlencoded")) &&
           parameters_fit(jt_str_from(content_type, end + 1));
}

enum jt_step_result jt_step_check_content_type(struct jt_request *request)
{
    const struct jt_http_request *http = &request->x->request;
    size_t count = jt_http_header_count(http, JT_STR("Content-Type"));
    if (count == 0 && http->body.len == 0) {
        return JT_STEP_NEXT; /* nothing was sent: what is missing is told later */
    }
    if (count != 1 || !is_form(jt_http_header_get(http, JT_STR("Content-Type")))) {
        return jt_refuse(request, JT_REASON_content_type_unsupported,
                         JT_STR("Send application/x-www-form-urlencoded in UTF-8."));
    }
    return JT_STEP_NEXT;
}

static bool is_credential(jt_str name)
{
    static const jt_str names[] = {
        JT_STR_INIT("client_secret"), JT_STR_INIT("client_id"), JT_STR_INIT("client_assertion"),
        JT_STR_INIT("token"),         JT_STR_INIT("password"),  JT_STR_INIT("refresh_token"),
        JT_STR_INIT("access_token"),
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (jt_str_equal(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* RFC 6749 §2.3.1: credentials must not be in the request URI, where logs keep them. The refusal
 * comes whether or not they are right. A name that cannot be decoded names nothing. */
enum jt_step_result jt_step_check_query(struct jt_request *request)
{
    jt_str rest = request->x->request.query;
    jt_str part;
    if (!request->x->request.has_query) {
        return JT_STEP_NEXT;
    }
    while (jt_str_next(&rest, '&', &part)) {
        jt_str name = jt_str_slice(part, 0, jt_str_find_char(part, '='));
        enum jt_err err = jt_form_decode(&request->x->arena, name, &name);
        if (err == JT_ERR_NOMEM) {
            return JT_STEP_FAULT;
        }
        if (err == JT_OK && is_credential(name)) {
            return jt_refuse(request, JT_REASON_credentials_in_query, JT_STR(""));
        }
    }
    return JT_STEP_NEXT;
}

/* resource alone may stand more than once (RFC 8707 §2): a form that is too long for their number
 * alone asks for too many targets. */
static bool has_a_crowd_of_resources(jt_str body)
{
    size_t resources = 0;
    size_t others = 0;
    jt_str piece;
    while (jt_str_next(&body, '&', &piece)) {
        bool is_resource = jt_str_starts_with(piece, JT_STR("resource="));
        resources += is_resource;
        others += !is_resource;
    }
    return resources > 1 && others <= JT_FORM_PAIRS_MAX;
}

enum jt_step_result jt_step_read_form(struct jt_request *request)
{
    jt_str body = request->x->request.body;
    enum jt_err err = jt_form_parse(&request->x->arena, body, &request->form);
    if (err == JT_ERR_LIMIT && has_a_crowd_of_resources(body)) {
        return jt_refuse(request, JT_REASON_resource_duplicate, JT_STR(""));
    }
    if (err == JT_ERR_FORMAT || err == JT_ERR_LIMIT) {
        return jt_refuse(request, JT_REASON_form_malformed, JT_STR(""));
    }
    return err == JT_OK ? JT_STEP_NEXT : JT_STEP_FAULT;
}

/* RFC 6749 §3.2: no parameter twice. resource alone may be repeated (RFC 8707 §2), and we refuse
 * several with the error that is made for them. */
enum jt_step_result jt_step_check_duplicates(struct jt_request *request)
{
    jt_str name = jt_form_find_duplicate(&request->form);
    if (jt_str_equal(name, JT_STR("resource"))) {
        return jt_refuse(request, JT_REASON_resource_duplicate, JT_STR(""));
    }
    if (name.len > 0) {
        return jt_refuse(request, JT_REASON_parameter_duplicate, JT_STR(""));
    }
    return JT_STEP_NEXT;
}

enum jt_step_result jt_step_check_token_parameter(struct jt_request *request)
{
    if (jt_form_get(&request->form, JT_STR("token")).len == 0) {
        return jt_refuse(request, JT_REASON_parameter_missing, JT_STR("Missing: token."));
    }
    return JT_STEP_NEXT;
}
