/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table that readers search while the writer changes it: open addressing over pointers, so
 * that an entry pays 8 bytes a slot and carries nothing itself.
 *
 * A slot has three bits of the entry's hash beside the pointer, so that a search looks at the
 * memory of the entry that it wants and seldom at another's: among a million each look is a cold
 * one, and their number would tell by time what is there.
 *
 * An entry never moves within an array: a slot goes from empty to an entry, from an entry to
 * another one under the same key, or to "removed", and a reader who meets either sees a state that
 * was true. A full array is replaced by a larger copy and freed behind the readers. The table is
 * cut into shards that grow one by one, so that no single change pays for copying a million. */
#ifndef JT_STORE_REGISTRY_TABLE_H
#define JT_STORE_REGISTRY_TABLE_H

#include "base/err.h"
#include "store/registry_rcu.h"

#include <stdbool.h>
#include <stdint.h>

/* Of entries: as malloc() aligns; what stands inside of one says so. */
enum { JT_TABLE_SHARDS = 256, JT_TABLE_ALIGN = 8 };

struct jt_table_slots;

struct jt_table_shard {
    struct jt_table_slots *_Atomic slots; /* NULL: empty */
    uint32_t count;                       /* the writer's: entries */
    uint32_t used;                        /* the writer's: slots that are not empty */
};

struct jt_table {
    struct jt_table_shard shards[JT_TABLE_SHARDS];
    uint64_t (*hash)(const void *arg, const void *entry); /* of an entry's key */
    const void *arg;
    struct jt_retired *retired; /* takes the arrays that were outgrown */
};

void jt_table_init(struct jt_table *table, uint64_t (*hash)(const void *arg, const void *entry),
                   const void *arg, struct jt_retired *retired);
/* The entries are the caller's; no readers. {0} is valid. */
void jt_table_clear(struct jt_table *table);

/* Readers and writer. The entry under hash that match accepts, or NULL. */
const void *jt_table_find(const struct jt_table *table, uint64_t hash,
                          bool (*match)(const void *entry, const void *key), const void *key);
/* Readers and writer. Any entry near the place of hash, or NULL when there is none: something to
 * look at instead, when nothing was found. */
const void *jt_table_near(const struct jt_table *table, uint64_t hash);
/* Writer. Makes room for count entries under hash, so that putting them cannot fail. */
JT_MUST_USE enum jt_err jt_table_reserve(struct jt_table *table, uint64_t hash, uint32_t count);
/* Writer. Puts entry in, in the place of the one that matches key; that one is returned, NULL:
 * there was none. Room was reserved. */
void *jt_table_put(struct jt_table *table, uint64_t hash,
                   bool (*match)(const void *entry, const void *key), const void *key, void *entry);
/* Writer. Does nothing when this very entry is not there. */
void jt_table_remove(struct jt_table *table, uint64_t hash, const void *entry);
/* Writer. Calls visit with each entry, which it may remove. */
void jt_table_each(struct jt_table *table, void (*visit)(void *arg, void *entry), void *arg);

#endif
