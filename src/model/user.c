/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of people's names and addresses. */
#include "model/user.h"

#include "codec/utf8.h"
#include "model/limits.h"

#include <string.h>

jt_str jt_user_status_text(enum jt_user_status status)
{
    switch (status) {
    case JT_USER_INVITED:
        return JT_STR("Invited");
    case JT_USER_ACTIVE:
        return JT_STR("Active");
    case JT_USER_INACTIVE:
        return JT_STR("Inactive");
    }
    return JT_STR("");
}

/* RFC 5322 §3.2.3: none of the specials, which would need quotes and could leave the address when
 * it is written into a mail. */
static bool is_local_part(jt_str local)
{
    for (size_t i = 0; i < local.len; i++) {
        if (strchr(" ()<>[]:;@\\,\"", local.ptr[i])) {
            return false;
        }
    }
    return local.len > 0 && jt_utf8_is_plain(local);
}

/* RFC 1123 §2.1: letters, digits and hyphens, no hyphen at the ends. */
static bool is_label(jt_str label)
{
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool inside = i > 0 && i + 1 < label.len;
        if (!alphanumeric && !(c == '-' && inside)) {
            return false;
        }
    }
    return label.len >= 1 && label.len <= 63;
}

static bool is_host_name(jt_str host)
{
    jt_str label;
    while (jt_str_next(&host, '.', &label)) {
        if (!is_label(label)) {
            return false;
        }
    }
    return true;
}

bool jt_email_is_valid(jt_str email)
{
    size_t at = jt_str_find_char(email, '@');
    if (at == email.len || email.len > JT_EMAIL_MAX) {
        return false;
    }
    /* Not a slice: nothing behind the @ must be one empty label, which is refused. */
    jt_str host = jt_str_make(email.ptr + at + 1, email.len - at - 1);
    return is_local_part(jt_str_slice(email, 0, at)) && is_host_name(host);
}

bool jt_name_is_valid(jt_str name)
{
    return name.len > 0 && name.len <= (size_t)JT_NAME_MAX * 4 && jt_utf8_is_plain(name) &&
           jt_utf8_count(name) <= JT_NAME_MAX;
}
