/* SPDX-License-Identifier: Apache-2.0 */
/* base64 with padding: what Basic authentication speaks. */
#include "codec/base64.h"

#include "codec/radix64.h"

void jt_base64_encode(struct jt_buf *buf, jt_str bytes)
{
    char *room = jt_buf_reserve(buf, (bytes.len + 2) / 3 * 4);
    if (room == NULL) {
        return;
    }
    size_t len = jt_radix64_encode(&jt_radix64_standard, room, bytes);
    while (len % 4) {
        room[len++] = '=';
    }
    jt_buf_grow(buf, len);
}

enum jt_err jt_base64_decode(struct jt_buf *buf, jt_str text)
{
    if (text.len % 4) {
        return JT_ERR_FORMAT;
    }
    /* At most two: a third is left where no digit may be, and refused there. */
    for (int i = 0; i < 2 && text.len && text.ptr[text.len - 1] == '='; i++) {
        text.len--;
    }
    return jt_radix64_decode(&jt_radix64_standard, buf, text);
}
