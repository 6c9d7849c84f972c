/* SPDX-License-Identifier: Apache-2.0 */
/* DER <-> r||s by hand: the numbers are short, and neither direction allocates. */
#include "crypto/ecdsa_form.h"

#include <string.h>

enum { NUMBER = JT_ECDSA_RAW / 2, TAG_SEQUENCE = 0x30, TAG_INTEGER = 0x02, SIGN_BIT = 0x80 };

/* n of P-256 (SEC 2 §2.4.2). */
static const uint8_t order[NUMBER] = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};

struct der_reader {
    const uint8_t *at;
    const uint8_t *end;
};

/* Takes one INTEGER off and writes it in exactly NUMBER bytes. */
static bool take_number(struct der_reader *reader, uint8_t ret_number[static NUMBER])
{
    if (reader->end - reader->at < 3 || reader->at[0] != TAG_INTEGER) {
        return false;
    }
    size_t len = reader->at[1];
    const uint8_t *digits = reader->at + 2;
    if (len == 0 || len > (size_t)(reader->end - digits) || (digits[0] & SIGN_BIT)) {
        return false;
    }
    reader->at = digits + len;
    if (digits[0] == 0 && len > 1) {
        if (!(digits[1] & SIGN_BIT)) {
            return false;
        }
        digits++;
        len--;
    }
    if (len > NUMBER) {
        return false;
    }
    memset(ret_number, 0, NUMBER - len);
    memcpy(ret_number + NUMBER - len, digits, len);
    return true;
}

enum jt_err jt_ecdsa_from_der(const uint8_t *der, size_t len, uint8_t ret_raw[static JT_ECDSA_RAW])
{
    uint8_t raw[JT_ECDSA_RAW];
    if (len < 2 || len > JT_ECDSA_DER_MAX || der[0] != TAG_SEQUENCE || der[1] != len - 2) {
        return JT_ERR_FORMAT;
    }
    struct der_reader reader = {der + 2, der + len};
    if (!take_number(&reader, raw) || !take_number(&reader, raw + NUMBER) ||
        reader.at != reader.end) {
        return JT_ERR_FORMAT;
    }
    memcpy(ret_raw, raw, sizeof(raw));
    return JT_OK;
}

/* CVE-2022-21449: a signature of zeros must never reach the arithmetic. */
static bool is_in_range(const uint8_t number[static NUMBER])
{
    static const uint8_t zero[NUMBER];
    return memcmp(number, zero, NUMBER) != 0 && memcmp(number, order, NUMBER) < 0;
}

static size_t put_number(uint8_t *der, const uint8_t number[static NUMBER])
{
    size_t skip = 0;
    while (skip < NUMBER - 1 && number[skip] == 0) {
        skip++;
    }
    size_t sign = (number[skip] & SIGN_BIT) ? 1 : 0;
    size_t len = NUMBER - skip;
    der[0] = TAG_INTEGER;
    der[1] = (uint8_t)(sign + len);
    der[2] = 0;
    memcpy(der + 2 + sign, number + skip, len);
    return 2 + sign + len;
}

enum jt_err jt_ecdsa_to_der(jt_str raw, uint8_t ret_der[static JT_ECDSA_DER_MAX], size_t *ret_len)
{
    const uint8_t *r = (const uint8_t *)raw.ptr;
    if (raw.len != JT_ECDSA_RAW || !is_in_range(r) || !is_in_range(r + NUMBER)) {
        return JT_ERR_REFUSED;
    }
    size_t len = put_number(ret_der + 2, r);
    len += put_number(ret_der + 2 + len, r + NUMBER);
    ret_der[0] = TAG_SEQUENCE;
    ret_der[1] = (uint8_t)len;
    *ret_len = len + 2;
    return JT_OK;
}
