/* SPDX-License-Identifier: Apache-2.0 */
/* UUIDs: made at random, read strictly, written in lower case. */
#include "base/uuid.h"

#include <string.h>

enum jt_err jt_uuid_make(const struct jt_rand *rand, jt_uuid *ret_uuid)
{
    jt_uuid uuid;
    JT_TRY(jt_rand_fill(rand, uuid.bytes, sizeof(uuid.bytes)));
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0f) | 0x40);
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3f) | 0x80);
    *ret_uuid = uuid;
    return JT_OK;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_hyphen_place(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

enum jt_err jt_uuid_parse(jt_str text, jt_uuid *ret_uuid)
{
    jt_uuid uuid = {{0}};
    size_t nibble = 0;
    if (text.len != JT_UUID_TEXT) {
        return JT_ERR_FORMAT;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (is_hyphen_place(i)) {
            if (text.ptr[i] != '-') {
                return JT_ERR_FORMAT;
            }
            continue;
        }
        int value = digit_value(text.ptr[i]);
        if (value < 0) {
            return JT_ERR_FORMAT;
        }
        uuid.bytes[nibble / 2] =
            (uint8_t)(uuid.bytes[nibble / 2] | (value << (nibble % 2 ? 0 : 4)));
        nibble++;
    }
    *ret_uuid = uuid;
    return JT_OK;
}

void jt_uuid_write(const jt_uuid *uuid, char ret_text[static JT_UUID_TEXT + 1])
{
    static const char digits[] = "0123456789abcdef";
    size_t nibble = 0;
    for (size_t i = 0; i < JT_UUID_TEXT; i++) {
        if (is_hyphen_place(i)) {
            ret_text[i] = '-';
            continue;
        }
        uint8_t byte = uuid->bytes[nibble / 2];
        ret_text[i] = digits[nibble % 2 ? byte & 15 : byte >> 4];
        nibble++;
    }
    ret_text[JT_UUID_TEXT] = '\0';
}

bool jt_uuid_equal(const jt_uuid *a, const jt_uuid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool jt_uuid_is_zero(const jt_uuid *uuid)
{
    static const jt_uuid zero;
    return jt_uuid_equal(uuid, &zero);
}
