/* SPDX-License-Identifier: Apache-2.0 */
/* Shared ownership of an open signing key by a count of holders. */
#include "server/keys/opened_key.h"

#include <stdlib.h>
#include <string.h>

enum jt_err jt_opened_key_new(struct jt_key *key, const struct jt_alg *alg, const jt_uuid *realm,
                              jt_str kid, struct jt_opened_key **ret_opened)
{
    struct jt_opened_key *opened = kid.len <= JT_KEY_ID_MAX ? calloc(1, sizeof(*opened)) : NULL;
    if (opened == NULL) {
        jt_key_free(key);
        return JT_ERR_NOMEM;
    }
    atomic_init(&opened->holders, 1);
    opened->key = key;
    opened->alg = alg;
    opened->realm = *realm;
    memcpy(opened->kid_text, kid.ptr, kid.len);
    opened->kid = jt_str_make(opened->kid_text, kid.len);
    *ret_opened = opened;
    return JT_OK;
}

void jt_opened_key_hold(struct jt_opened_key *opened)
{
    atomic_fetch_add_explicit(&opened->holders, 1, memory_order_relaxed);
}

void jt_opened_key_release(struct jt_opened_key *opened)
{
    if (opened == NULL ||
        atomic_fetch_sub_explicit(&opened->holders, 1, memory_order_acq_rel) != 1) {
        return;
    }
    jt_key_free(opened->key);
    free(opened);
}
