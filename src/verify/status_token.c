/* SPDX-License-Identifier: Apache-2.0 */
/* In the order of trust: form, type, signature, claims, and only then the bits are unpacked. */
#include "verify/status_token.h"

#include "codec/base64url.h"
#include "codec/deflate.h"
#include "jose/jws.h"

static const int64_t date_end = INT64_C(1) << 53;

/* The type tells it from everything else that the issuer's key may sign (RFC 8725 §3.11). */
static bool is_status_list(jt_str typ)
{
    return jt_str_equal(typ, JT_STR("statuslist+jwt")) ||
           jt_str_equal(typ, JT_STR("application/statuslist+jwt"));
}

static enum jt_err check_with(const struct jt_found_key *found, const struct jt_jws *jws)
{
    if (jt_set_key_alg(found->key) != jws->alg) {
        return JT_ERR_REFUSED;
    }
    return jt_set_key_check(found->key, jws->signing_input, jt_buf_str(&jws->signature));
}

static enum jt_err check_signature(const struct jeton_policy *policy, struct jt_key_cache *keys,
                                   const struct jt_jws *jws)
{
    struct jt_found_key found;
    if (!is_status_list(jws->typ) || !jt_policy_allows(policy, jws->alg)) {
        return JT_ERR_REFUSED;
    }
    enum jt_err err = jt_key_cache_find(keys, jws->kid, &found);
    if (err != JT_OK) {
        return err == JT_ERR_NOT_FOUND ? JT_ERR_REFUSED : err;
    }
    err = check_with(&found, jws);
    jt_key_set_free(found.set);
    return err;
}

static bool read_date(const struct jt_json_value *claims, const char *name, jt_time *ret_time)
{
    int64_t seconds;
    if (!jt_json_integer(jt_json_get(claims, name), &seconds) || seconds < 0 ||
        seconds >= date_end) {
        return false;
    }
    ret_time->s = seconds;
    return true;
}

static bool read_ttl(const struct jt_json_value *claims, int64_t *ret_ttl_s)
{
    const struct jt_json_value *member = jt_json_get(claims, "ttl");
    int64_t ttl_s = JT_STATUS_TTL_DEFAULT_S;
    if (member && (!jt_json_integer(member, &ttl_s) || ttl_s <= 0)) {
        return false;
    }
    *ret_ttl_s = ttl_s < JT_STATUS_TTL_MAX_S ? ttl_s : (int64_t)JT_STATUS_TTL_MAX_S;
    return true;
}

/* Token Status List §8.3. The draft allows a list without exp; ours has one, and without it a list
 * could be shown again for ever. No sum here overflows: dates are below 2^53. */
static bool check_claims(const struct jeton_policy *policy, const struct jt_json_value *claims,
                         jt_str uri, struct jt_status_token *token)
{
    jt_str sub;
    jt_time now = jt_clock_now(policy->clock);
    return jt_json_string(jt_json_get(claims, "sub"), &sub) && jt_str_equal(sub, uri) &&
           read_date(claims, "iat", &token->iat) && read_date(claims, "exp", &token->exp) &&
           read_ttl(claims, &token->ttl_s) && token->iat.s <= now.s + policy->tolerance_s &&
           now.s < token->exp.s + policy->tolerance_s;
}

/* Token Status List §4.2. */
static enum jt_err read_bits(const struct jt_json_value *claims, struct jt_status_token *token)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf stream = {0};
    const struct jt_json_value *list = jt_json_get(claims, "status_list");
    int64_t bits;
    jt_str lst;
    if (!jt_json_integer(jt_json_get(list, "bits"), &bits) || bits != 1 ||
        !jt_json_string(jt_json_get(list, "lst"), &lst)) {
        return JT_ERR_REFUSED;
    }
    JT_TRY(jt_base64url_decode(&stream, lst));
    return jt_inflate(&token->bits, jt_buf_str(&stream), JT_STATUS_BYTES_MAX);
}

static enum jt_err read_claims(const struct jeton_policy *policy, jt_str uri, jt_str payload,
                               struct jt_status_token *token)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    JT_TRY(jt_json_parse(payload, JETON_STATUS_LIST_MAX, &json));
    const struct jt_json_value *claims = jt_json_root(json);
    if (!check_claims(policy, claims, uri, token)) {
        return JT_ERR_REFUSED;
    }
    return read_bits(claims, token);
}

static enum jt_err of_fault(enum jt_jws_fault fault)
{
    return fault == JT_JWS_NOMEM ? JT_ERR_NOMEM : JT_ERR_REFUSED;
}

enum jt_err jt_status_token_read(const struct jeton_policy *policy, struct jt_key_cache *keys,
                                 jt_str uri, jt_str text, struct jt_status_token *ret_token)
{
    struct jt_jws jws;
    struct jt_status_token token = {0};
    enum jt_jws_fault fault = jt_jws_read_long(text, JETON_STATUS_LIST_MAX, &jws);
    if (fault != JT_JWS_OK) {
        return of_fault(fault);
    }
    enum jt_err err = check_signature(policy, keys, &jws);
    if (err == JT_OK) {
        err = read_claims(policy, uri, jt_buf_str(&jws.payload), &token);
    }
    jt_jws_clear(&jws);
    if (err != JT_OK) {
        jt_status_token_clear(&token);
        return err == JT_ERR_FORMAT ? JT_ERR_REFUSED : err;
    }
    *ret_token = token;
    return JT_OK;
}

void jt_status_token_clear(struct jt_status_token *token)
{
    jt_buf_clear(&token->bits);
}
