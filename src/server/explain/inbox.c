/* SPDX-License-Identifier: Apache-2.0 */
/* Two halves: the owner fills one, the recorder empties the other. The lock is held for one entry
 * or one exchange of pointers. */
#include "server/explain/inbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct jt_inbox {
    pthread_mutex_t lock;
    struct jt_inbox_half halves[2];
    struct jt_inbox_half *filling; /* under lock */
    struct jt_inbox_half *taken;   /* the recorder's own */
};

enum jt_err jt_inbox_new(struct jt_inbox **ret_inbox)
{
    struct jt_inbox *inbox = calloc(1, sizeof(*inbox));
    if (inbox == NULL) {
        return JT_ERR_NOMEM;
    }
    if (pthread_mutex_init(&inbox->lock, NULL) != 0) {
        free(inbox);
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < 2; i++) {
        inbox->halves[i].entries = calloc(JT_INBOX_MAX, sizeof(struct jt_inbox_entry));
    }
    inbox->filling = &inbox->halves[0];
    inbox->taken = &inbox->halves[1];
    if (inbox->halves[0].entries == NULL || inbox->halves[1].entries == NULL) {
        jt_inbox_free(inbox);
        return JT_ERR_NOMEM;
    }
    *ret_inbox = inbox;
    return JT_OK;
}

void jt_inbox_free(struct jt_inbox *inbox)
{
    if (inbox == NULL) {
        return;
    }
    free(inbox->halves[0].entries);
    free(inbox->halves[1].entries);
    (void)pthread_mutex_destroy(&inbox->lock);
    free(inbox);
}

/* The slot of number, or the free one where it belongs. Numbers are keyed hashes: nobody chooses
 * collisions. At most half of the slots are ever used. */
static uint16_t *find_slot(struct jt_inbox_half *half, uint64_t number)
{
    size_t at = number % JT_INBOX_SLOTS;
    while (half->slots[at] != 0 && half->entries[half->slots[at] - 1].number != number) {
        at = (at + 1) % JT_INBOX_SLOTS;
    }
    return &half->slots[at];
}

static void count_again(struct jt_inbox_entry *kept, const struct jt_inbox_entry *entry)
{
    uint64_t count = kept->count + entry->count;
    jt_time first = kept->first;
    jt_mono noted = kept->noted;
    *kept = *entry;
    kept->count = count;
    kept->first = first;
    kept->noted = noted;
}

/* Looked at only when the half is half full, so that one source cannot take all of it. */
static bool has_its_share(const struct jt_inbox_half *half, const char *source)
{
    size_t count = 0;
    if (half->count < JT_INBOX_MAX / 2) {
        return false;
    }
    for (size_t i = 0; i < half->count; i++) {
        count += strcmp(half->entries[i].source, source) == 0;
    }
    return count >= JT_INBOX_SOURCE_MAX;
}

static enum jt_inbox_put put_locked(struct jt_inbox_half *half, const struct jt_inbox_entry *entry)
{
    uint16_t *slot = find_slot(half, entry->number);
    if (*slot != 0) {
        count_again(&half->entries[*slot - 1], entry);
        return JT_INBOX_KEPT;
    }
    if (half->count == JT_INBOX_MAX || has_its_share(half, entry->source)) {
        return JT_INBOX_DROPPED;
    }
    half->entries[half->count++] = *entry;
    *slot = (uint16_t)half->count;
    if (half->count == 1) {
        return JT_INBOX_FIRST;
    }
    return half->count == JT_INBOX_MAX / 8 ? JT_INBOX_FILLING : JT_INBOX_KEPT;
}

enum jt_inbox_put jt_inbox_put(struct jt_inbox *inbox, const struct jt_inbox_entry *entry)
{
    (void)pthread_mutex_lock(&inbox->lock);
    enum jt_inbox_put result = put_locked(inbox->filling, entry);
    (void)pthread_mutex_unlock(&inbox->lock);
    return result;
}

const struct jt_inbox_half *jt_inbox_take(struct jt_inbox *inbox)
{
    if (inbox->taken->count > 0) {
        return inbox->taken;
    }
    (void)pthread_mutex_lock(&inbox->lock);
    struct jt_inbox_half *full = inbox->filling;
    inbox->filling = inbox->taken;
    inbox->taken = full;
    (void)pthread_mutex_unlock(&inbox->lock);
    return full;
}

const struct jt_inbox_half *jt_inbox_taken(const struct jt_inbox *inbox)
{
    return inbox->taken;
}

void jt_inbox_done(struct jt_inbox *inbox)
{
    inbox->taken->count = 0;
    memset(inbox->taken->slots, 0, sizeof(inbox->taken->slots));
}
