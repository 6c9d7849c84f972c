/* SPDX-License-Identifier: Apache-2.0 */
/* The bits of the status lists (contract: suspension that reaches everybody): which of them belong
 * to a secret, and which are set because its tokens must not be trusted any more. Two bitmaps for
 * each list, kept in step with the clients by the registry's writer; any thread may ask. */
#ifndef JT_STORE_REGISTRY_STATUS_H
#define JT_STORE_REGISTRY_STATUS_H

#include "base/rand.h"
#include "model/limits.h"
#include "store/registry.h"

enum {
    JT_STATUS_LIST_BYTES = JT_STATUS_LIST_BITS / 8,
    JT_STATUS_LISTS_MAX = 1024, /* numbers of lists are below this; 0 means: none */
};

/* Are the bits of all secrets here? Until then the two that follow give JT_ERR_UNAVAILABLE. */
bool jt_registry_status_is_whole(struct jt_registry *registry);
/* A bit that no secret has, in a list of that realm, for a new secret: random, so that bits say
 * nothing about each other. It stays taken, whatever becomes of the secret. Rows keep their bits
 * from being taken again; so a row must stay until its last token is dead, and an hour longer, and
 * for ever once its tokens were revoked. JT_ERR_LIMIT: every list is full; JT_ERR_NOMEM;
 * JT_ERR_CRYPTO: no random numbers. */
JT_MUST_USE enum jt_err jt_registry_status_take(struct jt_registry *registry,
                                                const struct jt_rand *rand, const jt_uuid *realm,
                                                uint32_t *ret_list, uint32_t *ret_index);
/* Copies the bits that are set: bit i of a list stands in byte i / 8 with the value 1 << i % 8
 * (Token Status List §4.1). JT_ERR_NOT_FOUND: no such list. */
JT_MUST_USE enum jt_err jt_registry_status_copy(struct jt_registry *registry, uint32_t list,
                                                jt_uuid *ret_realm,
                                                uint8_t ret_bits[static JT_STATUS_LIST_BYTES]);
/* Lists are numbered from 1; the highest number there is, 0: none yet. */
uint32_t jt_registry_status_highest(struct jt_registry *registry);
/* changed is called on the writing thread whenever a bit of a list has changed, or a list is new,
 * and of each list when they have become whole. Set once, before anybody writes; NULL: nobody
 * listens. */
void jt_registry_status_listen(struct jt_registry *registry,
                               void (*changed)(void *arg, uint32_t list), void *arg);

/* The secret of this client that has the bit; NULL: none that is kept. */
const struct jt_registry_secret *
jt_registry_secret_by_status(const struct jt_registry_client *client, uint32_t list,
                             uint32_t index);

#endif
