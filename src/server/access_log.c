/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of an access log line. */
#include "server/access_log.h"

#include "oauth/secret_format.h"
#include "server/log_line.h"
#include "server/request.h"

#include <string.h>

/* A path that is too long for a line must still be seen to be cut. */
enum { NUMBER_TEXT = 24, ACCESS_FIELDS_MAX = 9, PATH_TEXT = JT_LOG_VALUE_MAX + 1 };

/* A line for each token: by hand, which takes a tenth of snprintf()'s time. */
static jt_str number(char text[static NUMBER_TEXT], int64_t value)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    size_t at = NUMBER_TEXT;
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0) {
        text[--at] = '-';
    }
    return jt_str_make(text + at, NUMBER_TEXT - at);
}

/* Who it was, when that was proven. */
static jt_str authenticated_id(const struct jt_request *request)
{
    if (request == NULL) {
        return (jt_str){0};
    }
    if (!jt_uuid_is_zero(&request->caller_key)) {
        return request->caller_id;
    }
    return jt_uuid_is_zero(&request->client_key) ? (jt_str){0} : request->presented.client_id;
}

/* Whoever puts a secret into the address must not find it in our log. */
static jt_str without_secrets(char text[static PATH_TEXT], jt_str path)
{
    jt_str part = jt_str_slice(path, 0, PATH_TEXT);
    if (part.len > 0) {
        memcpy(text, part.ptr, part.len);
    }
    jt_client_secret_mask(text, part.len);
    return jt_str_make(text, part.len);
}

void jt_access_log_write(struct jt_log *log, const struct jt_exchange *x, int64_t duration_ns)
{
    const struct jt_request *request = x->app;
    char status[NUMBER_TEXT];
    char duration[NUMBER_TEXT];
    char path[PATH_TEXT];
    struct jt_log_field fields[ACCESS_FIELDS_MAX] = {
        {"request_id", jt_str_from_c(x->request_id)},
        {"method", x->request.method_text},
        {"path", without_secrets(path, x->request.path)},
        {"status", number(status, x->response.status)},
        {"duration_us", number(duration, duration_ns / 1000)},
        {"address", jt_str_from_c(x->peer_address)},
    };
    size_t count = 6;
    jt_str client_id = authenticated_id(request);
    if (client_id.len > 0) {
        fields[count++] = (struct jt_log_field){"client_id", client_id};
    }
    if (request != NULL && request->refusal.reason != NULL) {
        fields[count++] = (struct jt_log_field){"cause", request->refusal.reason->name};
    }
    if (request != NULL && request->rejection_id_set) {
        fields[count++] =
            (struct jt_log_field){"rejection_id", jt_str_from_c(request->rejection_id)};
    }
    jt_log_write(log, JT_LOG_INFO, "request", "", fields, count);
}

void jt_access_log_write_malformed(struct jt_log *log, const char *address, int status,
                                   const char *why)
{
    char text[NUMBER_TEXT];
    const struct jt_log_field fields[] = {
        {"status", number(text, status)},
        {"address", jt_str_from_c(address)},
        {"why", jt_str_from_c(why)},
    };
    jt_log_write(log, JT_LOG_INFO, "request.malformed", "", fields, 3);
}
