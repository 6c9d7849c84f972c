/* SPDX-License-Identifier: Apache-2.0 */
/* Three bytes are four digits. Decoding looks at every digit before it judges, so that its time
 * does not say where a fault stands: what is decoded is often a secret. */
#include "codec/radix64.h"

#include "base/secret.h"

/* clang-format off */
#define LETTERS_AND_DIGITS \
    ['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8, \
    ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, \
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24, \
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, \
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, \
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, \
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56, \
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62,
/* clang-format on */

const struct jt_radix64 jt_radix64_standard = {
    .digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    .values = {LETTERS_AND_DIGITS['+'] = 63, ['/'] = 64},
};

const struct jt_radix64 jt_radix64_url = {
    .digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    .values = {LETTERS_AND_DIGITS['-'] = 63, ['_'] = 64},
};

/* One or two bytes are left: two or three digits. */
static size_t encode_rest(const char *digits, char *ret_text, const unsigned char *bytes,
                          size_t count)
{
    uint32_t bits = (uint32_t)bytes[0] << 16 | (count > 1 ? (uint32_t)bytes[1] << 8 : 0);
    ret_text[0] = digits[bits >> 18];
    ret_text[1] = digits[bits >> 12 & 63];
    if (count > 1) {
        ret_text[2] = digits[bits >> 6 & 63];
    }
    return count + 1;
}

/* Every token is written by this: three bytes in a step. */
size_t jt_radix64_encode(const struct jt_radix64 *radix, char *ret_text, jt_str bytes)
{
    const char *digits = radix->digits;
    const unsigned char *at = (const unsigned char *)bytes.ptr;
    size_t left = bytes.len;
    char *text = ret_text;
    for (; left >= 3; left -= 3, at += 3, text += 4) {
        uint32_t bits = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
        text[0] = digits[bits >> 18];
        text[1] = digits[bits >> 12 & 63];
        text[2] = digits[bits >> 6 & 63];
        text[3] = digits[bits & 63];
    }
    if (left) {
        text += encode_rest(digits, text, at, left);
    }
    return (size_t)(text - ret_text);
}

enum jt_err jt_radix64_decode(const struct jt_radix64 *radix, struct jt_buf *buf, jt_str digits)
{
    if (digits.len % 4 == 1) {
        return JT_ERR_FORMAT;
    }
    char *room = jt_buf_reserve(buf, digits.len / 4 * 3 + digits.len % 4 * 3 / 4);
    if (room == NULL) {
        return jt_buf_check(buf);
    }
    uint32_t bits = 0;
    unsigned bit_count = 0;
    unsigned bad = 0;
    size_t len = 0;
    for (size_t i = 0; i < digits.len; i++) {
        unsigned value = radix->values[(unsigned char)digits.ptr[i]];
        bad |= value == 0;
        bits = bits << 6 | ((value - 1) & 63);
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            room[len++] = (char)(bits >> bit_count & 255);
        }
    }
    /* RFC 4648 §3.5: spare bits that are not zero would give one value several texts. */
    bad |= (bits & ((1U << bit_count) - 1)) != 0;
    if (bad) {
        jt_wipe(room, len);
        return JT_ERR_FORMAT;
    }
    jt_buf_grow(buf, len);
    return JT_OK;
}
