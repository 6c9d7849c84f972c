/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed files: bound to what they are and to where they stand. */
#include "client/store/sealed.h"

enum { IDENTITY_MAX = 512 };

static enum jt_err write_identity(struct jt_buf *identity, jt_str kind, const char *name)
{
    jt_buf_append(identity, kind);
    jt_buf_append_char(identity, '\n');
    jt_buf_append_c(identity, name);
    return jt_buf_check(identity);
}

enum jt_err jt_sealed_open(const uint8_t key[static JT_AEAD_KEY_LEN], jt_str kind, const char *name,
                           jt_str bytes, struct jt_buf *plain)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf identity = JT_BUF_INIT(IDENTITY_MAX);
    JT_TRY(write_identity(&identity, kind, name));
    return jt_aead_open(key, jt_buf_str(&identity), bytes, plain);
}

enum jt_err jt_sealed_read(int dir, const uint8_t key[static JT_AEAD_KEY_LEN], jt_str kind,
                           const char *name, struct jt_buf *plain)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = JT_BUF_INIT(JT_SEALED_MAX);
    JT_TRY(jt_file_read(dir, name, &bytes));
    return jt_sealed_open(key, kind, name, jt_buf_str(&bytes), plain);
}

enum jt_err jt_sealed_write(int dir, const uint8_t key[static JT_AEAD_KEY_LEN], jt_str kind,
                            const char *name, jt_str plain, const struct jt_rand *rand)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf identity = JT_BUF_INIT(IDENTITY_MAX);
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = JT_BUF_INIT(JT_SEALED_MAX);
    JT_TRY(write_identity(&identity, kind, name));
    JT_TRY(jt_aead_seal(key, jt_buf_str(&identity), plain, rand, &bytes));
    return jt_file_replace(dir, name, jt_buf_str(&bytes), rand);
}
