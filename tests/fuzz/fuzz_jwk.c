/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a JWK and as a JWK set: what gets in is a public key that can be written, read and
 * named again. */
#include "jose/jwk.h"
#include "jose/jws.h"
#include "verify/key_set.h"

#include <stdlib.h>

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void round_trip(const struct jt_jwk *jwk)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_json_writer w = {.buf = &text};
    struct jt_jwk again;
    char before[JT_KID_TEXT + 1];
    char after[JT_KID_TEXT + 1];
    demand(jt_jwk_thumbprint(jwk->key, before) == JT_OK);
    demand(jt_jwk_write(&w, jwk->key, jwk->alg, jwk->kid) == JT_OK);
    demand(jt_json_parse(jt_buf_str(&text), 1 << 16, &json) == JT_OK);
    demand(jt_jwk_read(jt_json_root(json), &again) == JT_OK);
    demand(again.alg == jwk->alg && jt_str_equal(again.kid, jwk->kid));
    demand(jt_jwk_thumbprint(again.key, after) == JT_OK);
    demand(jt_str_equal(jt_str_from_c(before), jt_str_from_c(after)));
    jt_jwk_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jt_str bytes = jt_str_make((const char *)data, size);
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_key_set *set = NULL;
    struct jt_jwk jwk;
    if (jt_json_parse(bytes, 1 << 16, &json) == JT_OK &&
        jt_jwk_read(jt_json_root(json), &jwk) == JT_OK) {
        round_trip(&jwk);
        jt_jwk_clear(&jwk);
    }
    if (jt_key_set_read(bytes, &set) == JT_OK) {
        static const char too_long[JT_JWS_KID_MAX + 1] = "k";
        demand(jt_key_set_find(set, jt_str_make(too_long, sizeof(too_long))) == NULL);
        jt_key_set_free(set);
    }
    return 0;
}
