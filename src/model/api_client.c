/* SPDX-License-Identifier: Apache-2.0 */
/* The status of an API client is derived each time it is asked for, never stored: it changes with
 * the clock. Status and words come from one table, so that they cannot disagree. */
#include "model/api_client.h"

#include "codec/civil.h"
#include "model/limits.h"

enum finding {
    FINDING_NONE,
    FINDING_SUSPENDED,
    FINDING_NO_LIVE_SECRET,
    FINDING_NO_SECRET,
    FINDING_NO_PERMISSION,
    FINDING_SECRET_EXPIRING,
    FINDING_SECRET_EXPIRED,
};

struct meaning {
    enum jt_api_client_status status;
    jt_str reason;
};

static const struct meaning meanings[] = {
    [FINDING_NONE] = {JT_API_CLIENT_AVAILABLE, JT_STR_INIT("")},
    [FINDING_SUSPENDED] = {JT_API_CLIENT_SUSPENDED,
                           JT_STR_INIT(
                               "Suspended by an administrator: no secret and no token works "
                               "until it is resumed.")},
    [FINDING_NO_LIVE_SECRET] = {JT_API_CLIENT_EXPIRED,
                                JT_STR_INIT(
                                    "Every client secret has expired or was ended. Generate "
                                    "a new one and hand it over.")},
    [FINDING_NO_SECRET] = {JT_API_CLIENT_NEEDS_ATTENTION,
                           JT_STR_INIT("It has no client secret. Generate one and hand it over.")},
    [FINDING_NO_PERMISSION] = {JT_API_CLIENT_NEEDS_ATTENTION,
                               JT_STR_INIT("It has no permissions, so it gets no token. Grant at "
                                           "least one.")},
    [FINDING_SECRET_EXPIRING] = {JT_API_CLIENT_NEEDS_ATTENTION,
                                 JT_STR_INIT("A client secret expires within 14 days. Generate a "
                                             "new one and hand it over.")},
    [FINDING_SECRET_EXPIRED] = {JT_API_CLIENT_NEEDS_ATTENTION,
                                JT_STR_INIT("A client secret has expired. Make sure that nobody "
                                            "uses it any more, then revoke it.")},
};

_Static_assert(JT_SECRET_WARNING_DAYS == 14, "the words above say 14 days");

/* Will the calendar end it soon? One that is superseded before that needs nobody's attention. */
static bool is_expiring(const struct jt_client_secret *secret, jt_time now)
{
    bool superseded_first = secret->ended.s != 0 && secret->ended.s <= secret->expires.s;
    return !superseded_first && jt_client_secret_is_live(secret, now) &&
           secret->expires.s - now.s <= (int64_t)JT_SECRET_WARNING_DAYS * JT_DAY_S;
}

static enum finding judge_secrets(const struct jt_api_client *client, jt_time now)
{
    size_t live = 0;
    size_t expiring = 0;
    size_t expired = 0;
    for (size_t i = 0; i < client->secret_count; i++) {
        const struct jt_client_secret *secret = &client->secrets[i];
        live += jt_client_secret_is_live(secret, now);
        expiring += is_expiring(secret, now);
        expired += jt_client_secret_is_known(secret, now) &&
                   jt_client_secret_state(secret, now) == JT_SECRET_EXPIRED;
    }
    if (client->secret_count == 0) {
        return FINDING_NO_SECRET;
    }
    if (live == 0) {
        return FINDING_NO_LIVE_SECRET;
    }
    if (expiring) {
        return FINDING_SECRET_EXPIRING;
    }
    return expired ? FINDING_SECRET_EXPIRED : FINDING_NONE;
}

/* The first that an administrator has to know. */
static enum finding judge(const struct jt_api_client *client, jt_time now)
{
    if (client->suspended.s != 0) {
        return FINDING_SUSPENDED;
    }
    enum finding finding = judge_secrets(client, now);
    bool tolerable = finding != FINDING_NO_LIVE_SECRET && finding != FINDING_NO_SECRET;
    return tolerable && jt_grants_is_empty(&client->grants) ? FINDING_NO_PERMISSION : finding;
}

enum jt_api_client_status jt_api_client_status(const struct jt_api_client *client, jt_time now)
{
    return meanings[judge(client, now)].status;
}

/* The calendar touches at from what holds from there on. */
static void narrow(jt_time at, jt_time now, jt_time *from, jt_time *until)
{
    if (at.s <= now.s && at.s > from->s) {
        *from = at;
    }
    if (at.s > now.s && at.s < until->s) {
        *until = at;
    }
}

/* Every second at which judge_secrets() may begin to see a secret in another way. */
void jt_api_client_status_span(const struct jt_api_client *client, jt_time now, jt_time *ret_from,
                               jt_time *ret_until)
{
    jt_time from = {INT64_MIN};
    jt_time until = {INT64_MAX};
    for (size_t i = 0; i < client->secret_count; i++) {
        const struct jt_client_secret *secret = &client->secrets[i];
        int64_t warned_s = secret->expires.s - (int64_t)JT_SECRET_WARNING_DAYS * JT_DAY_S;
        int64_t forgotten_s =
            jt_client_secret_death(secret).s + (int64_t)JT_SECRET_DEAD_KEEP_DAYS * JT_DAY_S;
        narrow((jt_time){warned_s}, now, &from, &until);
        narrow((jt_time){secret->expires.s + 1}, now, &from, &until);
        narrow((jt_time){forgotten_s}, now, &from, &until);
        if (secret->ended.s != 0) {
            narrow(secret->ended, now, &from, &until);
        }
    }
    *ret_from = from;
    *ret_until = until;
}

jt_str jt_api_client_status_reason(const struct jt_api_client *client, jt_time now)
{
    return meanings[judge(client, now)].reason;
}

jt_str jt_api_client_status_text(enum jt_api_client_status status)
{
    switch (status) {
    case JT_API_CLIENT_AVAILABLE:
        return JT_STR("Available");
    case JT_API_CLIENT_NEEDS_ATTENTION:
        return JT_STR("Needs attention");
    case JT_API_CLIENT_EXPIRED:
        return JT_STR("Expired");
    case JT_API_CLIENT_SUSPENDED:
        return JT_STR("Suspended");
    }
    return JT_STR("");
}

static bool has_live_secret(const struct jt_api_client *client, jt_time now)
{
    for (size_t i = 0; i < client->secret_count; i++) {
        if (jt_client_secret_is_live(&client->secrets[i], now)) {
            return true;
        }
    }
    return false;
}

bool jt_api_client_manages(const struct jt_api_client *client, jt_time now)
{
    return client->deleted.s == 0 && client->suspended.s == 0 &&
           jt_grants_has(&client->grants, JT_PERM_API_CLIENT_MANAGE, 0) &&
           has_live_secret(client, now);
}

void jt_api_client_touch(struct jt_api_client *client, jt_time now)
{
    client->updated = now;
    client->version++;
}

bool jt_client_id_is_valid(jt_str client_id)
{
    for (size_t i = 0; i < client_id.len; i++) {
        char c = client_id.ptr[i];
        bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!alphanumeric && c != '.' && c != '_' && c != '~' && c != '-') {
            return false;
        }
    }
    return client_id.len >= 1 && client_id.len <= JT_CLIENT_ID_MAX;
}
