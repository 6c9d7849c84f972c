/* SPDX-License-Identifier: Apache-2.0 */
/* The short address says less that can be mistyped; the long one works everywhere. */
#include "server/discovery_address.h"

void jt_discovery_address_write(struct jt_buf *buf, const struct jt_registry_realm *realm)
{
    jt_buf_append(buf, realm->discovery_at_host ? realm->public_url : realm->issuer);
    jt_buf_append_c(buf, realm->discovery_at_host ? "/identity" : "");
    jt_buf_append_c(buf, "/.well-known/openid-configuration");
}
