/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of a token that came in. Nothing is converted before it is known to fit: a date of
 * 1e300 must not become an integer (RFC 7519 §2, NumericDate). */
#include "jose/jwt.h"

#include "jose/jws.h"

static const double date_end = 9007199254740992.0; /* 2^53: doubles are exact below */

/* Integers and fractions of 0 or more, below 2^53; the fraction is dropped. */
static bool read_date(const struct jt_json_value *member, jt_time *ret_time)
{
    double seconds;
    if (!jt_json_number(member, &seconds) || !(seconds >= 0 && seconds < date_end)) {
        return false;
    }
    ret_time->s = (int64_t)seconds;
    return true;
}

static bool read_optional_date(const struct jt_json_value *object, const char *name,
                               jt_time *ret_time)
{
    const struct jt_json_value *member = jt_json_get(object, name);
    return member == NULL || read_date(member, ret_time);
}

static bool read_text(const struct jt_json_value *object, const char *name, jt_str *ret_text)
{
    const struct jt_json_value *member = jt_json_get(object, name);
    return member == NULL || jt_json_string(member, ret_text);
}

static bool read_texts(const struct jt_json_value *object, struct jt_claims *claims)
{
    return read_text(object, "iss", &claims->iss) && read_text(object, "sub", &claims->sub) &&
           read_text(object, "client_id", &claims->client_id) &&
           read_text(object, "jti", &claims->jti) && read_text(object, "scope", &claims->scope);
}

/* A wrong aud is no wrong type here: it contains no audience, which jt_claims_has_audience() says.
 */
static void read_audience(const struct jt_json_value *object, struct jt_claims *claims)
{
    claims->aud_value = jt_json_get(object, "aud");
    if (!jt_json_string(claims->aud_value, &claims->aud)) {
        (void)jt_json_string(jt_json_at(claims->aud_value, 0), &claims->aud);
    }
}

/* Token Status List §6.1. Other mechanisms of the status claim are not ours to judge. */
static bool read_status(const struct jt_json_value *object, struct jt_claims *claims)
{
    const struct jt_json_value *status = jt_json_get(object, "status");
    const struct jt_json_value *list = jt_json_get(status, "status_list");
    if (status == NULL) {
        return true;
    }
    if (jt_json_type(status) != JT_JSON_OBJECT) {
        return false;
    }
    return list == NULL || (jt_json_integer(jt_json_get(list, "idx"), &claims->status_idx) &&
                            claims->status_idx >= 0 &&
                            jt_json_string(jt_json_get(list, "uri"), &claims->status_uri));
}

static enum jt_claims_fault read_object(const struct jt_json_value *object,
                                        struct jt_claims *claims)
{
    if (jt_json_type(object) != JT_JSON_OBJECT) {
        return JT_CLAIMS_JSON;
    }
    if (!read_date(jt_json_get(object, "exp"), &claims->exp)) {
        return JT_CLAIMS_EXP;
    }
    if (!read_texts(object, claims) || !read_status(object, claims) ||
        !read_optional_date(object, "iat", &claims->iat) ||
        !read_optional_date(object, "nbf", &claims->nbf)) {
        return JT_CLAIMS_TYPE;
    }
    read_audience(object, claims);
    return JT_CLAIMS_OK;
}

enum jt_claims_fault jt_claims_read(jt_str payload, struct jt_json **ret_json,
                                    struct jt_claims *ret_claims)
{
    struct jt_json *json = NULL;
    struct jt_claims claims = {0};
    enum jt_err err = jt_json_parse(payload, JT_JWS_MAX, &json);
    if (err != JT_OK) {
        return err == JT_ERR_NOMEM ? JT_CLAIMS_NOMEM : JT_CLAIMS_JSON;
    }
    enum jt_claims_fault fault = read_object(jt_json_root(json), &claims);
    if (fault != JT_CLAIMS_OK) {
        jt_json_free(json);
        return fault;
    }
    *ret_json = json;
    *ret_claims = claims;
    return JT_CLAIMS_OK;
}

/* RFC 7519 §4.1.3: a string or an array of strings; one stray element spoils the whole. */
static bool array_has(const struct jt_json_value *array, jt_str audience)
{
    bool found = false;
    for (size_t i = 0; i < jt_json_count(array); i++) {
        jt_str element;
        if (!jt_json_string(jt_json_at(array, i), &element)) {
            return false;
        }
        found |= jt_str_equal(element, audience);
    }
    return found;
}

bool jt_claims_has_audience(const struct jt_claims *claims, jt_str audience)
{
    if (jt_json_type(claims->aud_value) == JT_JSON_ARRAY) {
        return array_has(claims->aud_value, audience);
    }
    if (claims->aud_value && jt_json_type(claims->aud_value) != JT_JSON_STRING) {
        return false;
    }
    return audience.len > 0 && jt_str_equal(claims->aud, audience);
}
