/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, ids and fingerprints of rejections, each under a key of its own. */
#include "server/explain/id.h"

#include "base/secret.h"
#include "codec/base64url.h"
#include "crypto/hmac.h"

#include <stdlib.h>
#include <string.h>

enum { CAUSE_TAG_LEN = 8, ADDRESS_LEN = 46, MESSAGE_ID_MAX = 256 };
enum { NONCES_MAX = 16, BASE64URL_HYPHEN = 62 };

struct jt_rejection_ids {
    struct jt_hmac_key *number_key;
    struct jt_hmac_key *fingerprint_key;
    uint8_t cipher_key[JT_BLOCK_KEY_LEN];
    uint8_t cause_tags[JT_REASON_COUNT][CAUSE_TAG_LEN];
};

static enum jt_err derive(const struct jt_hmac_key *root, const char *purpose,
                          struct jt_hmac_key **ret_key)
{
    uint8_t mac[JT_HMAC_LEN];
    JT_TRY(jt_hmac(root, jt_str_from_c(purpose), mac));
    enum jt_err err = jt_hmac_key_new(mac, ret_key);
    jt_wipe(mac, sizeof(mac));
    return err;
}

/* A cause counts by its name, so that numbers stay the same when rows are added to the table. */
static enum jt_err make_cause_tags(struct jt_rejection_ids *ids)
{
    uint8_t mac[JT_HMAC_LEN];
    for (unsigned i = 0; i < JT_REASON_COUNT; i++) {
        JT_TRY(jt_hmac(ids->number_key, jt_reason_get((enum jt_reason_id)i)->name, mac));
        memcpy(ids->cause_tags[i], mac, CAUSE_TAG_LEN);
    }
    return JT_OK;
}

static enum jt_err make_keys(struct jt_rejection_ids *ids, const struct jt_hmac_key *root)
{
    uint8_t mac[JT_HMAC_LEN];
    JT_TRY(derive(root, "rejection number", &ids->number_key));
    JT_TRY(derive(root, "client id fingerprint", &ids->fingerprint_key));
    JT_TRY(jt_hmac(root, JT_STR("rejection id"), mac));
    memcpy(ids->cipher_key, mac, sizeof(ids->cipher_key));
    jt_wipe(mac, sizeof(mac));
    return make_cause_tags(ids);
}

enum jt_err jt_rejection_ids_new(const uint8_t key[static JT_REJECTION_KEY_LEN],
                                 struct jt_rejection_ids **ret_ids)
{
    struct jt_hmac_key *root = NULL;
    struct jt_rejection_ids *ids = calloc(1, sizeof(*ids));
    if (ids == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = jt_hmac_key_new(key, &root);
    if (err == JT_OK) {
        err = make_keys(ids, root);
        jt_hmac_key_free(root);
    }
    if (err != JT_OK) {
        jt_rejection_ids_free(ids);
        return err;
    }
    *ret_ids = ids;
    return JT_OK;
}

void jt_rejection_ids_free(struct jt_rejection_ids *ids)
{
    if (ids == NULL) {
        return;
    }
    jt_hmac_key_free(ids->number_key);
    jt_hmac_key_free(ids->fingerprint_key);
    jt_wipe(ids, sizeof(*ids));
    free(ids);
}

enum jt_err jt_rejection_cipher_new(const struct jt_rejection_ids *ids,
                                    struct jt_block_cipher **ret_cipher)
{
    return jt_block_new(ids->cipher_key, ret_cipher);
}

enum jt_err jt_rejection_number(const struct jt_rejection_ids *ids, enum jt_reason_id cause,
                                jt_str client_id, jt_str address, uint64_t *ret_number)
{
    uint8_t message[CAUSE_TAG_LEN + ADDRESS_LEN + MESSAGE_ID_MAX] = {0};
    uint8_t mac[JT_HMAC_LEN];
    /* No client id is this long: what is, counts by its beginning. */
    jt_str id = jt_str_slice(client_id, 0, MESSAGE_ID_MAX);
    jt_str from = jt_str_slice(address, 0, ADDRESS_LEN);
    memcpy(message, ids->cause_tags[cause], CAUSE_TAG_LEN);
    if (from.len > 0) {
        memcpy(message + CAUSE_TAG_LEN, from.ptr, from.len);
    }
    if (id.len > 0) {
        memcpy(message + CAUSE_TAG_LEN + ADDRESS_LEN, id.ptr, id.len);
    }
    jt_str bytes = {(const char *)message, CAUSE_TAG_LEN + ADDRESS_LEN + id.len};
    enum jt_err err = jt_hmac(ids->number_key, bytes, mac);
    jt_wipe(message, sizeof(message));
    if (err == JT_OK) {
        memcpy(ret_number, mac, sizeof(*ret_number));
    }
    return err;
}

enum jt_err jt_rejection_id_write(struct jt_block_cipher *cipher, const struct jt_rand *rand,
                                  uint64_t number, char ret_text[static JT_REJECTION_ID_LEN + 1])
{
    uint8_t plain[JT_BLOCK_LEN];
    uint8_t block[JT_BLOCK_LEN] = {0};
    bool is_like_option = true;
    memcpy(plain, &number, sizeof(number));
    /* A reference becomes an argument of `jeton explain`: another nonce for one that begins with
     * a hyphen. */
    for (int i = 0; i < NONCES_MAX && is_like_option; i++) {
        JT_TRY(jt_rand_fill(rand, plain + sizeof(number), sizeof(plain) - sizeof(number)));
        JT_TRY(jt_block_encrypt(cipher, plain, block));
        is_like_option = block[0] >> 2 == BASE64URL_HYPHEN;
    }
    size_t len = jt_base64url_encode_to(ret_text, jt_str_make((const char *)block, sizeof(block)));
    ret_text[len] = '\0';
    return JT_OK;
}

enum jt_err jt_rejection_id_read(struct jt_block_cipher *cipher, jt_str text, uint64_t *ret_number)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = JT_BUF_INIT(64);
    uint8_t plain[JT_BLOCK_LEN];
    if (text.len != JT_REJECTION_ID_LEN) {
        return JT_ERR_FORMAT;
    }
    JT_TRY(jt_base64url_decode(&bytes, text));
    JT_TRY(jt_buf_check(&bytes));
    if (bytes.len != JT_BLOCK_LEN) {
        return JT_ERR_FORMAT;
    }
    JT_TRY(jt_block_decrypt(cipher, (const uint8_t *)bytes.ptr, plain));
    memcpy(ret_number, plain, sizeof(*ret_number));
    return JT_OK;
}

enum jt_err jt_rejection_fingerprint(const struct jt_rejection_ids *ids, jt_str client_id,
                                     char ret_text[static JT_FINGERPRINT_TEXT + 1])
{
    uint8_t mac[JT_HMAC_LEN];
    JT_TRY(jt_hmac(ids->fingerprint_key, client_id, mac));
    memcpy(ret_text, "fingerprint:", 12);
    size_t len = jt_base64url_encode_to(ret_text + 12, jt_str_make((const char *)mac, 12));
    ret_text[12 + len] = '\0';
    return JT_OK;
}
