/* SPDX-License-Identifier: Apache-2.0 */
/* An issuer with a key, a clock that stands still, and a key source that counts its calls. */
#ifndef JT_TESTS_UNIT_VERIFY_SUPPORT_H
#define JT_TESTS_UNIT_VERIFY_SUPPORT_H

#include "unit/jose/support.h"
#include "verify/policy.h"

#include <jeton/verify.h>

#define ISSUER "https://id.example/auth/realms/r"
#define AUDIENCE "https://api.example"
#define START INT64_C(1700000000)

struct issuer {
    const struct jt_alg *alg;
    struct jt_key *key;
    struct jt_signer *signer;
    char kid[JT_KID_TEXT + 1];
};

static inline struct issuer issuer_make(const char *alg_name)
{
    struct issuer issuer = {.alg = jt_alg_find(jt_str_from_c(alg_name))};
    assert_int_equal(jt_key_generate(issuer.alg->key_kind, &issuer.key), JT_OK);
    assert_int_equal(jt_signer_new(issuer.key, issuer.alg->scheme, &issuer.signer), JT_OK);
    assert_int_equal(jt_jwk_thumbprint(issuer.key, issuer.kid), JT_OK);
    return issuer;
}

static inline void issuer_clear(struct issuer *issuer)
{
    jt_signer_free(issuer->signer);
    jt_key_free(issuer->key);
}

/* A signed token of any header and payload. */
static inline void issuer_sign(const struct issuer *issuer, jt_str header, jt_str payload,
                               struct jt_buf *ret_token)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf header_b64 = {0};
    jt_base64url_encode(&header_b64, header);
    jt_buf_reset(ret_token);
    assert_int_equal(jt_jws_write(ret_token, jt_buf_str(&header_b64), payload, issuer->signer),
                     JT_OK);
}

static inline void good_header(const struct issuer *issuer, struct jt_buf *ret_header)
{
    jt_buf_append_f(ret_header, "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}",
                    issuer->alg->name.ptr, issuer->kid);
}

#define GOOD_CLAIMS                                                                                \
    "\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"client_id\":\"c\",\"aud\":\"" AUDIENCE                 \
    "\",\"jti\":\"j\",\"scope\":\"user.view stage:user.manage\",\"iat\":1700000000"

/* A good token; members ("\"exp\":…") stand behind the good claims. */
static inline void good_token(const struct issuer *issuer, const char *members,
                              struct jt_buf *ret_token)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    char payload[1024];
    good_header(issuer, &header);
    (void)snprintf(payload, sizeof(payload), "{" GOOD_CLAIMS ",%s}", members);
    issuer_sign(issuer, jt_buf_str(&header), jt_str_from_c(payload), ret_token);
}

/* A key source: publishes issuers, counts calls, fails on demand. */
struct source {
    const struct issuer *issuers[4];
    size_t count;
    int calls;
    int fails;        /* what fetch returns */
    const char *text; /* instead of the issuers' keys */
};

static inline int source_fetch(void *arg, struct jeton_key_sink *sink)
{
    struct source *source = arg;
    JT_CLEAN(jt_buf_clear) struct jt_buf json = {0};
    struct jt_json_writer w = {.buf = &json};
    source->calls++;
    jt_json_object_begin(&w);
    jt_json_name(&w, "keys");
    jt_json_array_begin(&w);
    for (size_t i = 0; i < source->count; i++) {
        const struct issuer *issuer = source->issuers[i];
        assert_int_equal(jt_jwk_write(&w, issuer->key, issuer->alg, jt_str_from_c(issuer->kid)),
                         JT_OK);
    }
    jt_json_array_end(&w);
    jt_json_object_end(&w);
    jt_str text = source->text ? jt_str_from_c(source->text) : jt_buf_str(&json);
    return jeton_key_sink_write(sink, text.ptr, text.len) != 0 ? -1 : source->fails;
}

struct fixture {
    struct issuer issuer;
    struct source source;
    struct jt_clock_manual clock;
    struct jeton_policy *policy;
    struct jeton_verifier *verifier;
    struct jt_buf token;
};

/* Builds the verifier anew after the policy has changed. */
static inline void fixture_rebuild(struct fixture *fixture)
{
    const struct jeton_key_source source = {source_fetch, &fixture->source};
    jeton_verifier_free(fixture->verifier);
    fixture->verifier = NULL;
    assert_int_equal(jeton_verifier_new(fixture->policy, &source, &fixture->verifier),
                     JETON_VERIFY_OK);
}

static inline void fixture_init(struct fixture *fixture, const char *alg_name)
{
    *fixture = (struct fixture){.issuer = issuer_make(alg_name)};
    fixture->source = (struct source){.issuers = {&fixture->issuer}, .count = 1};
    jt_clock_manual_init(&fixture->clock, (jt_time){START});
    assert_int_equal(jeton_policy_new(ISSUER, AUDIENCE, &fixture->policy), JETON_VERIFY_OK);
    fixture->policy->clock = &fixture->clock.clock;
    fixture_rebuild(fixture);
}

static inline void fixture_clear(struct fixture *fixture)
{
    jeton_verifier_free(fixture->verifier);
    jeton_policy_free(fixture->policy);
    jt_buf_clear(&fixture->token);
    issuer_clear(&fixture->issuer);
}

static inline enum jeton_verdict check_text(struct fixture *fixture, jt_str token)
{
    return jeton_verifier_check(fixture->verifier, token.ptr, token.len, NULL);
}

/* Asserts the verdict of the token in the fixture, with its name when it differs. */
static inline void expect(struct fixture *fixture, enum jeton_verdict expected)
{
    enum jeton_verdict verdict = check_text(fixture, jt_buf_str(&fixture->token));
    assert_string_equal(jeton_verdict_name(verdict), jeton_verdict_name(expected));
}

static inline void expect_members(struct fixture *fixture, const char *members,
                                  enum jeton_verdict expected)
{
    good_token(&fixture->issuer, members, &fixture->token);
    expect(fixture, expected);
}

#endif
