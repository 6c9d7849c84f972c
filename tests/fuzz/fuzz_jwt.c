/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a token, and as the header or the claims of one that is signed with the right key:
 * reading and verifying must end, leak nothing, and accept only what the policy describes. */
#include "codec/base64url.h"
#include "jose/jwk.h"
#include "jose/jws.h"
#include "jose/jwt.h"
#include "verify/policy.h"

#include <jeton/verify.h>

#include <stdlib.h>

#define ISSUER "https://id.example/auth/realms/r"
#define AUDIENCE "https://api.example"

/* As an assert() that stays in release builds. */
static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static struct {
    struct jt_key *key;
    struct jt_signer *signer;
    struct jt_clock_manual clock;
    struct jeton_verifier *verifier;
} world;

static int fetch(void *arg, struct jeton_key_sink *sink)
{
    (void)arg;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    struct jt_json_writer w = {.buf = &text};
    jt_buf_append_c(&text, "{\"keys\":[");
    demand(jt_jwk_write(&w, world.key, jt_alg_of(JT_SIGN_ES256), JT_STR("k")) == JT_OK);
    jt_buf_append_c(&text, "]}");
    return jeton_key_sink_write(sink, text.ptr, text.len);
}

static void make_world(void)
{
    const struct jeton_key_source source = {fetch, NULL};
    struct jeton_policy *policy = NULL;
    jt_clock_manual_init(&world.clock, (jt_time){1700000000});
    demand(jt_key_generate(JT_KEY_P256, &world.key) == JT_OK);
    demand(jt_signer_new(world.key, JT_SIGN_ES256, &world.signer) == JT_OK);
    demand(jeton_policy_new(ISSUER, AUDIENCE, &policy) == JETON_VERIFY_OK);
    policy->clock = &world.clock.clock;
    demand(jeton_verifier_new(policy, &source, &world.verifier) == JETON_VERIFY_OK);
    jeton_policy_free(policy);
}

static enum jeton_verdict check(jt_str token)
{
    struct jeton_claims *claims = NULL;
    enum jeton_verdict verdict =
        jeton_verifier_check(world.verifier, token.ptr, token.len, &claims);
    demand((verdict == JETON_TOKEN_VALID) == (claims != NULL));
    demand(verdict != JETON_TOKEN_UNAVAILABLE);
    if (claims) {
        demand(jt_str_equal(jt_str_from_c(jeton_claims_issuer(claims)), JT_STR(ISSUER)));
        demand(jeton_claims_expires_at(claims) + JETON_TOLERANCE_DEFAULT_S > 1700000000);
        (void)jeton_claims_has_scope(claims, "a");
    }
    jeton_claims_free(claims);
    return verdict;
}

static enum jeton_verdict check_signed(jt_str header, jt_str payload)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf header_b64 = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf token = {0};
    jt_base64url_encode(&header_b64, header);
    demand(jt_jws_write(&token, jt_buf_str(&header_b64), payload, world.signer) == JT_OK);
    return check(jt_buf_str(&token));
}

/* What was read can be written, and reads the same again. */
static void read_claims(jt_str payload)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    JT_CLEAN(jt_json_clear) struct jt_json *again = NULL;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    struct jt_claims claims;
    struct jt_claims same;
    if (jt_claims_read(payload, &json, &claims) != JT_CLAIMS_OK) {
        return;
    }
    (void)jt_claims_has_audience(&claims, JT_STR(AUDIENCE));
    jt_claims_write(&text, &claims);
    if (text.len > JT_JWS_MAX) {
        return; /* escapes may make it longer than what is read */
    }
    demand(jt_claims_read(jt_buf_str(&text), &again, &same) == JT_CLAIMS_OK);
    demand(jt_str_equal(claims.sub, same.sub) && jt_str_equal(claims.scope, same.scope));
    demand(claims.exp.s == same.exp.s && claims.iat.s == same.iat.s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jt_str bytes = jt_str_make((const char *)data, size);
    if (world.verifier == NULL) {
        make_world();
    }
    (void)check(bytes);
    (void)check_signed(bytes, JT_STR("{}"));
    enum jeton_verdict verdict =
        check_signed(JT_STR("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}"), bytes);
    demand(verdict != JETON_TOKEN_ALG && verdict != JETON_TOKEN_HEADER &&
           verdict != JETON_TOKEN_SIG && verdict != JETON_TOKEN_KEY);
    read_claims(bytes);
    return 0;
}
