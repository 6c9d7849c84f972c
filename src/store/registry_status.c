/* SPDX-License-Identifier: Apache-2.0 */
/* Two bitmaps for each list, behind one lock that is held for a moment: a list costs 256 kB,
 * however many secrets stand in it. */
#include "store/registry_state.h"

#include <stdlib.h>
#include <string.h>

/* A list is left for the next one when half of it is taken: so a random bit is free in every second
 * try, and a list does not grow full of holes. */
enum { FULL = JT_STATUS_LIST_BITS / 2, TRIES = 64 };

struct jt_status_bits {
    jt_uuid realm; /* of the first secret in it */
    bool is_known; /* a secret stands in it, and the listener was told */
    uint32_t taken_count;
    uint8_t taken[JT_STATUS_LIST_BYTES];
    uint8_t set[JT_STATUS_LIST_BYTES];
};

void jt_status_bits_init(struct jt_status_bits_table *table)
{
    (void)pthread_mutex_init(&table->lock, NULL); /* without attributes it cannot fail */
}

void jt_status_bits_clear(struct jt_status_bits_table *table)
{
    for (uint32_t i = 0; i <= table->highest; i++) {
        free(table->lists[i]);
    }
    (void)pthread_mutex_destroy(&table->lock);
}

static bool has(const uint8_t *bits, uint32_t index)
{
    return bits[index / 8] >> index % 8 & 1;
}

/* Token Status List §4.1: the first status is the least significant bit of the first byte. */
static void put(uint8_t *bits, uint32_t index, bool value)
{
    uint8_t mask = (uint8_t)(1U << index % 8);
    bits[index / 8] = (uint8_t)(value ? bits[index / 8] | mask : bits[index / 8] & ~mask);
}

/* The lock is held by the caller of these. */
static enum jt_err make_list(struct jt_status_bits_table *table, uint32_t list,
                             const jt_uuid *realm)
{
    if (table->lists[list]) {
        return JT_OK;
    }
    struct jt_status_bits *bits = calloc(1, sizeof(*bits));
    if (bits == NULL) {
        return JT_ERR_NOMEM;
    }
    bits->realm = *realm;
    table->lists[list] = bits;
    table->highest = list > table->highest ? list : table->highest;
    return JT_OK;
}

static void take(struct jt_status_bits *bits, uint32_t index)
{
    if (!has(bits->taken, index)) {
        put(bits->taken, index, true);
        bits->taken_count++;
    }
}

static enum jt_err make_list_of(struct jt_status_bits_table *table, uint32_t list, uint32_t index,
                                const jt_uuid *realm)
{
    if (list >= JT_STATUS_LISTS_MAX || index >= JT_STATUS_LIST_BITS) {
        return JT_ERR_DAMAGED;
    }
    return list ? make_list(table, list, realm) : JT_OK;
}

static enum jt_err make_lists(struct jt_status_bits_table *table,
                              const struct jt_api_client *client)
{
    for (size_t i = 0; i < client->secret_count; i++) {
        const struct jt_client_secret *secret = &client->secrets[i];
        JT_TRY(make_list_of(table, secret->status_list, secret->status_index, &client->realm));
    }
    return JT_OK;
}

enum jt_err jt_status_bits_prepare(struct jt_status_bits_table *table,
                                   const struct jt_api_client *client)
{
    (void)pthread_mutex_lock(&table->lock);
    enum jt_err err = make_lists(table, client);
    (void)pthread_mutex_unlock(&table->lock);
    return err;
}

void jt_status_bits_put(struct jt_status_bits_table *table, uint32_t list, uint32_t index,
                        bool is_set)
{
    if (list == 0) {
        return;
    }
    (void)pthread_mutex_lock(&table->lock);
    struct jt_status_bits *bits = table->lists[list];
    bool is_change = (!bits->is_known || has(bits->set, index) != is_set) && !table->is_partial;
    bits->is_known = true;
    take(bits, index);
    put(bits->set, index, is_set);
    (void)pthread_mutex_unlock(&table->lock);
    if (is_change && table->changed) {
        table->changed(table->arg, list);
    }
}

void jt_status_bits_begin(struct jt_status_bits_table *table)
{
    (void)pthread_mutex_lock(&table->lock);
    table->is_partial = true;
    (void)pthread_mutex_unlock(&table->lock);
}

/* What a change meanwhile has set stays set: that a bit is taken says nothing about it. */
enum jt_err jt_status_bits_load(struct jt_status_bits_table *table, const struct jt_status_bit *bit)
{
    (void)pthread_mutex_lock(&table->lock);
    enum jt_err err = make_list_of(table, bit->list, bit->index, &bit->realm);
    struct jt_status_bits *bits = err == JT_OK && bit->list ? table->lists[bit->list] : NULL;
    if (bits) {
        bits->is_known = true;
        take(bits, bit->index);
    }
    if (bits && bit->is_set) {
        put(bits->set, bit->index, true);
    }
    (void)pthread_mutex_unlock(&table->lock);
    return err;
}

/* Whoever listens knows of every list before the first reader may ask for one. */
void jt_status_bits_end(struct jt_status_bits_table *table)
{
    for (uint32_t list = 1; table->changed && list <= table->highest; list++) {
        if (table->lists[list]) {
            table->changed(table->arg, list);
        }
    }
    (void)pthread_mutex_lock(&table->lock);
    table->is_partial = false;
    (void)pthread_mutex_unlock(&table->lock);
}

bool jt_registry_status_is_whole(struct jt_registry *registry)
{
    (void)pthread_mutex_lock(&registry->status.lock);
    bool is_whole = !registry->status.is_partial;
    (void)pthread_mutex_unlock(&registry->status.lock);
    return is_whole;
}

/* The first list of the realm that has room, or a new one. */
static enum jt_err choose_list(struct jt_status_bits_table *table, const jt_uuid *realm,
                               uint32_t *ret_list)
{
    for (uint32_t list = 1; list <= table->highest; list++) {
        const struct jt_status_bits *bits = table->lists[list];
        if (bits && bits->taken_count < FULL && jt_uuid_equal(&bits->realm, realm)) {
            *ret_list = list;
            return JT_OK;
        }
    }
    if (table->highest + 1 >= JT_STATUS_LISTS_MAX) {
        return JT_ERR_LIMIT;
    }
    *ret_list = table->highest + 1;
    return make_list(table, *ret_list, realm);
}

static enum jt_err choose_index(struct jt_status_bits *bits, const uint32_t *numbers, size_t count,
                                uint32_t *ret_index)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t index = numbers[i] % JT_STATUS_LIST_BITS;
        if (!has(bits->taken, index)) {
            take(bits, index);
            *ret_index = index;
            return JT_OK;
        }
    }
    return JT_ERR_LIMIT; /* of 64 tries, each as likely as not: never */
}

enum jt_err jt_registry_status_take(struct jt_registry *registry, const struct jt_rand *rand,
                                    const jt_uuid *realm, uint32_t *ret_list, uint32_t *ret_index)
{
    struct jt_status_bits_table *table = &registry->status;
    uint32_t numbers[TRIES];
    uint32_t list = 0;
    JT_TRY(jt_rand_fill(rand, numbers, sizeof(numbers)));
    (void)pthread_mutex_lock(&table->lock);
    enum jt_err err = table->is_partial ? JT_ERR_UNAVAILABLE : choose_list(table, realm, &list);
    if (err == JT_OK) {
        err = choose_index(table->lists[list], numbers, TRIES, ret_index);
    }
    (void)pthread_mutex_unlock(&table->lock);
    if (err == JT_OK) {
        *ret_list = list;
    }
    return err;
}

uint32_t jt_registry_status_highest(struct jt_registry *registry)
{
    (void)pthread_mutex_lock(&registry->status.lock);
    uint32_t highest = registry->status.highest;
    (void)pthread_mutex_unlock(&registry->status.lock);
    return highest;
}

enum jt_err jt_registry_status_copy(struct jt_registry *registry, uint32_t list, jt_uuid *ret_realm,
                                    uint8_t ret_bits[static JT_STATUS_LIST_BYTES])
{
    struct jt_status_bits_table *table = &registry->status;
    (void)pthread_mutex_lock(&table->lock);
    const struct jt_status_bits *bits = list < JT_STATUS_LISTS_MAX ? table->lists[list] : NULL;
    bool is_partial = table->is_partial;
    if (bits && !is_partial) {
        *ret_realm = bits->realm;
        memcpy(ret_bits, bits->set, JT_STATUS_LIST_BYTES);
    }
    (void)pthread_mutex_unlock(&table->lock);
    if (is_partial) {
        return JT_ERR_UNAVAILABLE;
    }
    return bits ? JT_OK : JT_ERR_NOT_FOUND;
}

void jt_registry_status_listen(struct jt_registry *registry,
                               void (*changed)(void *arg, uint32_t list), void *arg)
{
    registry->status.changed = changed;
    registry->status.arg = arg;
}
