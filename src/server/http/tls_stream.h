/* SPDX-License-Identifier: Apache-2.0 */
/* Between the two files of TLS. */
#ifndef JT_SERVER_HTTP_TLS_STREAM_H
#define JT_SERVER_HTTP_TLS_STREAM_H

#include "server/http/tls.h"

/* A new SSL object with the present certificate; NULL without memory. Any thread. */
struct ssl_st *jt_tls_context_make_ssl(struct jt_tls_context *context);

/* Borrowed; while no other thread knows the context. */
struct x509_st *jt_tls_context_certificate(const struct jt_tls_context *context);

#endif
