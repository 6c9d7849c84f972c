/* SPDX-License-Identifier: Apache-2.0 */
/* A table of addresses with their counts, under one lock: taken when a connection begins and when
 * it ends, never in between. */
#include "server/http/admission.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096 };

struct entry {
    struct entry *next;
    uint8_t key[16];
    size_t count;
};

struct jt_admission {
    pthread_mutex_t lock;
    size_t connections_max;
    size_t address_connections_max;
    size_t count;
    uint64_t seed; /* so that nobody can choose addresses of one bucket */
    struct entry *buckets[BUCKETS];
};

enum jt_err jt_admission_new(size_t connections_max, size_t address_connections_max,
                             const struct jt_rand *rand, struct jt_admission **ret_admission)
{
    uint64_t seed = 0;
    JT_TRY(jt_rand_fill(rand, &seed, sizeof(seed)));
    struct jt_admission *admission = calloc(1, sizeof(*admission));
    if (admission == NULL) {
        return JT_ERR_NOMEM;
    }
    admission->connections_max = connections_max;
    admission->address_connections_max = address_connections_max;
    admission->seed = seed;
    (void)pthread_mutex_init(&admission->lock, NULL);
    *ret_admission = admission;
    return JT_OK;
}

void jt_admission_free(struct jt_admission *admission)
{
    if (admission == NULL) {
        return;
    }
    for (size_t i = 0; i < BUCKETS; i++) {
        while (admission->buckets[i]) {
            struct entry *entry = admission->buckets[i];
            admission->buckets[i] = entry->next;
            free(entry);
        }
    }
    (void)pthread_mutex_destroy(&admission->lock);
    free(admission);
}

void jt_admission_set(struct jt_admission *admission, size_t connections_max,
                      size_t address_connections_max)
{
    (void)pthread_mutex_lock(&admission->lock);
    admission->connections_max = connections_max;
    admission->address_connections_max = address_connections_max;
    (void)pthread_mutex_unlock(&admission->lock);
}

static void make_key(const struct jt_address *address, uint8_t ret_key[static 16])
{
    memcpy(ret_key, address->bytes, 16);
    if (!jt_address_is_ipv4(address)) {
        memset(ret_key + 8, 0, 8);
    }
}

static struct entry **find_place(struct jt_admission *admission, const uint8_t key[static 16])
{
    uint64_t hash = admission->seed;
    for (size_t i = 0; i < 16; i++) {
        hash = (hash ^ key[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    struct entry **place = &admission->buckets[hash % BUCKETS];
    while (*place && memcmp((*place)->key, key, 16) != 0) {
        place = &(*place)->next;
    }
    return place;
}

static enum jt_err enter_address(struct jt_admission *admission, const struct jt_address *address)
{
    uint8_t key[16];
    if (admission->address_connections_max == 0) {
        return JT_ERR_LIMIT;
    }
    make_key(address, key);
    struct entry **place = find_place(admission, key);
    if (*place == NULL) {
        *place = calloc(1, sizeof(**place));
        if (*place == NULL) {
            return JT_ERR_NOMEM;
        }
        memcpy((*place)->key, key, sizeof(key));
    }
    if ((*place)->count >= admission->address_connections_max) {
        return JT_ERR_LIMIT;
    }
    (*place)->count++;
    return JT_OK;
}

static void leave_address(struct jt_admission *admission, const struct jt_address *address)
{
    uint8_t key[16];
    make_key(address, key);
    struct entry **place = find_place(admission, key);
    struct entry *entry = *place;
    if (entry && --entry->count == 0) {
        *place = entry->next;
        free(entry);
    }
}

enum jt_err jt_admission_enter(struct jt_admission *admission, const struct jt_address *address,
                               bool exempt)
{
    (void)pthread_mutex_lock(&admission->lock);
    enum jt_err err = JT_OK;
    if (admission->count >= admission->connections_max) {
        err = JT_ERR_LIMIT;
    } else if (!exempt) {
        err = enter_address(admission, address);
    }
    admission->count += err == JT_OK;
    (void)pthread_mutex_unlock(&admission->lock);
    return err;
}

void jt_admission_leave(struct jt_admission *admission, const struct jt_address *address,
                        bool exempt)
{
    (void)pthread_mutex_lock(&admission->lock);
    admission->count--;
    if (!exempt) {
        leave_address(admission, address);
    }
    (void)pthread_mutex_unlock(&admission->lock);
}
