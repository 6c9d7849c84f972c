/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka, and bytes from their hex text, for the tests of this folder. */
#ifndef JT_TESTS_UNIT_CRYPTO_SUPPORT_H
#define JT_TESTS_UNIT_CRYPTO_SUPPORT_H

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline uint8_t hex_digit(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Writes the bytes of a lower-case hex text and returns a view of them. */
static inline jt_str from_hex(const char *hex, uint8_t *ret_bytes)
{
    size_t len = strlen(hex) / 2;
    for (size_t i = 0; i < len; i++) {
        ret_bytes[i] = (uint8_t)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
    }
    return jt_str_make((const char *)ret_bytes, len);
}

static inline void assert_hex(const uint8_t *bytes, size_t len, const char *hex)
{
    uint8_t expected[512];
    assert_int_equal(from_hex(hex, expected).len, len);
    assert_memory_equal(bytes, expected, len);
}

#endif
