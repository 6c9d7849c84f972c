/* SPDX-License-Identifier: Apache-2.0 */
/* A secret that can be judged before anybody is asked: a paste that lost or changed a character has
 * the wrong length or the wrong checksum. */
#include "oauth/secret_format.h"

#include "codec/crc32.h"

#include <string.h>

enum { PREFIX = 4, RANDOM = 43, CHECKSUM = 6, BODY = PREFIX + RANDOM, WORDS = 8 };

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* Divides the 256-bit number by 62 in place; returns the remainder. */
static uint32_t divide(uint32_t words[static WORDS])
{
    uint64_t remainder = 0;
    for (int i = 0; i < WORDS; i++) {
        uint64_t part = remainder << 32 | words[i];
        words[i] = (uint32_t)(part / 62);
        remainder = part % 62;
    }
    return (uint32_t)remainder;
}

static void write_checksum(const char body[static BODY], char ret_checksum[static CHECKSUM])
{
    uint32_t crc = jt_crc32(jt_str_make(body, BODY));
    for (int i = CHECKSUM - 1; i >= 0; i--) {
        ret_checksum[i] = digits[crc % 62];
        crc /= 62;
    }
}

enum jt_err jt_client_secret_make(const struct jt_rand *rand, struct jt_secret *ret_secret)
{
    uint32_t words[WORDS];
    char text[JT_CLIENT_SECRET_TEXT];
    JT_TRY(jt_rand_fill(rand, words, sizeof(words)));
    memcpy(text, "jtn_", PREFIX);
    /* 62^43 is just above 2^256: every value has its own 43 digits. */
    for (int i = BODY - 1; i >= PREFIX; i--) {
        text[i] = digits[divide(words)];
    }
    write_checksum(text, text + BODY);
    enum jt_err err = jt_secret_set(ret_secret, jt_str_make(text, sizeof(text)));
    jt_wipe(text, sizeof(text));
    jt_wipe(words, sizeof(words));
    return err;
}

static bool is_base62(char c)
{
    return ((c >= '0') & (c <= '9')) | ((c >= 'A') & (c <= 'Z')) | ((c >= 'a') & (c <= 'z'));
}

enum jt_secret_format jt_client_secret_check_format(jt_str secret)
{
    if (!jt_str_starts_with(secret, JT_STR("jtn_"))) {
        return JT_SECRET_FORMAT_FOREIGN;
    }
    if (secret.len != JT_CLIENT_SECRET_TEXT) {
        return secret.len < JT_CLIENT_SECRET_TEXT ? JT_SECRET_FORMAT_TRUNCATED
                                                  : JT_SECRET_FORMAT_CHECKSUM;
    }
    unsigned foreign = 0;
    for (size_t i = PREFIX; i < secret.len; i++) {
        foreign += !is_base62(secret.ptr[i]);
    }
    char expected[CHECKSUM];
    write_checksum(secret.ptr, expected);
    bool same = jt_bytes_equal_secret(expected, secret.ptr + BODY, CHECKSUM);
    jt_wipe(expected, sizeof(expected));
    return same && foreign == 0 ? JT_SECRET_FORMAT_OK : JT_SECRET_FORMAT_CHECKSUM;
}

void jt_client_secret_mask(char *text, size_t len)
{
    size_t begins = len; /* what follows a prefix; len: no prefix yet */
    for (size_t i = 0; i < len; i++) {
        if (i >= PREFIX && memcmp(text + i - PREFIX, "jtn_", PREFIX) == 0) {
            begins = i;
        }
        begins = is_base62(text[i]) || text[i] == '_' ? begins : len;
        if (begins < len) {
            text[i] = '*';
        }
    }
}
