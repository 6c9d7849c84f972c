/* SPDX-License-Identifier: Apache-2.0 */
/* The address of a status list: R/status-lists/{n}, where R is the issuer. */
#ifndef JT_SERVER_STATUS_STATUS_URI_H
#define JT_SERVER_STATUS_STATUS_URI_H

#include "base/arena.h"

/* In arena memory; ptr is NULL without memory. On the way of every token: a few copied bytes. */
jt_str jt_status_uri_make(struct jt_arena *arena, jt_str issuer, uint32_t list);
/* The number of a list as it stands in a path: 1 and more, without sign or leading zero. 0: it is
 * none. */
uint32_t jt_status_number_parse(jt_str text);
/* The number of the list with this address under issuer; 0: it is none. */
uint32_t jt_status_uri_parse(jt_str uri, jt_str issuer);

#endif
