/* SPDX-License-Identifier: Apache-2.0 */
/* Reading list parameters and filters. A misspelt filter that is ignored would show too much, so
 * what is unknown is refused. */
#include "server/api/query.h"

#include <string.h>

/* Beyond this JSON numbers lose digits. */
static const uint64_t offset_max = 9007199254740991;

static bool is_known(jt_str name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (jt_str_equal(name, jt_str_from_c(*names))) {
            return true;
        }
    }
    return false;
}

static void check_names(struct jt_request *request, const char *const *names)
{
    const struct jt_form *form = &request->form;
    for (size_t i = 0; i < form->count; i++) {
        jt_str name = form->pairs[i].name;
        if (!is_known(name, names)) {
            jt_refuse_add(request, name, JT_STR("unknown_parameter"),
                          JT_STR("This address does not take this parameter."));
        }
    }
    jt_str twice = jt_form_find_duplicate(form);
    if (twice.len > 0) {
        jt_refuse_add(request, twice, JT_STR("repeated"), JT_STR("Send the parameter once."));
    }
}

enum jt_step_result jt_query_read(struct jt_request *request, const char *const *names)
{
    const struct jt_http_request *http = &request->x->request;
    enum jt_err err = jt_form_parse(&request->x->arena, http->query, &request->form);
    if (err == JT_ERR_FORMAT || err == JT_ERR_LIMIT) {
        return jt_refuse(request, JT_REASON_query_invalid,
                         JT_STR("The query cannot be decoded, or has too many parameters."));
    }
    if (err != JT_OK) {
        return JT_STEP_FAULT;
    }
    check_names(request, names);
    return JT_STEP_NEXT;
}

void jt_query_fault(struct jt_request *request, const char *name, jt_str detail)
{
    jt_refuse_add(request, jt_str_from_c(name), JT_STR("invalid"), detail);
}

/* An empty value is a value here: "limit=" is a mistake, not a wish for the default. */
static bool find(const struct jt_request *request, const char *name, jt_str *ret_value)
{
    if (jt_form_count(&request->form, jt_str_from_c(name)) == 0) {
        return false;
    }
    *ret_value = jt_form_get(&request->form, jt_str_from_c(name));
    return true;
}

void jt_query_page(struct jt_request *request, struct jt_page *ret_page)
{
    jt_str text;
    uint64_t value = 0;
    *ret_page = (struct jt_page){.limit = JT_LIST_LIMIT_MAX};
    if (find(request, "limit", &text)) {
        if (jt_str_to_u64(text, &value) && value >= 1 && value <= JT_LIST_LIMIT_MAX) {
            ret_page->limit = (uint32_t)value;
        } else {
            jt_query_fault(request, "limit", JT_STR("A number from 1 to 100."));
        }
    }
    if (find(request, "offset", &text)) {
        if (jt_str_to_u64(text, &value) && value <= offset_max - JT_LIST_LIMIT_MAX) {
            ret_page->offset = value;
        } else {
            jt_query_fault(request, "offset", JT_STR("A number, 0 or more."));
        }
    }
}

void jt_query_bool(struct jt_request *request, const char *name, int *ret_value)
{
    jt_str text;
    *ret_value = -1;
    if (!find(request, name, &text)) {
        return;
    }
    if (jt_str_equal(text, JT_STR("true"))) {
        *ret_value = 1;
    } else if (jt_str_equal(text, JT_STR("false"))) {
        *ret_value = 0;
    } else {
        jt_query_fault(request, name, JT_STR("true or false."));
    }
}

void jt_query_text(struct jt_request *request, const char *name, jt_str *ret_value)
{
    jt_str text;
    *ret_value = (jt_str){0};
    if (!find(request, name, &text)) {
        return;
    }
    if (text.len > 0 && text.len <= JT_QUERY_TEXT_MAX) {
        *ret_value = text;
    } else {
        jt_query_fault(request, name, JT_STR("A text of 1 to 256 bytes."));
    }
}

enum jt_step_result jt_query_end(struct jt_request *request)
{
    if (request->refusal.out_of_memory) {
        return JT_STEP_FAULT;
    }
    if (request->refusal.error_count > 0) {
        return jt_refuse(request, JT_REASON_query_invalid, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

enum jt_step_result jt_query_only_page(struct jt_request *request, struct jt_page *ret_page)
{
    static const char *const names[] = {"limit", "offset", NULL};
    enum jt_step_result result = jt_query_read(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    jt_query_page(request, ret_page);
    return jt_query_end(request);
}

enum jt_step_result jt_api_no_query(struct jt_request *request)
{
    static const char *const none[] = {NULL};
    enum jt_step_result result = jt_query_read(request, none);
    return result == JT_STEP_NEXT ? jt_query_end(request) : result;
}
