/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 one code point at a time. */
#include "codec/utf8.h"

/* The smallest code point that needs so many bytes; less is an overlong form. */
static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};

static size_t sequence_len(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xc2 && lead < 0xe0) {
        return 2;
    }
    if (lead >= 0xe0 && lead < 0xf0) {
        return 3;
    }
    return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

size_t jt_utf8_decode(jt_str bytes, uint32_t *ret_code_point)
{
    size_t len = bytes.len ? sequence_len((unsigned char)bytes.ptr[0]) : 0;
    if (len == 0 || len > bytes.len) {
        return 0;
    }
    /* The lead byte keeps 7, 5, 4, 3 bits. */
    uint32_t point = (unsigned char)bytes.ptr[0] & (len == 1 ? 0x7fU : 0xffU >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (!is_continuation(bytes.ptr[i])) {
            return 0;
        }
        point = point << 6 | ((unsigned char)bytes.ptr[i] & 0x3f);
    }
    /* RFC 3629 §3: surrogates and what UTF-16 cannot reach are no characters. */
    if (point < smallest[len] || (point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) {
        return 0;
    }
    *ret_code_point = point;
    return len;
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point <= 0x9f);
}

static bool check(jt_str bytes, bool allow_control)
{
    for (size_t at = 0; at < bytes.len;) {
        uint32_t point = (unsigned char)bytes.ptr[at];
        size_t len = point < 0x80 ? 1 : jt_utf8_decode(jt_str_from(bytes, at), &point);
        if (len == 0 || (!allow_control && is_control(point))) {
            return false;
        }
        at += len;
    }
    return true;
}

bool jt_utf8_is_valid(jt_str bytes)
{
    return check(bytes, true);
}

bool jt_utf8_is_plain(jt_str bytes)
{
    return check(bytes, false);
}

size_t jt_utf8_count(jt_str bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        count += !is_continuation(bytes.ptr[i]);
    }
    return count;
}
