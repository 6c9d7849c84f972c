/* SPDX-License-Identifier: Apache-2.0 */
/* Any records and any needle (the first byte says how long it is): nothing outside is read, and no
 * record is found whose bytes do not hold the needle. */
#include "store/sqlite/row_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static bool has_bit(const uint64_t bits[static 8])
{
    uint64_t any = 0;
    for (size_t i = 0; i < 8; i++) {
        any |= bits[i];
    }
    return any != 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char folded[JT_ROW_TEXT_NEEDLE_MAX];
    uint64_t bits[8] = {0};
    size_t needle_len = len ? bytes[0] : 0;
    if (needle_len == 0 || needle_len >= len) {
        return 0;
    }
    char *copy = malloc(len); /* exactly as long: what reads beyond it is seen */
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, bytes, len);
    if (jt_row_text_fold(jt_str_make(copy + 1, needle_len), folded) != JT_OK) {
        abort();
    }
    jt_str needle = jt_str_make(folded, needle_len);
    jt_str records = jt_str_make(copy + 1 + needle_len, len - 1 - needle_len);
    jt_row_text_match(records, needle, bits);
    if (has_bit(bits) && jt_str_find(records, needle) == records.len) {
        abort();
    }
    free(copy);
    return 0;
}
