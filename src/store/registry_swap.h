/* SPDX-License-Identifier: Apache-2.0 */
/* A catalogue on its way into the registry, with the scope texts that it changes: all that can fail
 * is done before the store commits. The writer's. */
#ifndef JT_STORE_REGISTRY_SWAP_H
#define JT_STORE_REGISTRY_SWAP_H

#include "store/registry_state.h"

struct jt_catalogue_swap;

/* JT_ERR_LIMIT: a scope text would become too long. */
JT_MUST_USE enum jt_err jt_catalogue_swap_new(struct jt_registry *registry,
                                              const struct jt_change *change,
                                              struct jt_catalogue_swap **ret_swap);
/* Puts everything in, and frees what stood there when no reader sees it any more. Cannot fail after
 * jt_retired_reserve(). */
void jt_catalogue_swap_publish(struct jt_registry *registry, struct jt_catalogue_swap *swap);
/* One that was not published. */
void jt_catalogue_swap_free(struct jt_catalogue_swap *swap);

#endif
