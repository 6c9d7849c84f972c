/* SPDX-License-Identifier: Apache-2.0 */
/* Any value of If-None-Match: it never matches a tag whose bytes it does not hold, and a list that
 * is well-formed still matches with one more tag in front. */
#include "server/endpoint/document.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const jt_str etag = JT_STR_INIT("\"0123456789abcdef\"");

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char front[] = "W/\"x\" , ";
    char *text = malloc(sizeof(front) + len);
    if (text == NULL) {
        return 0;
    }
    memcpy(text, front, sizeof(front) - 1);
    memcpy(text + sizeof(front) - 1, bytes, len);
    jt_str whole = jt_str_make(text, sizeof(front) - 1 + len);
    jt_str alone = jt_str_from(whole, sizeof(front) - 1);
    bool matches = jt_etag_matches(alone, etag);
    bool is_any = jt_str_equal(jt_str_trim(alone), JT_STR("*"));
    if (matches && !is_any && jt_str_find(alone, etag) == alone.len) {
        abort();
    }
    if (!is_any && jt_etag_matches(whole, etag) != matches) {
        abort();
    }
    free(text);
    return 0;
}
