/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: copied in, wiped on the way out. */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

enum jt_err jt_secret_set(struct jt_secret *ret_secret, jt_str bytes)
{
    if (bytes.len > JT_SECRET_MAX) {
        return JT_ERR_LIMIT;
    }
    char *copy = jt_str_dup(bytes);
    if (copy == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_secret = (struct jt_secret){copy, bytes.len};
    return JT_OK;
}

jt_str jt_secret_reveal(const struct jt_secret *secret)
{
    return jt_str_make(secret->hidden_ptr, secret->hidden_len);
}

bool jt_secret_is_empty(const struct jt_secret *secret)
{
    return secret->hidden_len == 0;
}

void jt_secret_clear(struct jt_secret *secret)
{
    if (secret->hidden_ptr) {
        explicit_bzero(secret->hidden_ptr, secret->hidden_len);
        free(secret->hidden_ptr);
    }
    *secret = (struct jt_secret){NULL, 0};
}

bool jt_bytes_equal_secret(const void *a, const void *b, size_t len)
{
    const volatile unsigned char *left = a;
    const volatile unsigned char *right = b;
    unsigned char difference = 0;
    for (size_t i = 0; i < len; i++) {
        difference = (unsigned char)(difference | (left[i] ^ right[i]));
    }
    return difference == 0;
}

void jt_wipe(void *bytes, size_t len)
{
    explicit_bzero(bytes, len);
}
