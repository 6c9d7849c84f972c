/* SPDX-License-Identifier: Apache-2.0 */
/* Is a secret of another system fit to be used here: can it be sent, is it whole, is it strong? */
#include "server/api/imported_secret.h"

#include "model/secret_strength.h"
#include "oauth/secret_format.h"
#include "server/api/body.h"

static void fault(struct jt_request *request, const char *code, jt_str detail)
{
    jt_body_fault(request, JT_STR(""), "clientSecret", code, detail);
}

/* RFC 6749 appendix A.2: visible ASCII and spaces; a space at an end is a slip of the hand. */
static bool is_sendable(jt_str secret)
{
    for (size_t i = 0; i < secret.len; i++) {
        if (secret.ptr[i] < 0x20 || secret.ptr[i] > 0x7e) {
            return false;
        }
    }
    return secret.len > 0 && secret.len <= JT_CLIENT_SECRET_MAX && secret.ptr[0] != ' ' &&
           secret.ptr[secret.len - 1] != ' ';
}

void jt_imported_secret_check(struct jt_request *request, jt_str client_id, jt_str secret)
{
    enum jt_secret_format format = jt_client_secret_check_format(secret);
    unsigned bits = jt_secret_strength_bits(secret);
    if (!is_sendable(secret)) {
        fault(request, "invalid",
              JT_STR("1 to 4096 visible ASCII characters; spaces inside alone."));
    } else if (format != JT_SECRET_FORMAT_OK && format != JT_SECRET_FORMAT_FOREIGN) {
        fault(request, "damaged",
              JT_STR("It begins like a secret of this server and its checksum does not fit: a "
                     "character was lost or changed."));
    } else if (jt_str_equal_nocase(secret, client_id)) {
        fault(
            request, "too_weak",
            JT_STR("It is the client id, which stands in every token and log. Renew the secret in "
                   "the other system first, or create a new API client."));
    } else if (bits < JT_SECRET_IMPORT_BITS_MIN) {
        fault(
            request, "too_weak",
            jt_arena_printf(&request->x->arena,
                            "About %u bits by estimate, and at least %d are needed: length times "
                            "alphabet, runs and repetitions counting nothing. Renew the secret in "
                            "the other system first, or create a new API client.",
                            bits, JT_SECRET_IMPORT_BITS_MIN));
    }
}
