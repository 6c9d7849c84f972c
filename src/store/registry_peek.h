/* SPDX-License-Identifier: Apache-2.0 */
/* What readers find while the tables are being filled: everything comes from the store, also what
 * is in memory already, so that the work is the same for all. */
#ifndef JT_STORE_REGISTRY_PEEK_H
#define JT_STORE_REGISTRY_PEEK_H

#include "store/registry_state.h"

static inline struct jt_store *jt_registry_asked(const struct jt_registry *registry)
{
    return atomic_load_explicit(&((struct jt_registry *)(uintptr_t)registry)->asked,
                                memory_order_acquire);
}

/* False: the tables are whole, look there. Otherwise *ret_entry is what the store has, valid until
 * the reader sleeps; NULL when it has none, or when it failed, which counts as a fault. */
bool jt_registry_peek(const struct jt_registry *registry, const struct jt_peek *peek,
                      const struct jt_client_entry **ret_entry);
/* The same for a token that may be revoked; *ret_revoked is true after a fault. */
bool jt_registry_peek_token(const struct jt_registry *registry, const uint8_t jti[static 16],
                            bool *ret_revoked);

void jt_peeked_init(struct jt_peeked_list *list);
/* Writer. Waits for the readers and frees what they saw. */
void jt_peeked_drop(struct jt_peeked_list *list);
/* No readers. */
void jt_peeked_clear(struct jt_peeked_list *list);

#endif
