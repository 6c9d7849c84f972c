/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses and networks, by inet_pton() and inet_ntop(). */
#include "server/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool jt_address_is_ipv4(const struct jt_address *address)
{
    return memcmp(address->bytes, mapped_prefix, sizeof(mapped_prefix)) == 0;
}

static struct jt_address map_ipv4(const void *four_bytes)
{
    struct jt_address address;
    memcpy(address.bytes, mapped_prefix, sizeof(mapped_prefix));
    memcpy(address.bytes + sizeof(mapped_prefix), four_bytes, 4);
    return address;
}

enum jt_err jt_address_parse(jt_str text, struct jt_address *ret_address)
{
    char copy[INET6_ADDRSTRLEN];
    uint8_t bytes[16];
    if (text.len == 0 || text.len >= sizeof(copy) || memchr(text.ptr, '\0', text.len)) {
        return JT_ERR_FORMAT;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, bytes) == 1) {
        *ret_address = map_ipv4(bytes);
        return JT_OK;
    }
    if (inet_pton(AF_INET6, copy, bytes) != 1) {
        return JT_ERR_FORMAT;
    }
    memcpy(ret_address->bytes, bytes, sizeof(bytes));
    return JT_OK;
}

void jt_address_write(const struct jt_address *address, char ret_text[static JT_ADDRESS_TEXT])
{
    bool mapped = jt_address_is_ipv4(address);
    const uint8_t *bytes = mapped ? address->bytes + sizeof(mapped_prefix) : address->bytes;
    if (inet_ntop(mapped ? AF_INET : AF_INET6, bytes, ret_text, JT_ADDRESS_TEXT) == NULL) {
        ret_text[0] = '\0';
    }
}

struct jt_address jt_address_of(const struct sockaddr *socket_address)
{
    struct jt_address address = {{0}};
    if (socket_address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, socket_address, sizeof(in));
        return map_ipv4(&in.sin_addr);
    }
    if (socket_address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, socket_address, sizeof(in6));
        memcpy(address.bytes, &in6.sin6_addr, sizeof(address.bytes));
    }
    return address;
}

enum jt_err jt_network_parse(jt_str text, struct jt_network *ret_network)
{
    size_t slash = jt_str_find_char(text, '/');
    struct jt_network network = {.bits = 128};
    uint64_t bits = 0;
    JT_TRY(jt_address_parse(jt_str_slice(text, 0, slash), &network.address));
    if (slash == text.len) {
        *ret_network = network;
        return JT_OK;
    }
    unsigned offset = jt_str_find_char(text, ':') == text.len ? 96 : 0;
    if (!jt_str_to_u64(jt_str_from(text, slash + 1), &bits) || bits > 128 - offset) {
        return JT_ERR_FORMAT;
    }
    if (bits == 0) {
        return JT_ERR_ARG;
    }
    network.bits = (unsigned)bits + offset;
    *ret_network = network;
    return JT_OK;
}

bool jt_network_contains(const struct jt_network *network, const struct jt_address *address)
{
    unsigned whole = network->bits / 8;
    unsigned rest = network->bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0) {
        return false;
    }
    unsigned differ = whole < 16 ? network->address.bytes[whole] ^ address->bytes[whole] : 0;
    return (differ >> (8 - rest)) == 0 || rest == 0;
}
