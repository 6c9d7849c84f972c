/* SPDX-License-Identifier: Apache-2.0 */
/* Whose share an address takes: of the rejections, of the failures before the throttle. */
#ifndef JT_SERVER_EXPLAIN_SOURCE_H
#define JT_SERVER_EXPLAIN_SOURCE_H

#include "base/str.h"

enum { JT_SOURCE_TEXT = 46 + 3 };

/* The address itself; of IPv6 its /64, for whoever has one address there has them all. IPv4-mapped
 * is IPv4: one /64 would hold the whole internet. What is no address is its own source. */
void jt_source_of(jt_str address, char ret_text[static JT_SOURCE_TEXT + 1]);

#endif
