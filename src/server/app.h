/* SPDX-License-Identifier: Apache-2.0 */
/* The application behind the HTTP server: what it does with a thread, a request, and the end of
 * one. */
#ifndef JT_SERVER_APP_H
#define JT_SERVER_APP_H

#include "server/http/server.h"
#include "server/server.h"

/* server must live until the HTTP server has stopped. */
void jt_app_init(struct jt_server *server, struct jt_http_app *ret_app);

#endif
