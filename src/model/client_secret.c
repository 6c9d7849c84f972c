/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a client secret, read off its times. */
#include "model/client_secret.h"

#include "codec/civil.h"
#include "model/limits.h"

static bool is_replaced(const struct jt_client_secret *secret)
{
    return secret->ended.s != 0 || !jt_uuid_is_zero(&secret->successor);
}

enum jt_secret_state jt_client_secret_state(const struct jt_client_secret *secret, jt_time now)
{
    bool ended = secret->ended.s != 0 && now.s >= secret->ended.s;
    bool expired = now.s > secret->expires.s;
    /* What somebody did by hand stands above what the calendar did: a secret that is found to be
     * compromised after it expired must not be explained to whoever has it. */
    if (ended && secret->end != JT_SECRET_END_SUPERSEDED) {
        return JT_SECRET_REVOKED;
    }
    /* Otherwise it died of what came first. */
    if (expired && (!ended || secret->expires.s < secret->ended.s)) {
        return JT_SECRET_EXPIRED;
    }
    if (ended) {
        return JT_SECRET_SUPERSEDED;
    }
    return is_replaced(secret) ? JT_SECRET_OVERLAPPING : JT_SECRET_ACTIVE;
}

bool jt_client_secret_is_live(const struct jt_client_secret *secret, jt_time now)
{
    enum jt_secret_state state = jt_client_secret_state(secret, now);
    return state == JT_SECRET_ACTIVE || state == JT_SECRET_OVERLAPPING;
}

jt_time jt_client_secret_death(const struct jt_client_secret *secret)
{
    jt_time expired = {secret->expires.s + 1};
    return secret->ended.s != 0 && secret->ended.s < expired.s ? secret->ended : expired;
}

bool jt_client_secret_is_known(const struct jt_client_secret *secret, jt_time now)
{
    int64_t kept_s = (int64_t)JT_SECRET_DEAD_KEEP_DAYS * JT_DAY_S;
    return jt_client_secret_is_live(secret, now) ||
           (!secret->forgotten && now.s - jt_client_secret_death(secret).s < kept_s);
}

jt_str jt_client_secret_state_text(enum jt_secret_state state)
{
    switch (state) {
    case JT_SECRET_ACTIVE:
        return JT_STR("active");
    case JT_SECRET_OVERLAPPING:
        return JT_STR("overlapping");
    case JT_SECRET_EXPIRED:
        return JT_STR("expired");
    case JT_SECRET_REVOKED:
        return JT_STR("revoked");
    case JT_SECRET_SUPERSEDED:
        return JT_STR("superseded");
    }
    return JT_STR("");
}

static jt_time end_of_day(int64_t day)
{
    return (jt_time){day * JT_DAY_S + JT_DAY_S - 1};
}

jt_time jt_client_secret_expiry_in(jt_time now, int64_t days)
{
    return end_of_day(jt_civil_day_of(now.s) + days);
}

jt_time jt_client_secret_default_expiry(jt_time now)
{
    return jt_client_secret_expiry_in(now, JT_SECRET_LIFETIME_DAYS);
}

/* The last moment of that day, because a secret always ends with a day. */
static jt_time latest_expiry(jt_time now)
{
    struct jt_civil today = jt_civil_from_days(jt_civil_day_of(now.s));
    struct jt_civil last = jt_civil_add_months(today, JT_SECRET_LIFETIME_MAX_MONTHS);
    return end_of_day(jt_civil_to_days(last));
}

bool jt_client_secret_expiry_is_valid(jt_time expires, jt_time now)
{
    return expires.s > now.s && expires.s <= latest_expiry(now).s;
}
