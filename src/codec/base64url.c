/* SPDX-License-Identifier: Apache-2.0 */
/* base64url without padding: what JOSE speaks. */
#include "codec/base64url.h"

#include "codec/radix64.h"

void jt_base64url_encode(struct jt_buf *buf, jt_str bytes)
{
    char *room = jt_buf_reserve(buf, JT_BASE64URL_LEN(bytes.len));
    if (room) {
        jt_buf_grow(buf, jt_base64url_encode_to(room, bytes));
    }
}

size_t jt_base64url_encode_to(char *ret_text, jt_str bytes)
{
    return jt_radix64_encode(&jt_radix64_url, ret_text, bytes);
}

enum jt_err jt_base64url_decode(struct jt_buf *buf, jt_str text)
{
    return jt_radix64_decode(&jt_radix64_url, buf, text);
}
