/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of succession: at most two live, the last few dead ones remembered.
 *
 * A row stays for some time after it is forgotten: its bit in a status list must not be given to
 * another secret while a token that it bought may still live; and never once its tokens were
 * revoked. */
#include "model/secret_succession.h"

#include "model/limits.h"

#include <string.h>

enum { BIT_KEEP_S = JT_TOKEN_LIFETIME_MAX_S + 3600 };

size_t jt_secret_set_newest_live(const struct jt_secret_set *set, jt_time now)
{
    for (size_t i = 0; i < set->count; i++) {
        if (jt_client_secret_is_live(&set->items[i], now)) {
            return i;
        }
    }
    return set->count;
}

/* Sooner than now is never asked for, and what ends sooner by itself stays so. */
static void supersede(struct jt_client_secret *secret, const jt_uuid *successor, jt_time at)
{
    if (secret->ended.s == 0 || secret->ended.s > at.s) {
        secret->ended = at;
    }
    secret->end = JT_SECRET_END_SUPERSEDED;
    secret->successor = *successor;
}

static size_t count_later_deaths(const struct jt_secret_set *set, size_t place, jt_time now)
{
    jt_time death = jt_client_secret_death(&set->items[place]);
    size_t later = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct jt_client_secret *other = &set->items[i];
        bool is_dead = !other->forgotten && !jt_client_secret_is_live(other, now);
        int64_t other_s = jt_client_secret_death(other).s;
        later += is_dead && (other_s > death.s || (other_s == death.s && i < place));
    }
    return later;
}

static bool is_gone(const struct jt_client_secret *secret, jt_time now)
{
    return secret->forgotten && !secret->status_revoked &&
           now.s - jt_client_secret_death(secret).s > BIT_KEEP_S;
}

static void forget(struct jt_secret_set *set, jt_time now)
{
    size_t kept = 0;
    for (size_t i = set->count; i > 0; i--) {
        struct jt_client_secret *secret = &set->items[i - 1];
        bool is_live = jt_client_secret_is_live(secret, now);
        secret->forgotten =
            !is_live && (!jt_client_secret_is_known(secret, now) ||
                         count_later_deaths(set, i - 1, now) >= JT_SECRETS_DEAD_MAX);
    }
    for (size_t i = 0; i < set->count; i++) {
        if (!is_gone(&set->items[i], now)) {
            set->items[kept++] = set->items[i];
        }
    }
    set->count = kept;
}

static void put_in_front(struct jt_secret_set *set, const struct jt_client_secret *fresh)
{
    memmove(set->items + 1, set->items, set->count * sizeof(*set->items));
    set->items[0] = *fresh;
    set->count++;
}

/* The one at heir lives on, every other live one ends. */
static void succeed(struct jt_secret_set *set, size_t heir, const struct jt_client_secret *fresh,
                    int64_t overlap_s, jt_time now)
{
    jt_time later = {now.s + overlap_s};
    for (size_t i = 0; i < set->count; i++) {
        if (jt_client_secret_is_live(&set->items[i], now)) {
            supersede(&set->items[i], &fresh->id, i == heir ? later : now);
        }
    }
    put_in_front(set, fresh);
    forget(set, now);
}

void jt_secret_set_generate(struct jt_secret_set *set, const struct jt_client_secret *fresh,
                            int64_t overlap_s, jt_time now)
{
    succeed(set, jt_secret_set_newest_live(set, now), fresh, overlap_s, now);
}

/* A newer live secret that somebody uses; count when there is none. An older one is a predecessor
 * whose overlap ends here: at most two live, and the oldest goes. */
static size_t find_newer_used(const struct jt_secret_set *set, size_t place, jt_time now)
{
    for (size_t i = 0; i < place; i++) {
        if (set->items[i].last_used.s != 0 && jt_client_secret_is_live(&set->items[i], now)) {
            return i;
        }
    }
    return set->count;
}

void jt_secret_set_rotate(struct jt_secret_set *set, size_t place,
                          const struct jt_client_secret *fresh, int64_t overlap_s, jt_time now)
{
    size_t used = find_newer_used(set, place, now);
    if (used == set->count) {
        succeed(set, place, fresh, overlap_s, now);
        return;
    }
    supersede(&set->items[place], &fresh->id, now);
    put_in_front(set, fresh);
    forget(set, now);
}

static struct jt_client_secret *find(struct jt_secret_set *set, const jt_uuid *id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (jt_uuid_equal(&set->items[i].id, id)) {
            return &set->items[i];
        }
    }
    return NULL;
}

enum jt_secret_revoked jt_secret_set_revoke(struct jt_secret_set *set, const jt_uuid *id,
                                            enum jt_secret_end end, bool tokens, jt_time now)
{
    struct jt_client_secret *secret = find(set, id);
    if (secret == NULL || !jt_client_secret_is_known(secret, now)) {
        return JT_SECRET_NOT_REVOKED;
    }
    bool by_hand = secret->end == JT_SECRET_END_RETIRED || secret->end == JT_SECRET_END_COMPROMISED;
    bool is_news = !by_hand || (end == JT_SECRET_END_COMPROMISED && secret->end != end);
    bool is_newly_revoked = tokens && !secret->status_revoked;
    if (is_news) {
        bool was_over = secret->ended.s != 0 && secret->ended.s < now.s;
        secret->ended = was_over ? secret->ended : now;
        secret->end = end;
    }
    secret->status_revoked |= tokens;
    return is_news || is_newly_revoked ? JT_SECRET_REVOKED_NOW : JT_SECRET_REVOKED_BEFORE;
}
