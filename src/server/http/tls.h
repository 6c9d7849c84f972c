/* SPDX-License-Identifier: Apache-2.0 */
/* TLS 1.2 and 1.3 for a listener, and one stream for each connection, over memory: this layer reads
 * and writes no sockets. RFC 9325 says what is switched off. */
#ifndef JT_SERVER_HTTP_TLS_H
#define JT_SERVER_HTTP_TLS_H

#include "base/buf.h"
#include "base/clock.h"

struct jt_tls_context;
struct jt_tls_stream;

/* ret_why: a sentence for the operator, from malloc, on failure. */
JT_MUST_USE enum jt_err jt_tls_context_new(const char *cert_file, const char *key_file,
                                           struct jt_tls_context **ret_context, char **ret_why);
/* Connections that begin from now on get the other's certificate, and the other way round. Any
 * thread; fresh belongs to the caller alone. */
void jt_tls_context_swap(struct jt_tls_context *context, struct jt_tls_context *fresh);
struct jt_tls_facts {
    jt_time begins;
    jt_time ends;
    bool names_host;
};
/* Of the certificate; host: a name or an address as it stands in a URL. JT_ERR_CRYPTO. */
JT_MUST_USE enum jt_err jt_tls_context_facts(const struct jt_tls_context *context, jt_str host,
                                             struct jt_tls_facts *ret_facts);
void jt_tls_context_free(struct jt_tls_context *context);

JT_MUST_USE enum jt_err jt_tls_stream_new(struct jt_tls_context *context,
                                          struct jt_tls_stream **ret_stream);
void jt_tls_stream_free(struct jt_tls_stream *stream);
/* Bytes from the socket. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_tls_stream_feed(struct jt_tls_stream *stream, jt_str bytes);
/* Bytes that were fed and not read yet. */
size_t jt_tls_stream_pending(const struct jt_tls_stream *stream);
/* Decrypts at most size bytes to ret_bytes. ret_len 0: more must be fed first. ret_ended: the
 * client closed its side. JT_ERR_REFUSED: this is no TLS, or the handshake failed. */
JT_MUST_USE enum jt_err jt_tls_stream_read(struct jt_tls_stream *stream, char *ret_bytes,
                                           size_t size, size_t *ret_len, bool *ret_ended);
/* Encrypts; only after the handshake. */
JT_MUST_USE enum jt_err jt_tls_stream_write(struct jt_tls_stream *stream, jt_str bytes);
/* Appends the closing alert to what is to be sent. */
void jt_tls_stream_end(struct jt_tls_stream *stream);
/* What is to be sent to the socket, borrowed until the next call; then forgotten by
 * jt_tls_stream_sent(). */
jt_str jt_tls_stream_output(struct jt_tls_stream *stream);
void jt_tls_stream_sent(struct jt_tls_stream *stream);
bool jt_tls_stream_is_ready(const struct jt_tls_stream *stream);
/* SNI as sent, borrowed from the stream; empty: none. */
jt_str jt_tls_stream_server_name(const struct jt_tls_stream *stream);

#endif
