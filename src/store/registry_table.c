/* SPDX-License-Identifier: Apache-2.0 */
/* Linear probing with one writer. */
#include "store/registry_table.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 8, SHARD_SHIFT = 56, TAG_SHIFT = 53, TAG_MASK = JT_TABLE_ALIGN - 1 };

/* A pointer into the first eight bytes of an entry: how far is the tag. NULL: empty. */
typedef char *slot;

struct jt_table_slots {
    uint32_t mask;
    slot _Atomic at[];
};

/* Stands where an entry was: a search goes on behind it. */
static _Alignas(JT_TABLE_ALIGN) char removed[JT_TABLE_ALIGN];

static unsigned tag_of_hash(uint64_t hash)
{
    return (unsigned)(hash >> TAG_SHIFT) & TAG_MASK;
}

static unsigned tag_of(slot value)
{
    return (unsigned)((uintptr_t)value & TAG_MASK);
}

static void *entry_of(slot value)
{
    return value - tag_of(value);
}

static slot slot_of(void *entry, uint64_t hash)
{
    return (slot)entry + tag_of_hash(hash);
}

static bool is_entry(slot value)
{
    return value != NULL && entry_of(value) != removed;
}

/* The top bits choose the shard, the low ones the slot. */
static struct jt_table_shard *shard_of(const struct jt_table *table, uint64_t hash)
{
    return (struct jt_table_shard *)(uintptr_t)&table->shards[hash >> SHARD_SHIFT];
}

static struct jt_table_slots *slots_of(const struct jt_table_shard *shard)
{
    return atomic_load_explicit(&((struct jt_table_shard *)(uintptr_t)shard)->slots,
                                memory_order_acquire);
}

static slot load(struct jt_table_slots *slots, uint32_t at)
{
    return atomic_load_explicit(&slots->at[at], memory_order_acquire);
}

static void store(struct jt_table_slots *slots, uint32_t at, slot value)
{
    atomic_store_explicit(&slots->at[at], value, memory_order_release);
}

void jt_table_init(struct jt_table *table, uint64_t (*hash)(const void *arg, const void *entry),
                   const void *arg, struct jt_retired *retired)
{
    *table = (struct jt_table){.hash = hash, .arg = arg, .retired = retired};
}

void jt_table_clear(struct jt_table *table)
{
    for (size_t i = 0; i < JT_TABLE_SHARDS; i++) {
        free(slots_of(&table->shards[i]));
    }
    *table = (struct jt_table){.hash = NULL};
}

/* An entry that may well have this hash. */
static bool is_at(slot value, uint64_t hash)
{
    return tag_of(value) == tag_of_hash(hash) && is_entry(value);
}

const void *jt_table_find(const struct jt_table *table, uint64_t hash,
                          bool (*match)(const void *entry, const void *key), const void *key)
{
    struct jt_table_slots *slots = slots_of(shard_of(table, hash));
    if (slots == NULL) {
        return NULL;
    }
    slot value;
    for (uint32_t at = (uint32_t)hash & slots->mask; (value = load(slots, at)) != NULL;
         at = (at + 1) & slots->mask) {
        if (is_at(value, hash) && match(entry_of(value), key)) {
            return entry_of(value);
        }
    }
    return NULL;
}

const void *jt_table_near(const struct jt_table *table, uint64_t hash)
{
    struct jt_table_slots *slots = slots_of(shard_of(table, hash));
    for (uint64_t i = 0; slots && i <= slots->mask; i++) {
        slot value = load(slots, (uint32_t)(hash + i) & slots->mask);
        if (is_entry(value)) {
            return entry_of(value);
        }
    }
    return NULL;
}

static uint32_t free_slot(struct jt_table_slots *slots, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & slots->mask;
    while (load(slots, at) != NULL) {
        at = (at + 1) & slots->mask;
    }
    return at;
}

/* At most three quarters are in use after count more. */
static bool has_room(const struct jt_table_slots *slots, uint64_t used, uint32_t count)
{
    return slots && (used + count) * 4 <= ((uint64_t)slots->mask + 1) * 3;
}

/* Half empty, so that the next copy is far away, also when entries come and go. */
static struct jt_table_slots *make_slots(uint64_t count)
{
    uint64_t size = FIRST_SLOTS;
    while (count * 2 > size) {
        size *= 2;
    }
    struct jt_table_slots *slots = NULL;
    if (size <= (UINT64_C(1) << 31)) {
        slots = calloc(1, sizeof(*slots) + size * sizeof(slots->at[0]));
    }
    if (slots) {
        slots->mask = (uint32_t)(size - 1);
    }
    return slots;
}

static void copy_entries(const struct jt_table *table, struct jt_table_slots *from,
                         struct jt_table_slots *to)
{
    for (uint64_t i = 0; from && i <= from->mask; i++) {
        slot value = load(from, (uint32_t)i);
        if (is_entry(value)) {
            uint64_t hash = table->hash(table->arg, entry_of(value));
            store(to, free_slot(to, hash), slot_of(entry_of(value), hash));
        }
    }
}

static void free_slots(void *arg, void *part)
{
    (void)arg;
    free(part);
}

enum jt_err jt_table_reserve(struct jt_table *table, uint64_t hash, uint32_t count)
{
    struct jt_table_shard *shard = shard_of(table, hash);
    struct jt_table_slots *old = slots_of(shard);
    if (has_room(old, shard->used, count)) {
        return JT_OK;
    }
    struct jt_table_slots *slots =
        jt_retired_reserve(table->retired) ? make_slots((uint64_t)shard->count + count) : NULL;
    if (slots == NULL) {
        return JT_ERR_NOMEM;
    }
    copy_entries(table, old, slots);
    shard->used = shard->count;
    atomic_store_explicit(&shard->slots, slots, memory_order_release);
    if (old) {
        jt_retired_add(table->retired, free_slots, NULL, old);
    }
    return JT_OK;
}

void *jt_table_put(struct jt_table *table, uint64_t hash,
                   bool (*match)(const void *entry, const void *key), const void *key, void *entry)
{
    struct jt_table_shard *shard = shard_of(table, hash);
    struct jt_table_slots *slots = slots_of(shard);
    uint32_t at = (uint32_t)hash & slots->mask;
    slot old;
    for (; (old = load(slots, at)) != NULL; at = (at + 1) & slots->mask) {
        if (is_at(old, hash) && match(entry_of(old), key)) {
            store(slots, at, slot_of(entry, hash));
            return entry_of(old);
        }
    }
    store(slots, at, slot_of(entry, hash));
    shard->count++;
    shard->used++;
    return NULL;
}

void jt_table_remove(struct jt_table *table, uint64_t hash, const void *entry)
{
    struct jt_table_shard *shard = shard_of(table, hash);
    struct jt_table_slots *slots = slots_of(shard);
    slot found;
    if (slots == NULL) {
        return;
    }
    for (uint32_t at = (uint32_t)hash & slots->mask; (found = load(slots, at)) != NULL;
         at = (at + 1) & slots->mask) {
        if (entry_of(found) == entry) {
            store(slots, at, removed);
            shard->count--;
            return;
        }
    }
}

void jt_table_each(struct jt_table *table, void (*visit)(void *arg, void *entry), void *arg)
{
    for (size_t i = 0; i < JT_TABLE_SHARDS; i++) {
        struct jt_table_slots *slots = slots_of(&table->shards[i]);
        for (uint64_t at = 0; slots && at <= slots->mask; at++) {
            slot value = load(slots, (uint32_t)at);
            if (is_entry(value)) {
                visit(arg, entry_of(value));
            }
        }
    }
}
