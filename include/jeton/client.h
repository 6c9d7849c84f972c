/* SPDX-License-Identifier: Apache-2.0 */
/* For a program that calls APIs: an OAuth 2.0 access token for a machine (RFC 6749 §4.4), found by
 * discovery, kept encrypted, shared with every other process of this user and with `jeton`, renewed
 * in time.
 *
 *     struct jeton_client *client;
 *     struct jeton_token *token;
 *     jeton_client_new("https://id.example.com", "CLIENT_ID", &client);
 *     jeton_client_set_secret(client, secret, strlen(secret));
 *     if (jeton_client_get_token(client, 0, &token, NULL) == JETON_CLIENT_OK) {
 *         use(jeton_token_value(token));
 *         jeton_token_free(token);
 *     }
 *
 * A client is set up by one thread; after that any number of threads may get tokens and call. */
#ifndef JETON_CLIENT_H
#define JETON_CLIENT_H

#include <jeton/export.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jeton_client;   /* who asks whom for what */
struct jeton_token;    /* an access token; immutable */
struct jeton_response; /* what an API answered; immutable */
struct jeton_error;    /* why something could not be done; immutable */

enum jeton_client_status {
    JETON_CLIENT_OK,
    JETON_CLIENT_NOMEM,
    JETON_CLIENT_ARG,     /* an argument or a setting makes no sense */
    JETON_CLIENT_REFUSED, /* the server said no: jeton_error_oauth_error() names it */
    JETON_CLIENT_NETWORK, /* no usable answer: name, connection, TLS, time, form */
    JETON_CLIENT_LOCAL,   /* store, configuration, damaged credentials */
    JETON_CLIENT_INTERNAL,
};

enum {
    JETON_CLIENT_FORCE = 1 << 0, /* ask the server whatever the store holds or remembers */
};

/* The library's version, "0.1.0". Static. */
JETON_API const char *jeton_version(void);

/* issuer: a domain (host[:port], https assumed, or an origin), an issuer, or a discovery URL. The
 * place of the store is found as `jeton` finds it, from HOME, XDG_STATE_HOME, XDG_CONFIG_HOME,
 * JETON_STORE_KEY_FILE and CREDENTIALS_DIRECTORY, which are read here and now. */
JETON_API enum jeton_client_status jeton_client_new(const char *issuer, const char *client_id,
                                                    struct jeton_client **ret_client);
JETON_API void jeton_client_free(struct jeton_client *client);

/* Everything set is copied, and checked when a token is got. Without a secret only the store can
 * serve. The copy is wiped when the client is freed. */
JETON_API enum jeton_client_status jeton_client_set_secret(struct jeton_client *client,
                                                           const char *secret, size_t len);
JETON_API enum jeton_client_status jeton_client_set_scope(struct jeton_client *client,
                                                          const char *scope);
/* The API's audience (RFC 8707). */
JETON_API enum jeton_client_status jeton_client_set_resource(struct jeton_client *client,
                                                             const char *resource);
/* "client_secret_basic" or "client_secret_post"; without, the metadata decide. */
JETON_API enum jeton_client_status jeton_client_set_auth_method(struct jeton_client *client,
                                                                const char *method);
/* PEM file of authorities to trust instead of the system's. */
JETON_API enum jeton_client_status jeton_client_set_ca_file(struct jeton_client *client,
                                                            const char *path);
/* Allows http: to hosts other than this machine. */
JETON_API void jeton_client_set_insecure_http(struct jeton_client *client, bool allowed);
/* The secret may go to a token endpoint of this origin too; may be called again for more. */
JETON_API enum jeton_client_status jeton_client_allow_token_origin(struct jeton_client *client,
                                                                   const char *origin);
/* The token may go to APIs of this origin too. */
JETON_API enum jeton_client_status jeton_client_allow_origin(struct jeton_client *client,
                                                             const char *origin);
/* Told, in a sentence, about what stops nobody: a damaged entry of the store, a secret that ends
 * soon. Called by the thread that gets the token. */
JETON_API void jeton_client_set_note(struct jeton_client *client,
                                     void (*note)(void *arg, const char *text), void *arg);

/* A token, from the store or new. flags: JETON_CLIENT_FORCE or 0. At most 20 s when another process
 * asks, 15 s when this one does. ret_error may be NULL; it is written on failure alone, and may be
 * written as NULL without memory. */
JETON_API enum jeton_client_status jeton_client_get_token(const struct jeton_client *client,
                                                          unsigned flags,
                                                          struct jeton_token **ret_token,
                                                          struct jeton_error **ret_error);
/* An API refused this token as invalid_token (RFC 6750 §3.1): it is never handed out again. */
JETON_API enum jeton_client_status jeton_client_refuse_token(const struct jeton_client *client,
                                                             const struct jeton_token *token);

/* Calls an API with a token; when it answers 401 invalid_token, once more with a new one. headers:
 * "Name: value", ends with NULL, may be NULL; Authorization is not allowed in it. Redirects are not
 * followed. Any HTTP status is JETON_CLIENT_OK. */
JETON_API enum jeton_client_status
jeton_client_call(const struct jeton_client *client, const char *method, const char *url,
                  const char *const *headers, const void *body, size_t body_len,
                  struct jeton_response **ret_response, struct jeton_error **ret_error);

JETON_API void jeton_token_free(struct jeton_token *token); /* wipes */
JETON_API const char *jeton_token_value(const struct jeton_token *token);
/* As granted; as asked when the server did not say; "" when neither says. */
JETON_API const char *jeton_token_scope(const struct jeton_token *token);
/* As the server's metadata name it. */
JETON_API const char *jeton_token_issuer(const struct jeton_token *token);
/* Seconds since 1970-01-01T00:00:00Z, by the server's clock. */
JETON_API int64_t jeton_token_expires_at(const struct jeton_token *token);
/* Did it come from the store? */
JETON_API bool jeton_token_is_cached(const struct jeton_token *token);

JETON_API void jeton_response_free(struct jeton_response *response);
JETON_API int jeton_response_status(const struct jeton_response *response);
/* Without parameters; "" when absent. */
JETON_API const char *jeton_response_content_type(const struct jeton_response *response);
/* NUL-terminated behind its len bytes. ret_len may be NULL. */
JETON_API const char *jeton_response_body(const struct jeton_response *response, size_t *ret_len);

JETON_API void jeton_error_free(struct jeton_error *error);
/* What happened and why, in a sentence or two. All texts are printable, and never hold a secret. */
JETON_API const char *jeton_error_message(const struct jeton_error *error);
/* What to do next; may be "". */
JETON_API const char *jeton_error_next(const struct jeton_error *error);
/* What the server said (RFC 6749 §5.2); "" where it did not. */
JETON_API const char *jeton_error_oauth_error(const struct jeton_error *error);
JETON_API const char *jeton_error_description(const struct jeton_error *error);
JETON_API const char *jeton_error_rejection_id(const struct jeton_error *error);
/* HTTP status, 0 when there was no answer. */
JETON_API int jeton_error_status(const struct jeton_error *error);

#ifdef __cplusplus
}
#endif

#endif
