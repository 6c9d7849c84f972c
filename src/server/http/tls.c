/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and settings of a TLS listener, replaceable while it runs. */
#include "server/http/tls.h"

#include "server/http/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct jt_tls_context {
    pthread_mutex_t lock; /* of ctx */
    SSL_CTX *ctx;
};

/* RFC 9325 §4.2: forward secrecy and authenticated encryption. TLS 1.3 has nothing else. */
static const char ciphers_1_2[] = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL";

static void explain(char **ret_why, const char *problem, const char *file)
{
    char detail[256] = "no detail";
    unsigned long code = ERR_get_error();
    char *text = NULL;
    if (code) {
        ERR_error_string_n(code, detail, sizeof(detail));
    }
    ERR_clear_error();
    if (asprintf(&text, "%s %s: %s", problem, file, detail) < 0) {
        text = NULL;
    }
    *ret_why = text;
}

/* HTTP/1.1 is all we speak: whoever offers only something else is told so in the handshake. */
static int choose_protocol(SSL *ssl, const unsigned char **ret_name, unsigned char *ret_len,
                           const unsigned char *offered, unsigned offered_len, void *arg)
{
    (void)ssl;
    (void)arg;
    for (unsigned at = 0; at < offered_len; at += 1U + offered[at]) {
        unsigned len = offered[at];
        if (len == 8 && at + 9 <= offered_len && memcmp(offered + at + 1, "http/1.1", 8) == 0) {
            *ret_name = offered + at + 1;
            *ret_len = 8;
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static bool configure(SSL_CTX *ctx)
{
    static const unsigned char session_context[] = "jetond";
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                 SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    /* Sessions live in the client's ticket, not in our memory. */
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
    return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_max_early_data(ctx, 0) == 1 &&
           SSL_CTX_set_cipher_list(ctx, ciphers_1_2) == 1 &&
           SSL_CTX_set_session_id_context(ctx, session_context, sizeof(session_context) - 1) == 1;
}

static enum jt_err load(SSL_CTX *ctx, const char *cert_file, const char *key_file, char **ret_why)
{
    ERR_clear_error();
    if (!configure(ctx)) {
        explain(ret_why, "cannot set up TLS for", cert_file);
        return JT_ERR_CRYPTO;
    }
    if (SSL_CTX_use_certificate_chain_file(ctx, cert_file) != 1) {
        explain(ret_why, "cannot use the certificate", cert_file);
        return JT_ERR_CRYPTO;
    }
    if (SSL_CTX_use_PrivateKey_file(ctx, key_file, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(ctx) != 1) {
        explain(ret_why, "cannot use the private key", key_file);
        return JT_ERR_CRYPTO;
    }
    return JT_OK;
}

static enum jt_err make(const char *cert_file, const char *key_file, SSL_CTX **ret_ctx,
                        char **ret_why)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (ctx == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = load(ctx, cert_file, key_file, ret_why);
    if (err != JT_OK) {
        SSL_CTX_free(ctx);
        return err;
    }
    *ret_ctx = ctx;
    return JT_OK;
}

enum jt_err jt_tls_context_new(const char *cert_file, const char *key_file,
                               struct jt_tls_context **ret_context, char **ret_why)
{
    struct jt_tls_context *context = calloc(1, sizeof(*context));
    if (context == NULL) {
        return JT_ERR_NOMEM;
    }
    (void)pthread_mutex_init(&context->lock, NULL);
    enum jt_err err = make(cert_file, key_file, &context->ctx, ret_why);
    if (err != JT_OK) {
        jt_tls_context_free(context);
        return err;
    }
    *ret_context = context;
    return JT_OK;
}

/* Connections hold their own reference. */
void jt_tls_context_swap(struct jt_tls_context *context, struct jt_tls_context *fresh)
{
    (void)pthread_mutex_lock(&context->lock);
    SSL_CTX *old = context->ctx;
    context->ctx = fresh->ctx;
    (void)pthread_mutex_unlock(&context->lock);
    fresh->ctx = old;
}

void jt_tls_context_free(struct jt_tls_context *context)
{
    if (context == NULL) {
        return;
    }
    SSL_CTX_free(context->ctx);
    (void)pthread_mutex_destroy(&context->lock);
    free(context);
}

struct x509_st *jt_tls_context_certificate(const struct jt_tls_context *context)
{
    return SSL_CTX_get0_certificate(context->ctx);
}

struct ssl_st *jt_tls_context_make_ssl(struct jt_tls_context *context)
{
    (void)pthread_mutex_lock(&context->lock);
    SSL *ssl = SSL_new(context->ctx);
    (void)pthread_mutex_unlock(&context->lock);
    return ssl;
}
