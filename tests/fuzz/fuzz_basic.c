/* SPDX-License-Identifier: Apache-2.0 */
/* The Authorization header: credentials have one text only, and what is written is read. */
#include "codec/base64.h"
#include "codec/http_auth.h"
#include "codec/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

/* The raw parts, put together and encoded, are the very bytes that came. */
static void check_raw(const struct jt_basic *basic, jt_str credentials)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf pair = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf text = JT_BUF_INIT(4 << 20);
    jt_buf_append(&pair, basic->id_raw);
    jt_buf_append_char(&pair, ':');
    jt_buf_append(&pair, basic->secret_raw);
    require(jt_utf8_is_valid(jt_buf_str(&pair)));
    jt_base64_encode(&text, jt_buf_str(&pair));
    require(jt_str_equal(jt_buf_str(&text), credentials));
}

static void check_form(struct jt_arena *arena, const struct jt_basic *basic)
{
    struct jt_basic again;
    jt_str credentials;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = JT_BUF_INIT(16 << 20);
    jt_basic_write(&text, basic->id_form, basic->secret_form);
    if (jt_buf_check(&text) != JT_OK) {
        return; /* three times as long as a megabyte */
    }
    require(jt_http_auth_parse(jt_buf_str(&text), &credentials) == JT_AUTH_BASIC);
    require(jt_basic_parse(arena, credentials, &again) == JT_OK);
    require(again.form_valid);
    require(jt_str_equal(again.id_form, basic->id_form));
    require(jt_str_equal(again.secret_form, basic->secret_form));
}

static void check_credentials(jt_str credentials)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = 64 << 20};
    struct jt_basic basic;
    if (jt_basic_parse(&arena, credentials, &basic) != JT_OK) {
        return;
    }
    check_raw(&basic, credentials);
    if (basic.form_valid) {
        check_form(&arena, &basic);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jt_str value = jt_str_make((const char *)data, size);
    jt_str credentials;
    enum jt_auth_scheme scheme = jt_http_auth_parse(value, &credentials);
    require(jt_str_ends_with(value, credentials));
    require(scheme != JT_AUTH_NONE || jt_str_trim(value).len == 0);
    if (scheme == JT_AUTH_BASIC) {
        check_credentials(credentials);
    }
    if (jt_bearer_is_valid(credentials)) {
        require(credentials.len > 0 && jt_str_find_char(credentials, ' ') == credentials.len);
    }
    /* The bytes as they are, encoded: the way to all that base64 can say. */
    JT_CLEAN(jt_buf_clear) struct jt_buf encoded = JT_BUF_INIT(4 << 20);
    jt_base64_encode(&encoded, value);
    require(jt_buf_check(&encoded) == JT_OK);
    check_credentials(jt_buf_str(&encoded));
    return 0;
}
