/* SPDX-License-Identifier: Apache-2.0 */
/* New keys for the keyring, and what is left of those that are withdrawn. */
#include "server/keys/keyring_internal.h"

#include "jose/jws.h"

/* The signing key's text lives in arena: kid and sealed bytes. */
static enum jt_err seal_into(const struct jt_keyring *keyring, struct jt_arena *arena,
                             const struct jt_key *key, struct jt_signing_key *row)
{
    char kid[JT_KID_TEXT + 1];
    JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
    JT_TRY(jt_jwk_thumbprint(key, kid));
    row->kid = jt_arena_copy(arena, jt_str_make(kid, JT_KID_TEXT));
    JT_TRY(jt_key_row_seal(jt_keyring_seal_key(keyring), &row->realm, jt_str_make(kid, JT_KID_TEXT),
                           key, &jt_rand_system, &sealed));
    row->private_sealed = jt_arena_copy(arena, jt_buf_str(&sealed));
    return row->kid.ptr && row->private_sealed.ptr ? JT_OK : JT_ERR_NOMEM;
}

enum jt_err jt_keyring_make(const struct jt_keyring *keyring, struct jt_arena *arena,
                            const jt_uuid *realm, const struct jt_alg *alg,
                            enum jt_signing_key_state state, jt_time now,
                            struct jt_signing_key *ret_row)
{
    struct jt_key *key = NULL;
    struct jt_signing_key row = {.realm = *realm, .alg = alg->name, .state = state, .created = now};
    if (state == JT_SIGNING_KEY_ACTIVE) {
        row.activated = now;
    }
    JT_TRY(jt_key_generate(alg->key_kind, &key));
    enum jt_err err = seal_into(keyring, arena, key, &row);
    jt_key_free(key);
    JT_TRY(err);
    *ret_row = row;
    return JT_OK;
}

enum jt_err jt_keyring_withdraw(struct jt_keyring *keyring, struct jt_arena *arena,
                                struct jt_signing_key *key, jt_time now, bool emergency)
{
    struct jt_opened_key *opened = NULL;
    JT_CLEAN(jt_buf_clear) struct jt_buf sealed = {0};
    JT_TRY(jt_keyring_hold_kid(keyring, &key->realm, key->kid, &opened));
    enum jt_err err =
        jt_key_row_seal_public(jt_keyring_seal_key(keyring), opened, &jt_rand_system, &sealed);
    jt_opened_key_release(opened);
    JT_TRY(err);
    jt_str copy = jt_arena_copy(arena, jt_buf_str(&sealed));
    if (copy.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    key->private_sealed = copy;
    key->state = JT_SIGNING_KEY_WITHDRAWN;
    key->withdrawn = now;
    key->emergency = emergency;
    return JT_OK;
}

static enum jt_err sign(const struct jt_opened_key *opened, jt_str typ, jt_str payload,
                        struct jt_buf *buf)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    struct jt_signer *signer = NULL;
    jt_jws_write_header(&header, opened->alg, typ, opened->kid);
    JT_TRY(jt_buf_check(&header));
    JT_TRY(jt_signer_new(opened->key, opened->alg->scheme, &signer));
    enum jt_err err = jt_jws_write(buf, jt_buf_str(&header), payload, signer);
    jt_signer_free(signer);
    return err;
}

enum jt_err jt_keyring_sign(struct jt_keyring *keyring, const jt_uuid *realm, jt_str typ,
                            jt_str payload, struct jt_buf *buf)
{
    struct jt_opened_key *opened = NULL;
    JT_TRY(jt_keyring_hold_active(keyring, realm, &opened));
    enum jt_err err = sign(opened, typ, payload, buf);
    jt_opened_key_release(opened);
    return err;
}
