/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing and opening one signing key. Realm and key id are its identity under the seal, so that a
 * sealed key copied into another row does not open there. */
#include "server/keys/key_row.h"

#include "seal/aead.h"

#include <stdlib.h>
#include <string.h>

enum { JT_PUBLIC_KEY_MAX = 4096 };

struct identity {
    char bytes[sizeof(jt_uuid) + JT_KEY_ID_MAX];
};

static jt_str make_identity(struct identity *identity, const jt_uuid *realm, jt_str kid)
{
    memcpy(identity->bytes, realm->bytes, sizeof(realm->bytes));
    memcpy(identity->bytes + sizeof(realm->bytes), kid.ptr, kid.len);
    return jt_str_make(identity->bytes, sizeof(realm->bytes) + kid.len);
}

enum jt_err jt_key_row_new(const struct jt_signing_key *key, struct jt_key_row **ret_row)
{
    const struct jt_alg *alg = jt_alg_find(key->alg);
    if (alg == NULL || key->kid.len == 0 || key->kid.len > JT_KEY_ID_MAX) {
        return JT_ERR_DAMAGED;
    }
    struct jt_key_row *row = calloc(1, sizeof(*row));
    char *bytes = malloc(key->kid.len + key->private_sealed.len);
    if (row == NULL || bytes == NULL) {
        free(row);
        free(bytes);
        return JT_ERR_NOMEM;
    }
    memcpy(bytes, key->kid.ptr, key->kid.len);
    if (key->private_sealed.len) {
        memcpy(bytes + key->kid.len, key->private_sealed.ptr, key->private_sealed.len);
    }
    row->realm = key->realm;
    row->kid = jt_str_make(bytes, key->kid.len);
    row->sealed = jt_str_make(bytes + key->kid.len, key->private_sealed.len);
    row->alg = alg;
    row->state = key->state;
    row->created = key->created;
    row->activated = key->activated;
    row->retired = key->retired;
    *ret_row = row;
    return JT_OK;
}

void jt_key_row_free(struct jt_key_row *row)
{
    if (row) {
        jt_opened_key_release(row->opened);
        free((char *)(uintptr_t)row->kid.ptr);
        free(row);
    }
}

bool jt_key_row_is(const struct jt_key_row *row, const jt_uuid *realm, jt_str kid)
{
    return jt_uuid_equal(&row->realm, realm) && jt_str_equal(row->kid, kid);
}

/* What stays of a withdrawn key: a JWK, sealed like the key, so that nobody puts another one there.
 */
static enum jt_err read_public(const struct jt_key_row *row, jt_str text, struct jt_key **ret_key)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_jwk jwk = {0};
    enum jt_err err = jt_json_parse(text, JT_PUBLIC_KEY_MAX, &json);
    if (err == JT_OK) {
        err = jt_jwk_read(jt_json_root(json), &jwk);
    }
    if (err != JT_OK) {
        return err == JT_ERR_NOMEM ? err : JT_ERR_DAMAGED;
    }
    if (jwk.alg != row->alg) {
        jt_jwk_clear(&jwk);
        return JT_ERR_DAMAGED;
    }
    *ret_key = jwk.key;
    return JT_OK;
}

/* A key that opened and is no key, or of another kind, was not written by us. */
static enum jt_err read_key(const struct jt_key_row *row, jt_str der, struct jt_key **ret_key)
{
    struct jt_key *key = NULL;
    enum jt_err err = jt_key_read_private(der, &key);
    if (err == JT_ERR_FORMAT || err == JT_ERR_CRYPTO) {
        return JT_ERR_DAMAGED;
    }
    if (err == JT_OK && jt_key_kind(key) != row->alg->key_kind) {
        jt_key_free(key);
        return JT_ERR_DAMAGED;
    }
    if (err == JT_OK) {
        *ret_key = key;
    }
    return err;
}

enum jt_err jt_key_row_open(struct jt_key_row *row, const uint8_t seal_key[static JT_SEAL_KEY_LEN])
{
    if (row->opened) {
        return JT_OK;
    }
    struct identity identity;
    JT_CLEAN(jt_buf_clear) struct jt_buf der = {0};
    struct jt_key *key = NULL;
    JT_TRY(
        jt_aead_open(seal_key, make_identity(&identity, &row->realm, row->kid), row->sealed, &der));
    JT_TRY(jt_buf_check(&der));
    JT_TRY(row->state == JT_SIGNING_KEY_WITHDRAWN ? read_public(row, jt_buf_str(&der), &key)
                                                  : read_key(row, jt_buf_str(&der), &key));
    return jt_opened_key_new(key, row->alg, &row->realm, row->kid, &row->opened);
}

enum jt_err jt_key_row_seal(const uint8_t seal_key[static JT_SEAL_KEY_LEN], const jt_uuid *realm,
                            jt_str kid, const struct jt_key *key, const struct jt_rand *rand,
                            struct jt_buf *buf)
{
    struct identity identity;
    JT_CLEAN(jt_secret_clear) struct jt_secret der = {0};
    if (kid.len > JT_KEY_ID_MAX) {
        return JT_ERR_ARG;
    }
    JT_TRY(jt_key_write_private(key, &der));
    JT_TRY(jt_aead_seal(seal_key, make_identity(&identity, realm, kid), jt_secret_reveal(&der),
                        rand, buf));
    return jt_buf_check(buf);
}

enum jt_err jt_key_row_seal_public(const uint8_t seal_key[static JT_SEAL_KEY_LEN],
                                   const struct jt_opened_key *opened, const struct jt_rand *rand,
                                   struct jt_buf *buf)
{
    struct identity identity;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    struct jt_json_writer w = {.buf = &text};
    JT_TRY(jt_jwk_write(&w, opened->key, opened->alg, opened->kid));
    JT_TRY(jt_buf_check(&text));
    JT_TRY(jt_aead_seal(seal_key, make_identity(&identity, &opened->realm, opened->kid),
                        jt_buf_str(&text), rand, buf));
    return jt_buf_check(buf);
}
