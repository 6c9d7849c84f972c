/* SPDX-License-Identifier: Apache-2.0 */
/* Who the client is when a proxy that we trust stands between: X-Forwarded-For, read from its
 * right end. From anybody else the header says nothing. */
#ifndef JT_SERVER_HTTP_PROXY_H
#define JT_SERVER_HTTP_PROXY_H

#include "server/http/address.h"

struct jt_proxies {
    struct jt_network *networks;
    size_t count;
};

/* JT_ERR_FORMAT, JT_ERR_ARG as jt_network_parse(); JT_ERR_NOMEM. *ret_proxies must be empty. */
JT_MUST_USE enum jt_err jt_proxies_init(struct jt_proxies *ret_proxies, const jt_str *texts,
                                        size_t count);
void jt_proxies_clear(struct jt_proxies *proxies);
bool jt_proxies_trust(const struct jt_proxies *proxies, const struct jt_address *peer);
/* For a request whose TCP peer is trusted: the right-most address that is not a trusted proxy, or
 * the left-most when all are; peer itself when there is no header. JT_ERR_FORMAT: malformed. */
JT_MUST_USE enum jt_err jt_proxies_find_client(const struct jt_proxies *proxies,
                                               const struct jt_http_request *request,
                                               const struct jt_address *peer,
                                               struct jt_address *ret_client);

#endif
