/* SPDX-License-Identifier: Apache-2.0 */
/* One TLS connection over two memory BIOs: in holds what came from the socket, out what is to be
 * sent. */
#include "server/http/tls_stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

struct jt_tls_stream {
    SSL *ssl;
    BIO *in;  /* owned by ssl */
    BIO *out; /* owned by ssl */
    bool ended;
};

enum jt_err jt_tls_stream_new(struct jt_tls_context *context, struct jt_tls_stream **ret_stream)
{
    struct jt_tls_stream *stream = calloc(1, sizeof(*stream));
    BIO *in = BIO_new(BIO_s_mem());
    BIO *out = BIO_new(BIO_s_mem());
    SSL *ssl = stream ? jt_tls_context_make_ssl(context) : NULL;
    if (in == NULL || out == NULL || ssl == NULL) {
        BIO_free(in);
        BIO_free(out);
        SSL_free(ssl);
        free(stream);
        return JT_ERR_NOMEM;
    }
    SSL_set_bio(ssl, in, out);
    SSL_set_accept_state(ssl);
    *stream = (struct jt_tls_stream){.ssl = ssl, .in = in, .out = out};
    *ret_stream = stream;
    return JT_OK;
}

void jt_tls_stream_free(struct jt_tls_stream *stream)
{
    if (stream) {
        SSL_free(stream->ssl);
        free(stream);
    }
}

enum jt_err jt_tls_stream_feed(struct jt_tls_stream *stream, jt_str bytes)
{
    size_t done = 0;
    if (BIO_write_ex(stream->in, bytes.ptr, bytes.len, &done) != 1 || done != bytes.len) {
        return JT_ERR_NOMEM;
    }
    return JT_OK;
}

size_t jt_tls_stream_pending(const struct jt_tls_stream *stream)
{
    return BIO_ctrl_pending(stream->in);
}

enum jt_err jt_tls_stream_read(struct jt_tls_stream *stream, char *ret_bytes, size_t size,
                               size_t *ret_len, bool *ret_ended)
{
    size_t len = 0;
    ERR_clear_error();
    int result = SSL_read_ex(stream->ssl, ret_bytes, size, &len);
    int problem = result == 1 ? SSL_ERROR_NONE : SSL_get_error(stream->ssl, result);
    ERR_clear_error();
    if (problem != SSL_ERROR_NONE && problem != SSL_ERROR_WANT_READ &&
        problem != SSL_ERROR_ZERO_RETURN) {
        return JT_ERR_REFUSED;
    }
    *ret_len = problem == SSL_ERROR_NONE ? len : 0;
    *ret_ended = problem == SSL_ERROR_ZERO_RETURN;
    return JT_OK;
}

enum jt_err jt_tls_stream_write(struct jt_tls_stream *stream, jt_str bytes)
{
    size_t done = 0;
    ERR_clear_error();
    if (SSL_write_ex(stream->ssl, bytes.ptr, bytes.len, &done) != 1 || done != bytes.len) {
        ERR_clear_error();
        return JT_ERR_CRYPTO;
    }
    return JT_OK;
}

void jt_tls_stream_end(struct jt_tls_stream *stream)
{
    if (!stream->ended && SSL_is_init_finished(stream->ssl)) {
        stream->ended = true;
        (void)SSL_shutdown(stream->ssl);
        ERR_clear_error();
    }
}

jt_str jt_tls_stream_output(struct jt_tls_stream *stream)
{
    char *bytes = NULL;
    long len = BIO_get_mem_data(stream->out, &bytes);
    return jt_str_make(bytes, len > 0 ? (size_t)len : 0);
}

void jt_tls_stream_sent(struct jt_tls_stream *stream)
{
    (void)BIO_reset(stream->out);
}

bool jt_tls_stream_is_ready(const struct jt_tls_stream *stream)
{
    return SSL_is_init_finished(stream->ssl) == 1;
}

jt_str jt_tls_stream_server_name(const struct jt_tls_stream *stream)
{
    return jt_str_from_c(SSL_get_servername(stream->ssl, TLSEXT_NAMETYPE_host_name));
}
