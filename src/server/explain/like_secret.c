/* SPDX-License-Identifier: Apache-2.0 */
/* Is a presented client id a secret, or like one? Whoever exchanges the two must not find the
 * secret in our log and our store. Too often yes is the safe side: then only a fingerprint is kept.
 */
#include "server/explain/id.h"

#include "base/secret.h"
#include "base/uuid.h"
#include "model/api_client.h"
#include "model/limits.h"

enum { RANDOM_LEN_MIN = 16, RANDOM_RUN = 20 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_uuid(jt_str text)
{
    char folded[JT_UUID_TEXT];
    jt_uuid uuid;
    if (text.len != JT_UUID_TEXT) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        folded[i] = lower(text.ptr[i]);
    }
    return jt_uuid_parse(jt_str_make(folded, sizeof(folded)), &uuid) == JT_OK;
}

static bool contains_prefix(jt_str text)
{
    static const char prefix[] = {'j', 't', 'n', '_'};
    for (size_t i = 0; i + sizeof(prefix) <= text.len; i++) {
        size_t same = 0;
        while (same < sizeof(prefix) && lower(text.ptr[i + same]) == prefix[same]) {
            same++;
        }
        if (same == sizeof(prefix)) {
            return true;
        }
    }
    return false;
}

/* Names are words with separators; random text has long runs, or digits and capitals all over. */
static bool looks_random(jt_str text)
{
    size_t run = 0;
    size_t longest = 0;
    size_t odd = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_lower = c >= 'a' && c <= 'z';
        bool is_odd = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        run = is_lower || is_odd ? run + 1 : 0;
        longest = run > longest ? run : longest;
        odd += is_odd;
    }
    return text.len >= RANDOM_LEN_MIN && (longest >= RANDOM_RUN || odd * 5 > text.len);
}

bool jt_client_id_is_like_secret(jt_str client_id, jt_str presented_secret)
{
    if (client_id.len == 0 || is_uuid(client_id)) {
        return false;
    }
    bool is_secret = client_id.len == presented_secret.len &&
                     jt_bytes_equal_secret(client_id.ptr, presented_secret.ptr, client_id.len);
    if (is_secret || client_id.len > JT_CLIENT_ID_MAX) {
        return true;
    }
    return !jt_client_id_is_valid(client_id) || contains_prefix(client_id) ||
           looks_random(client_id);
}
