/* SPDX-License-Identifier: Apache-2.0 */
/* For an API: is this access token (RFC 9068) from my issuer, for me, and alive? One verifier for
 * one issuer and one audience; any number of threads may use it. */
#ifndef JETON_VERIFY_H
#define JETON_VERIFY_H

#include <jeton/export.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jeton_policy;   /* what to demand of a token */
struct jeton_verifier; /* a policy at work: keys and known tokens */
struct jeton_claims;   /* what a valid token says; immutable */
struct jeton_key_sink; /* where a key source puts a JWK set */

enum {
    JETON_TOLERANCE_DEFAULT_S = 30, /* how far clocks may differ, for exp, nbf and iat */
    JETON_TOLERANCE_MAX_S = 300,
    JETON_KNOWN_TOKENS_DEFAULT = 1024,
    JETON_KNOWN_TOKENS_MAX = 1 << 20,
    JETON_TOKEN_MAX = 16 << 10, /* bytes of a token */
    JETON_JWKS_MAX = 256 << 10, /* bytes of a JWK set */
    JETON_JWKS_KEYS_MAX = 64,
    JETON_KEYS_COOL_DOWN_S = 30,  /* at most one fetch in this time once there is a set */
    JETON_KEYS_RETRY_S = 1,       /* and in this time while there is none */
    JETON_KEYS_REFRESH_S = 300,   /* a set older than this is fetched again */
    JETON_KEYS_MAX_AGE_S = 86400, /* a set that could not be refreshed is trusted for so long */
    JETON_STATUS_LIST_MAX = 256 << 10, /* bytes of a status list token */
    JETON_STATUS_BITS_MAX = 1 << 20,   /* bits of a status list */
    JETON_STATUS_LISTS_MAX = 64,       /* lists that one verifier follows */
    JETON_STATUS_WAIT_MAX_S = 30,      /* a source is never asked to wait longer */
    JETON_STATUS_POLL_MS = 500,        /* between rounds when the issuer lets nobody wait */
    JETON_STATUS_GRACE_MAX_S = 3600,
};

enum jeton_verify_status {
    JETON_VERIFY_OK,
    JETON_VERIFY_NOMEM,
    JETON_VERIFY_ARG, /* an argument is missing or out of its range */
};

/* Why a token was refused. Closed: every token gets exactly one. Claims are judged only after the
 * signature was right. */
enum jeton_verdict {
    JETON_TOKEN_VALID,
    JETON_TOKEN_FORMAT,      /* not three strict base64url parts, or longer than JETON_TOKEN_MAX */
    JETON_TOKEN_JSON,        /* header or claims are not one strict JSON object */
    JETON_TOKEN_ALG,         /* the algorithm is unknown, not allowed, or not the key's */
    JETON_TOKEN_HEADER,      /* crit, b64, jku, jwk, x5u, x5c, zip, or a member of a wrong type */
    JETON_TOKEN_TYP,         /* typ is not at+jwt */
    JETON_TOKEN_KEY,         /* no key of the issuer has this kid */
    JETON_TOKEN_SIG,         /* the signature is wrong */
    JETON_TOKEN_CLAIM,       /* a claim has the wrong type */
    JETON_TOKEN_ISS,         /* another issuer */
    JETON_TOKEN_AUD,         /* another audience */
    JETON_TOKEN_EXP,         /* expired, or without a usable exp */
    JETON_TOKEN_NBF,         /* not yet valid */
    JETON_TOKEN_IAT,         /* issued in the future */
    JETON_TOKEN_REVOKED,     /* revoked, or its client is suspended: its bit is set */
    JETON_TOKEN_UNAVAILABLE, /* could not be told: no keys, no status list, no memory. Answer 503,
                                never 401 */
};

/* "exp": short, for logs and metrics. Static, never NULL. */
JETON_API const char *jeton_verdict_name(enum jeton_verdict verdict);
/* A sentence for a person. Static, never NULL. */
JETON_API const char *jeton_verdict_text(enum jeton_verdict verdict);

/* A policy that demands this issuer and this audience, byte for byte. Neither can be left out
 * (RFC 9068 §4). Both are copied. */
JETON_API enum jeton_verify_status jeton_policy_new(const char *issuer, const char *audience,
                                                    struct jeton_policy **ret_policy);
JETON_API void jeton_policy_free(struct jeton_policy *policy);
/* Allows ES256, RS256, PS256 or EdDSA; the first call takes away the default, which is all four. */
JETON_API enum jeton_verify_status jeton_policy_allow_algorithm(struct jeton_policy *policy,
                                                                const char *algorithm);
/* 0 to JETON_TOLERANCE_MAX_S. */
JETON_API enum jeton_verify_status jeton_policy_set_tolerance(struct jeton_policy *policy,
                                                              int64_t tolerance_s);
/* How many valid tokens are remembered, by their SHA-256; 0: none, at most JETON_KNOWN_TOKENS_MAX.
 * Whatever is remembered, issuer, audience and times are judged anew every time. */
JETON_API enum jeton_verify_status jeton_policy_set_known_tokens(struct jeton_policy *policy,
                                                                 size_t count);

/* How long a status list is trusted beyond its ttl when it cannot be fetched, before tokens become
 * JETON_TOKEN_UNAVAILABLE; 0 (the default) to JETON_STATUS_GRACE_MAX_S, never beyond its exp.
 * Within it a suspended client may still get in. */
JETON_API enum jeton_verify_status jeton_policy_set_status_grace(struct jeton_policy *policy,
                                                                 int64_t grace_s);

/* Where the issuer's keys come from. */
struct jeton_key_source {
    /* Gets the issuer's JWK set (RFC 7517 §5) and writes it into the sink; 0 on success, anything
     * else keeps the last good set. Called by one thread at a time, one of those that verify or
     * follow statuses, and must end in bounded time. */
    int (*fetch)(void *arg, struct jeton_key_sink *sink);
    void *arg;
};
/* Appends. 0, or -1 when the set is too large or memory is short: then fetch should give up. */
JETON_API int jeton_key_sink_write(struct jeton_key_sink *sink, const char *bytes, size_t len);

/* Copies the policy and the source; source->arg must outlive the verifier. Fetches nothing yet. */
JETON_API enum jeton_verify_status jeton_verifier_new(const struct jeton_policy *policy,
                                                      const struct jeton_key_source *source,
                                                      struct jeton_verifier **ret_verifier);
/* No thread may be using it. Claims that it gave out live on. */
JETON_API void jeton_verifier_free(struct jeton_verifier *verifier);
/* Judges a token. ret_claims, which may be NULL, is written for JETON_TOKEN_VALID alone; let it go
 * with jeton_claims_free(). */
JETON_API enum jeton_verdict jeton_verifier_check(struct jeton_verifier *verifier,
                                                  const char *token, size_t len,
                                                  struct jeton_claims **ret_claims);

/* Where status lists (Token Status List, draft-ietf-oauth-status-list) come from. */
struct jeton_status_sink;

struct jeton_status_request {
    const char *uri; /* to be read with GET; of a verified token, under the policy's issuer */
    const char *tag; /* for If-None-Match; "": send none */
    int wait_s;      /* for "Prefer: wait=…", with an access token of yours; 0: send none */
};

enum jeton_status_answer {
    JETON_STATUS_FETCHED,   /* 200: the body and its ETag are in the sink */
    JETON_STATUS_UNCHANGED, /* 304 */
    JETON_STATUS_FAILED,    /* anything else */
};

struct jeton_status_source {
    /* Asks the issuer. Redirects are not to be followed. Must end in bounded time, some seconds
     * beyond wait_s. Called by threads of the verifier: one for each list, at the same time. */
    enum jeton_status_answer (*fetch)(void *arg, const struct jeton_status_request *request,
                                      struct jeton_status_sink *sink);
    /* Makes every fetch that is under way end soon: the verifier is being freed. May be NULL. */
    void (*interrupt)(void *arg);
    void *arg;
};
/* Appends to the body. 0, or -1 when it is too large or memory is short: then give up. */
JETON_API int jeton_status_sink_write(struct jeton_status_sink *sink, const char *bytes,
                                      size_t len);
/* The ETag as it came. 0, or -1 when it is too long: then the list is read without one. */
JETON_API int jeton_status_sink_set_tag(struct jeton_status_sink *sink, const char *tag);

/* From now on the verifier looks at the status of every token that names one, and follows its list
 * by threads of its own: a suspended client is out within a second. Once, before the first check;
 * source->arg must outlive the verifier. */
JETON_API enum jeton_verify_status
jeton_verifier_follow_statuses(struct jeton_verifier *verifier,
                               const struct jeton_status_source *source);

JETON_API void jeton_claims_free(struct jeton_claims *claims);
/* Texts live as long as the claims; "" when the token has no such claim. */
JETON_API const char *jeton_claims_issuer(const struct jeton_claims *claims);
JETON_API const char *jeton_claims_subject(const struct jeton_claims *claims);
JETON_API const char *jeton_claims_client_id(const struct jeton_claims *claims);
JETON_API const char *jeton_claims_token_id(const struct jeton_claims *claims);
JETON_API const char *jeton_claims_scope(const struct jeton_claims *claims);
/* Is scope one of the space-separated words of the scope claim? Byte for byte. */
JETON_API bool jeton_claims_has_scope(const struct jeton_claims *claims, const char *scope);
/* Seconds since 1970-01-01T00:00:00Z. issued_at is 0 when the token does not say. */
JETON_API int64_t jeton_claims_expires_at(const struct jeton_claims *claims);
JETON_API int64_t jeton_claims_issued_at(const struct jeton_claims *claims);

#ifdef __cplusplus
}
#endif

#endif
