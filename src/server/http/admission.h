/* SPDX-License-Identifier: Apache-2.0 */
/* How many connections there may be, in all and from one address; shared by all loops. An IPv6
 * address counts with its /64, which one host has to itself. */
#ifndef JT_SERVER_HTTP_ADMISSION_H
#define JT_SERVER_HTTP_ADMISSION_H

#include "base/rand.h"
#include "server/http/address.h"

struct jt_admission;

JT_MUST_USE enum jt_err jt_admission_new(size_t connections_max, size_t address_connections_max,
                                         const struct jt_rand *rand,
                                         struct jt_admission **ret_admission);
void jt_admission_free(struct jt_admission *admission);
/* Who is there already stays. Any thread. */
void jt_admission_set(struct jt_admission *admission, size_t connections_max,
                      size_t address_connections_max);
/* Counts a connection. exempt: the address is not limited (a trusted proxy). JT_ERR_LIMIT over a
 * limit, JT_ERR_NOMEM; then nothing is counted. Any thread. */
JT_MUST_USE enum jt_err jt_admission_enter(struct jt_admission *admission,
                                           const struct jt_address *address, bool exempt);
void jt_admission_leave(struct jt_admission *admission, const struct jt_address *address,
                        bool exempt);

#endif
