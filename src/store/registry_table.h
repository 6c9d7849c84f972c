/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table that readers search while the writer changes it: cds_lfht of liburcu, grown by the
 * writer itself, so that no other thread is needed. */
#ifndef JT_STORE_REGISTRY_TABLE_H
#define JT_STORE_REGISTRY_TABLE_H

#include "base/err.h"
#include "store/registry_rcu.h"

#include <stdbool.h>
#include <stdint.h>
#include <urcu/urcu-qsbr.h>

#include <urcu/rculfhash.h>

/* The entry that holds a node. */
#define JT_TABLE_ENTRY(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

struct jt_table {
    struct cds_lfht *lfht;
    size_t count;   /* the writer's */
    size_t buckets; /* the writer's */
};

JT_MUST_USE enum jt_err jt_table_init(struct jt_table *table);
/* Everything must have been removed. {0} is valid. */
void jt_table_clear(struct jt_table *table);

/* Readers and writer. match must call JT_RCU_ACQUIRE(node) before it looks at the entry. */
struct cds_lfht_node *jt_table_find(const struct jt_table *table, uint64_t hash,
                                    cds_lfht_match_fct match, const void *key);
/* Writer. Puts node in, in the place of the one that matches key; that one was removed and is
 * returned, NULL: there was none. */
struct cds_lfht_node *jt_table_put(struct jt_table *table, uint64_t hash, cds_lfht_match_fct match,
                                   const void *key, struct cds_lfht_node *node);
/* Writer. Does nothing when node was removed already. */
void jt_table_remove(struct jt_table *table, struct cds_lfht_node *node);
/* Writer. Calls visit with each node, which it may remove. */
void jt_table_each(struct jt_table *table, void (*visit)(void *arg, struct cds_lfht_node *node),
                   void *arg);

#endif
