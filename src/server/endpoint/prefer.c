/* SPDX-License-Identifier: Apache-2.0 */
/* Prefer: preferences between commas, each a name with an optional value, then parameters that we
 * do not know. A preference that we cannot read counts as not sent (RFC 7240 §2). */
#include "server/endpoint/prefer.h"

static jt_str unquote(jt_str value)
{
    bool quoted = value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"';
    return quoted ? jt_str_slice(value, 1, value.len - 2) : value;
}

static int64_t parse_seconds(jt_str text)
{
    uint64_t seconds = 0;
    if (!jt_str_to_u64(text, &seconds)) {
        return 0;
    }
    return seconds < JT_PREFER_WAIT_MAX_S ? (int64_t)seconds : JT_PREFER_WAIT_MAX_S;
}

/* *ret_seconds is written when this is a wait. */
static bool read_preference(jt_str preference, int64_t *ret_seconds)
{
    jt_str plain = jt_str_slice(preference, 0, jt_str_find_char(preference, ';'));
    size_t equals = jt_str_find_char(plain, '=');
    if (!jt_str_equal_nocase(jt_str_trim(jt_str_slice(plain, 0, equals)), JT_STR("wait"))) {
        return false;
    }
    *ret_seconds = equals < plain.len
                       ? parse_seconds(unquote(jt_str_trim(jt_str_from(plain, equals + 1))))
                       : 0;
    return true;
}

int64_t jt_prefer_wait(const struct jt_http_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        jt_str rest = request->headers[i].value;
        jt_str preference;
        int64_t seconds = 0;
        if (!jt_str_equal_nocase(request->headers[i].name, JT_STR("Prefer"))) {
            continue;
        }
        while (jt_str_next(&rest, ',', &preference)) {
            if (read_preference(preference, &seconds)) {
                return seconds;
            }
        }
    }
    return 0;
}
