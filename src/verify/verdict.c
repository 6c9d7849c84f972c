/* SPDX-License-Identifier: Apache-2.0 */
/* The verdicts in words. */
#include <jeton/verify.h>

const char *jeton_verdict_name(enum jeton_verdict verdict)
{
    switch (verdict) {
    case JETON_TOKEN_VALID:
        return "valid";
    case JETON_TOKEN_FORMAT:
        return "format";
    case JETON_TOKEN_JSON:
        return "json";
    case JETON_TOKEN_ALG:
        return "alg";
    case JETON_TOKEN_HEADER:
        return "header";
    case JETON_TOKEN_TYP:
        return "typ";
    case JETON_TOKEN_KEY:
        return "key";
    case JETON_TOKEN_SIG:
        return "sig";
    case JETON_TOKEN_CLAIM:
        return "claim";
    case JETON_TOKEN_ISS:
        return "iss";
    case JETON_TOKEN_AUD:
        return "aud";
    case JETON_TOKEN_EXP:
        return "exp";
    case JETON_TOKEN_NBF:
        return "nbf";
    case JETON_TOKEN_IAT:
        return "iat";
    case JETON_TOKEN_REVOKED:
        return "revoked";
    case JETON_TOKEN_UNAVAILABLE:
        return "unavailable";
    }
    return "unknown";
}

const char *jeton_verdict_text(enum jeton_verdict verdict)
{
    switch (verdict) {
    case JETON_TOKEN_VALID:
        return "The token is valid.";
    case JETON_TOKEN_FORMAT:
        return "This is not a signed JWT: three base64url parts, joined by dots, of at most 16 kB.";
    case JETON_TOKEN_JSON:
        return "The token's header or claims are not one well-formed JSON object.";
    case JETON_TOKEN_ALG:
        return "The token's signature algorithm is not allowed here, or is not that of its key.";
    case JETON_TOKEN_HEADER:
        return "The token's header holds a member that is not accepted, or one of a wrong type.";
    case JETON_TOKEN_TYP:
        return "The token is not an access token: its typ is not at+jwt.";
    case JETON_TOKEN_KEY:
        return "The issuer publishes no key with the token's kid.";
    case JETON_TOKEN_SIG:
        return "The token's signature is wrong: it was changed, or somebody else made it.";
    case JETON_TOKEN_CLAIM:
        return "One of the token's claims has the wrong type.";
    case JETON_TOKEN_ISS:
        return "The token comes from another issuer.";
    case JETON_TOKEN_AUD:
        return "The token is meant for another audience.";
    case JETON_TOKEN_EXP:
        return "The token has expired, or does not say when it expires; get a new one.";
    case JETON_TOKEN_NBF:
        return "The token is not valid yet; compare the clocks.";
    case JETON_TOKEN_IAT:
        return "The token was issued in the future; compare the clocks.";
    case JETON_TOKEN_REVOKED:
        return "The token was revoked, or its client is suspended.";
    case JETON_TOKEN_UNAVAILABLE:
        return "The token could not be checked: the issuer's keys, its status list or memory are "
               "lacking.";
    }
    return "Unknown verdict.";
}
