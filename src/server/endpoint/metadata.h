/* SPDX-License-Identifier: Apache-2.0 */
/* The metadata of a realm as an authorization server (RFC 8414 §2). */
#ifndef JT_SERVER_ENDPOINT_METADATA_H
#define JT_SERVER_ENDPOINT_METADATA_H

#include "base/buf.h"
#include "store/registry.h"

enum { JT_METADATA_SCOPES_MAX = 1000 }; /* RFC 8414 §2: not all need be listed */

/* Appends the document. All of it comes from configuration and registry, nothing from a request. */
void jt_metadata_write(const struct jt_registry *registry, const struct jt_registry_realm *realm,
                       struct jt_buf *buf);

#endif
