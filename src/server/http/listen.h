/* SPDX-License-Identifier: Apache-2.0 */
/* Listening sockets: one for each thread on the same address, between which the kernel shares out
 * what comes. */
#ifndef JT_SERVER_HTTP_LISTEN_H
#define JT_SERVER_HTTP_LISTEN_H

#include "base/err.h"
#include "base/str.h"

/* Fills ret_fds with count sockets that listen on "ADDR:PORT" or "[ADDR]:PORT". ret_why: a sentence
 * for the operator, from malloc, on failure. JT_ERR_FORMAT, JT_ERR_EXISTS (taken), JT_ERR_IO. */
JT_MUST_USE enum jt_err jt_listen_open(jt_str address, unsigned count, int *ret_fds,
                                       uint16_t *ret_port, char **ret_why);

#endif
