/* SPDX-License-Identifier: Apache-2.0 */
/* Where the discovery document of a realm stands. */
#ifndef JT_SERVER_DISCOVERY_ADDRESS_H
#define JT_SERVER_DISCOVERY_ADDRESS_H

#include "base/buf.h"
#include "store/registry.h"

/* Appends BASE/identity/.well-known/openid-configuration where the realm's own host has it, the
 * one below its issuer elsewhere. */
void jt_discovery_address_write(struct jt_buf *buf, const struct jt_registry_realm *realm);

#endif
