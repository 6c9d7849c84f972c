/* SPDX-License-Identifier: Apache-2.0 */
/* IP addresses: as text, as bytes to compare, and networks in CIDR form. IPv4 is kept as
 * IPv4-mapped IPv6, so that there is one kind. */
#ifndef JT_SERVER_HTTP_ADDRESS_H
#define JT_SERVER_HTTP_ADDRESS_H

#include "base/err.h"
#include "server/http/exchange.h"

struct sockaddr;

struct jt_address {
    uint8_t bytes[16];
};

struct jt_network {
    struct jt_address address;
    unsigned bits; /* of the IPv6 form: 1-128 */
};

/* "127.0.0.1" or "2001:db8::1", without brackets, port or zone. JT_ERR_FORMAT. */
JT_MUST_USE enum jt_err jt_address_parse(jt_str text, struct jt_address *ret_address);
bool jt_address_is_ipv4(const struct jt_address *address);
/* IPv4-mapped addresses are written as IPv4. */
void jt_address_write(const struct jt_address *address, char ret_text[static JT_ADDRESS_TEXT]);
struct jt_address jt_address_of(const struct sockaddr *socket_address);
/* "10.0.0.0/8", "2001:db8::/32", or one address. JT_ERR_FORMAT; JT_ERR_ARG for a network of
 * everybody (…/0), which would trust the whole world. */
JT_MUST_USE enum jt_err jt_network_parse(jt_str text, struct jt_network *ret_network);
bool jt_network_contains(const struct jt_network *network, const struct jt_address *address);

#endif
