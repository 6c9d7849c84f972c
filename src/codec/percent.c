/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding, there and back. */
#include "codec/percent.h"

static const char hex_digits[] = "0123456789ABCDEF";

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void jt_percent_write_byte(char *ret_escape, unsigned char byte)
{
    ret_escape[0] = '%';
    ret_escape[1] = hex_digits[byte >> 4];
    ret_escape[2] = hex_digits[byte & 15];
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int jt_percent_byte(jt_str text, size_t at)
{
    if (at >= text.len || text.len - at < 3 || text.ptr[at] != '%') {
        return -1;
    }
    int high = hex_value(text.ptr[at + 1]);
    int low = hex_value(text.ptr[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void jt_percent_encode(struct jt_buf *buf, jt_str bytes)
{
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        len += is_unreserved(bytes.ptr[i]) ? 1 : 3;
    }
    char *room = jt_buf_reserve(buf, len);
    for (size_t i = 0; room && i < bytes.len; i++) {
        if (is_unreserved(bytes.ptr[i])) {
            *room++ = bytes.ptr[i];
            continue;
        }
        jt_percent_write_byte(room, (unsigned char)bytes.ptr[i]);
        room += 3;
    }
    if (room) {
        jt_buf_grow(buf, len);
    }
}

enum jt_err jt_percent_decode(struct jt_buf *buf, jt_str text)
{
    char *room = jt_buf_reserve(buf, text.len);
    if (room == NULL) {
        return jt_buf_check(buf);
    }
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        int byte = (unsigned char)text.ptr[i];
        if (byte == '%') {
            byte = jt_percent_byte(text, i);
            i += 2;
        }
        if (byte < 0) {
            return JT_ERR_FORMAT;
        }
        room[len++] = (char)byte;
    }
    jt_buf_grow(buf, len);
    return JT_OK;
}
