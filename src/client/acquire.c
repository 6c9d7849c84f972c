/* SPDX-License-Identifier: Apache-2.0 */
/* Look; lock; look again; ask. */
#include "client/acquire.h"

#include "client/inquire.h"
#include "client/store/lock.h"
#include "client/store/refusal.h"

#include <stdio.h>

struct jt_now jt_now_make(const struct jt_clock *clock, const char *boot)
{
    struct jt_now now = {.wall = jt_clock_now(clock), .mono = jt_clock_mono(clock)};
    (void)snprintf(now.boot, sizeof(now.boot), "%s", boot ? boot : "");
    return now;
}

static void note_damage(const struct jt_acquire *acquire, enum jt_err err)
{
    if (err == JT_ERR_REFUSED) {
        jt_acquire_note(
            acquire, "The stored token is a link, no file, or somebody else's: it is not used and "
                     "will be replaced.");
    } else if (err == JT_ERR_DAMAGED) {
        jt_acquire_note(
            acquire, "The stored token is damaged or was written with another key: it is not used "
                     "and will be replaced.");
    } else if (err == JT_ERR_IO) {
        jt_acquire_note(acquire,
                        "The stored token cannot be read: it is not used and will be replaced.");
    }
}

/* What the store has for us. JT_TOKEN_INVALID stands for nothing at all too. */
static enum jt_err look(const struct jt_acquire *acquire, bool tell, struct jt_token *ret_token,
                        enum jt_token_state *ret_state)
{
    struct jt_now now = jt_now_make(acquire->clock, acquire->boot);
    enum jt_err err = jt_token_store_find(acquire->store, &acquire->want, ret_token);
    if (err == JT_ERR_NOMEM) {
        return err;
    }
    if (err != JT_OK && tell) {
        note_damage(acquire, err);
    }
    *ret_state = err == JT_OK ? jt_token_state(ret_token, &now) : JT_TOKEN_INVALID;
    return JT_OK;
}

static bool is_usable(enum jt_token_state state)
{
    return state == JT_TOKEN_FRESH || state == JT_TOKEN_AGING;
}

bool jt_acquire_is_at_hand(const struct jt_acquire *acquire)
{
    JT_CLEAN(jt_token_clear) struct jt_token token = {.text = {0}};
    enum jt_token_state state = JT_TOKEN_INVALID;
    return !acquire->force && look(acquire, false, &token, &state) == JT_OK && is_usable(state);
}

static enum jt_err lock_entry(const struct jt_acquire *acquire, int64_t wait_ms,
                              struct jt_lock *ret_lock)
{
    char name[JT_ENTRY_NAME_MAX + 1];
    JT_TRY(jt_entry_name(acquire->store, &acquire->want, JT_STR(""), ".lock", name));
    if (wait_ms == 0) {
        return jt_lock_try(acquire->store->dir, name, ret_lock);
    }
    return jt_lock_wait(acquire->store->dir, name, acquire->clock, wait_ms, ret_lock);
}

/* Replaces old by a newer token if that is possible without waiting for anybody. Never fails: old
 * is good. */
static void renew(const struct jt_acquire *acquire, struct jt_acquired *acquired)
{
    JT_CLEAN(jt_lock_clear) struct jt_lock lock = JT_LOCK_NONE;
    struct jt_now now = jt_now_make(acquire->clock, acquire->boot);
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_token newer = {.text = {0}};
    enum jt_token_state state = JT_TOKEN_INVALID;
    if (jt_renewal_rests(acquire->store, &acquire->want, &now) ||
        lock_entry(acquire, 0, &lock) != JT_OK || look(acquire, false, &newer, &state) != JT_OK) {
        return;
    }
    if (state == JT_TOKEN_FRESH) { /* somebody renewed between our look and our lock */
        jt_token_clear(&acquired->token);
        acquired->token = newer;
        return;
    }
    jt_token_clear(&newer);
    if (jt_inquire(acquire, JT_ACQUIRE_RENEW_MS, &newer, &trouble) == JT_OK) {
        jt_token_clear(&acquired->token);
        *acquired = (struct jt_acquired){.token = newer, .cached = false};
        return;
    }
    if (jt_renewal_rest(acquire->store, &acquire->want, &now) != JT_OK) {
        jt_acquire_note(acquire, "The failed renewal could not be noted in the store.");
    }
    jt_acquire_note(acquire,
                    "The token is near its end and could not be renewed; it is used as long as it "
                    "lasts. Why:");
    jt_acquire_note(acquire, trouble.what);
}

static enum jt_err explain_lock(enum jt_err err, struct jt_trouble *trouble)
{
    if (err == JT_ERR_UNAVAILABLE) {
        jt_trouble_set(trouble, JT_TROUBLE_NETWORK,
                       "Another process has been asking for this token for more than %d s.",
                       JT_ACQUIRE_WAIT_MS / 1000);
        jt_trouble_set_next(trouble,
                            "The server may be slow: try again. A process that hangs can be "
                            "ended; its lock ends with it.");
    } else {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                       "The lock file of the token cannot be used: it is a link, no file, somebody "
                       "else's, or cannot be written.");
        jt_trouble_set_next(trouble, "Run: jeton cache clear");
    }
    return err;
}

/* A token whose time is over is marked before anything else: a clock that is set back later must
 * not bring it to life again. */
static void bury(const struct jt_acquire *acquire, const struct jt_token *token,
                 enum jt_token_state state)
{
    if (state == JT_TOKEN_EXPIRED &&
        jt_token_store_mark(acquire->store, token, JT_STR("expired")) != JT_OK) {
        jt_acquire_note(acquire, "The expired token could not be marked in the store.");
    }
}

static void note_other_key(const struct jt_acquire *acquire)
{
    if (jt_token_store_check_key(acquire->store) == JT_ERR_DAMAGED) {
        jt_acquire_note(
            acquire, "The store was last written with another key: what that key sealed cannot be "
                     "read and is asked for again.");
    }
}

static enum jt_err miss(const struct jt_acquire *acquire, struct jt_acquired *ret_acquired,
                        struct jt_trouble *trouble)
{
    JT_CLEAN(jt_lock_clear) struct jt_lock lock = JT_LOCK_NONE;
    JT_CLEAN(jt_token_clear) struct jt_token old = {.text = {0}};
    enum jt_token_state state = JT_TOKEN_INVALID;
    enum jt_err err = lock_entry(acquire, JT_ACQUIRE_WAIT_MS, &lock);
    if (err != JT_OK) {
        return explain_lock(err, trouble);
    }
    JT_TRY(look(acquire, false, &old, &state));
    if (!acquire->force && is_usable(state)) {
        *ret_acquired = (struct jt_acquired){.token = old, .cached = true};
        old = (struct jt_token){.text = {0}};
        return JT_OK;
    }
    note_other_key(acquire);
    bury(acquire, &old, state);
    struct jt_acquired acquired = {.cached = false};
    JT_TRY(jt_inquire(acquire, JT_ACQUIRE_ASK_MS, &acquired.token, trouble));
    *ret_acquired = acquired;
    return JT_OK;
}

enum jt_err jt_acquire(const struct jt_acquire *acquire, struct jt_acquired *ret_acquired,
                       struct jt_trouble *trouble)
{
    struct jt_acquired acquired = {.cached = true};
    enum jt_token_state state = JT_TOKEN_INVALID;
    if (!acquire->force) {
        JT_TRY(look(acquire, true, &acquired.token, &state));
    }
    if (is_usable(state)) {
        if (state == JT_TOKEN_AGING) {
            renew(acquire, &acquired);
        }
        *ret_acquired = acquired;
        return JT_OK;
    }
    jt_token_clear(&acquired.token);
    enum jt_err err = miss(acquire, ret_acquired, trouble);
    if (err != JT_OK) {
        jt_trouble_set_err(trouble, err);
    }
    return err;
}

enum jt_err jt_acquire_refused(const struct jt_acquire *acquire, jt_str access_token)
{
    JT_CLEAN(jt_lock_clear) struct jt_lock lock = JT_LOCK_NONE;
    JT_CLEAN(jt_token_clear) struct jt_token kept = {.text = {0}};
    JT_TRY(lock_entry(acquire, JT_ACQUIRE_WAIT_MS, &lock));
    enum jt_err err = jt_token_store_find(acquire->store, &acquire->want, &kept);
    if (err == JT_ERR_NOT_FOUND) {
        return JT_OK;
    }
    JT_TRY(err);
    bool is_same = kept.access_token.len == access_token.len &&
                   jt_bytes_equal_secret(kept.access_token.ptr, access_token.ptr, access_token.len);
    return is_same ? jt_token_store_mark(acquire->store, &kept, JT_STR("refused")) : JT_OK;
}
