/* SPDX-License-Identifier: Apache-2.0 */
/* The realm's keys as everybody may read them: a JWK set (RFC 7517 §5) of public members alone. A
 * next key is published before it signs, a retired one for as long as its tokens live. */
#include "server/keys/keyring_internal.h"

#include <stdlib.h>

static enum jt_err write_set(struct jt_opened_key *const *opened, size_t count, struct jt_buf *buf)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_name(&w, "keys");
    jt_json_array_begin(&w);
    for (size_t i = 0; i < count; i++) {
        JT_TRY(jt_jwk_write(&w, opened[i]->key, opened[i]->alg, opened[i]->kid));
    }
    jt_json_array_end(&w);
    jt_json_object_end(&w);
    return jt_buf_check(buf);
}

static enum jt_err write_keys(struct jt_keyring *keyring, const jt_uuid *realm, bool with_withdrawn,
                              struct jt_buf *buf)
{
    struct jt_opened_key **opened = NULL;
    size_t count = 0;
    JT_TRY(jt_keyring_hold_all(keyring, realm, with_withdrawn, &opened, &count));
    enum jt_err err = write_set(opened, count, buf);
    for (size_t i = 0; i < count; i++) {
        jt_opened_key_release(opened[i]);
    }
    free(opened);
    return err;
}

enum jt_err jt_keyring_write_jwks(struct jt_keyring *keyring, const jt_uuid *realm,
                                  struct jt_buf *buf)
{
    return write_keys(keyring, realm, false, buf);
}

enum jt_err jt_keyring_write_every_jwk(struct jt_keyring *keyring, const jt_uuid *realm,
                                       struct jt_buf *buf)
{
    return write_keys(keyring, realm, true, buf);
}
