/* SPDX-License-Identifier: Apache-2.0 */
/* What every use of libcurl in this house needs: its start, once, and names that are this machine.
 */
#ifndef JT_NET_CURL_COMMON_H
#define JT_NET_CURL_COMMON_H

#include "base/arena.h"

#include <curl/curl.h>

/* Thread-safe. JT_ERR_UNAVAILABLE when libcurl cannot be started. */
JT_MUST_USE enum jt_err jt_curl_ready(void);
/* A copy of line at the end of the list; *ret_list is the caller's to free in every case. */
JT_MUST_USE enum jt_err jt_curl_list_add(struct curl_slist **ret_list, struct jt_arena *arena,
                                         jt_str line);
/* For CURLOPT_RESOLVE. RFC 6761 §6.3: names under localhost are this machine, whatever a resolver
 * would say. */
JT_MUST_USE enum jt_err jt_curl_list_local_name(struct curl_slist **ret_list,
                                                struct jt_arena *arena, jt_str host, uint16_t port);
/* For JT_CLEAN. */
void jt_curl_list_clear(struct curl_slist **list);

#endif
