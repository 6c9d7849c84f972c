/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka, and assertions over jt_str that show both sides when they fail. */
#ifndef JT_TESTS_ASSERT_STR_H
#define JT_TESTS_ASSERT_STR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#define assert_str_equal(actual, expected)                                                         \
    do {                                                                                           \
        jt_str assert_got = (actual);                                                              \
        jt_str assert_want = (expected);                                                           \
        if (!jt_str_equal(assert_got, assert_want)) {                                              \
            fail_msg("got \"%.*s\", want \"%.*s\"", JT_STR_ARG(assert_got),                        \
                     JT_STR_ARG(assert_want));                                                     \
        }                                                                                          \
    } while (0)
/* expected is a string literal, which may hold NUL. */
#define assert_str(actual, expected) assert_str_equal(actual, JT_STR(expected))

#endif
