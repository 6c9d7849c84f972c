/* SPDX-License-Identifier: Apache-2.0 */
/* X-Forwarded-For of trusted proxies. */
#include "server/http/proxy.h"

#include <stdlib.h>

enum jt_err jt_proxies_init(struct jt_proxies *ret_proxies, const jt_str *texts, size_t count)
{
    struct jt_proxies proxies = {.count = count};
    if (count == 0) {
        return JT_OK;
    }
    proxies.networks = calloc(count, sizeof(*proxies.networks));
    if (proxies.networks == NULL) {
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        enum jt_err err = jt_network_parse(texts[i], &proxies.networks[i]);
        if (err != JT_OK) {
            free(proxies.networks);
            return err;
        }
    }
    *ret_proxies = proxies;
    return JT_OK;
}

void jt_proxies_clear(struct jt_proxies *proxies)
{
    free(proxies->networks);
    *proxies = (struct jt_proxies){0};
}

bool jt_proxies_trust(const struct jt_proxies *proxies, const struct jt_address *peer)
{
    for (size_t i = 0; i < proxies->count; i++) {
        if (jt_network_contains(&proxies->networks[i], peer)) {
            return true;
        }
    }
    return false;
}

/* Some proxies write the port too: "192.0.2.1:4711", "[2001:db8::1]:4711". */
static enum jt_err parse_hop(jt_str hop, struct jt_address *ret_address)
{
    size_t colon = jt_str_find_char(hop, ':');
    uint64_t port = 0;
    jt_str port_text = {0};
    if (hop.len && hop.ptr[0] == '[') {
        size_t end = jt_str_find_char(hop, ']');
        jt_str after = jt_str_from(hop, end + 1);
        if (end == hop.len || (after.len && after.ptr[0] != ':')) {
            return JT_ERR_FORMAT;
        }
        port_text = after.len ? after : jt_str_make(":1", 2);
        hop = jt_str_slice(hop, 1, end - 1);
    } else if (colon < hop.len && jt_str_find_char(jt_str_from(hop, colon + 1), ':') ==
                                      jt_str_from(hop, colon + 1).len) {
        port_text = jt_str_from(hop, colon);
        hop = jt_str_slice(hop, 0, colon);
    }
    if (port_text.len && (!jt_str_to_u64(jt_str_from(port_text, 1), &port) || port > UINT16_MAX)) {
        return JT_ERR_FORMAT;
    }
    return jt_address_parse(hop, ret_address);
}

/* One header, read from the right. ret_found: its client was an untrusted hop, so that nothing to
 * the left of it counts. The header is checked whole. */
static enum jt_err find_in_header(const struct jt_proxies *proxies, jt_str value, bool *ret_found,
                                  struct jt_address *ret_client)
{
    struct jt_address hop;
    jt_str part;
    bool found = false;
    if (value.len == 0 || value.ptr[value.len - 1] == ',') {
        return JT_ERR_FORMAT;
    }
    bool first = true;
    while (jt_str_next(&value, ',', &part)) {
        JT_TRY(parse_hop(jt_str_trim(part), &hop));
        bool trusted = jt_proxies_trust(proxies, &hop);
        /* The last untrusted one, or the first of all while none was untrusted. */
        if (!trusted || first) {
            *ret_client = hop;
        }
        found |= !trusted;
        first = false;
    }
    *ret_found = found;
    return JT_OK;
}

enum jt_err jt_proxies_find_client(const struct jt_proxies *proxies,
                                   const struct jt_http_request *request,
                                   const struct jt_address *peer, struct jt_address *ret_client)
{
    struct jt_address client = *peer;
    bool found = false;
    for (size_t i = request->header_count; i > 0; i--) {
        const struct jt_http_header *header = &request->headers[i - 1];
        if (!jt_str_equal_nocase(header->name, JT_STR("X-Forwarded-For"))) {
            continue;
        }
        struct jt_address candidate;
        bool found_here = false;
        JT_TRY(find_in_header(proxies, header->value, &found_here, &candidate));
        if (!found) {
            client = candidate;
            found = found_here;
        }
    }
    *ret_client = client;
    return JT_OK;
}
