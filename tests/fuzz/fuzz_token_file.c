/* SPDX-License-Identifier: Apache-2.0 */
/* A file of the token store, from anybody: as sealed bytes under a known key, and as the plain text
 * inside, which must come out as it went in. The first byte chooses. */
#include "client/store/sealed.h"
#include "client/store/token.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse_plain(jt_str text)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    struct jt_token token;
    struct jt_token again;
    jt_buf_append(&plain, text);
    if (jt_token_parse(&plain, &token) != JT_OK) {
        return;
    }
    const struct jt_now now = {.wall = {1000}, .mono = {1}, .boot = "b"};
    if (jt_token_remaining_s(&token, &now) < 0 || jt_token_copy(&token, &again) != JT_OK ||
        !jt_want_equal(&token.want, &again.want) ||
        !jt_str_equal(token.access_token, again.access_token) ||
        jt_token_state(&token, &now) != jt_token_state(&again, &now)) {
        abort();
    }
    jt_token_clear(&again);
    jt_token_clear(&token);
}

static void open_sealed(jt_str bytes)
{
    static const uint8_t key[JT_AEAD_KEY_LEN] = "a key that the fuzzer may know..";
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    if (jt_sealed_open(key, JT_STR("token"), "name.token", bytes, &plain) == JT_OK) {
        parse_plain(jt_buf_str(&plain));
    } else if (plain.len) {
        abort(); /* nothing may come out of what was not sealed */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    jt_str rest = jt_str_make((const char *)data + 1, size - 1);
    if (data[0] == 's') {
        open_sealed(rest);
    } else {
        parse_plain(rest);
    }
    return 0;
}
