/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of a query read as something else. */
#include "server/api/query_typed.h"

#include "codec/time_text.h"

bool jt_query_key(struct jt_request *request, const char *name, jt_uuid *ret_key)
{
    jt_str text;
    jt_uuid key;
    *ret_key = (jt_uuid){{0}};
    jt_query_text(request, name, &text);
    if (text.len == 0) {
        return false;
    }
    if (jt_uuid_parse(text, &key) != JT_OK || jt_uuid_is_zero(&key)) {
        jt_query_fault(request, name, JT_STR("A key: a UUID in lower case."));
        return false;
    }
    *ret_key = key;
    return true;
}

/* Before the year 1970 there was nothing, and 0 means that nothing was asked. */
void jt_query_time(struct jt_request *request, const char *name, jt_time *ret_time)
{
    jt_str text;
    jt_time time;
    *ret_time = (jt_time){0};
    jt_query_text(request, name, &text);
    if (text.len == 0) {
        return;
    }
    if (jt_time_parse_rfc3339(text, &time) != JT_OK || time.s <= 0) {
        jt_query_fault(request, name, JT_STR("A time such as 2027-01-31T12:00:00Z."));
        return;
    }
    *ret_time = time;
}

void jt_query_number(struct jt_request *request, const char *name, uint64_t *ret_number)
{
    jt_str text;
    uint64_t number = 0;
    *ret_number = 0;
    jt_query_text(request, name, &text);
    if (text.len > 0 && (!jt_str_to_u64(text, &number) || number > INT64_MAX)) {
        jt_query_fault(request, name, JT_STR("A number, 0 or more."));
        return;
    }
    *ret_number = number;
}

void jt_query_order(struct jt_request *request, bool *ret_descending)
{
    jt_str text;
    jt_query_text(request, "order", &text);
    *ret_descending = jt_str_equal(text, JT_STR("desc"));
    if (text.len > 0 && !*ret_descending && !jt_str_equal(text, JT_STR("asc"))) {
        jt_query_fault(request, "order", JT_STR("asc or desc."));
    }
}
