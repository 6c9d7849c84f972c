/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a ZLIB stream: never more comes out than allowed, nothing comes out of a bad one,
 * and what comes out of a good one comes out of our own stream of it too. */
#include "codec/deflate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { MAX = 1 << 17 };

static void check_again(jt_str whole)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf stream = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf again = {0};
    if (jt_deflate(&stream, whole) != JT_OK ||
        jt_inflate(&again, jt_buf_str(&stream), whole.len) != JT_OK ||
        !jt_str_equal(jt_buf_str(&again), whole)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf whole = {0};
    enum jt_err err = jt_inflate(&whole, jt_str_make((const char *)bytes, len), MAX);
    if (whole.len > MAX || (err != JT_OK && whole.len != 0)) {
        abort();
    }
    if (err == JT_OK) {
        check_again(jt_buf_str(&whole));
    }
    return 0;
}
