/* SPDX-License-Identifier: Apache-2.0 */
/* A client renews its own secret. A stolen token is not enough: it must hold a live secret too. And
 * a client never gives itself a longer term than the one that it was given. */
#include "codec/civil.h"
#include "model/limits.h"
#include "model/secret_succession.h"
#include "oauth/secret_format.h"
#include "server/api/body.h"
#include "server/api/client_secrets.h"
#include "server/server.h"

enum { HOUR_S = 3600 };

struct rotate_call {
    struct jt_secret_call base; /* first */
    uint8_t current[JT_SECRET_HMAC_LEN];
    bool has_expiry;
    bool has_remind;
};

static size_t find_current(const struct rotate_call *call, const struct jt_secret_set *set,
                           jt_time now)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct jt_client_secret *secret = &set->items[i];
        if (jt_client_secret_is_live(secret, now) &&
            jt_bytes_equal_secret(secret->hmac, call->current, sizeof(call->current))) {
            return i;
        }
    }
    return set->count;
}

/* As many days from now as the newest live secret was given. */
static jt_time longest(const struct jt_secret_set *set, jt_time now)
{
    const struct jt_client_secret *newest = &set->items[jt_secret_set_newest_live(set, now)];
    int64_t days = jt_civil_day_of(newest->expires.s) - jt_civil_day_of(newest->created.s);
    return jt_client_secret_expiry_in(now, days);
}

static enum jt_err check_expiry(struct rotate_call *call, const struct jt_secret_set *set,
                                jt_time now)
{
    jt_time limit = longest(set, now);
    struct jt_client_secret *fresh = &call->base.secret.row;
    if (!call->has_expiry) {
        fresh->expires = limit;
        return JT_OK;
    }
    if (fresh->expires.s > limit.s) {
        call->base.base.no_detail =
            JT_STR("A client cannot give itself a longer term than it had.");
        return jt_client_call_refuse(&call->base.base, JT_REASON_body_invalid);
    }
    return JT_OK;
}

static enum jt_err apply(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                         bool others_manage)
{
    struct rotate_call *call = arg;
    struct jt_secret_set set = {.count = client->secret_count};
    struct jt_client_secret *fresh = &call->base.secret.row;
    jt_time now = call->base.base.write.now;
    (void)others_manage;
    if (client->suspended.s != 0) {
        return jt_client_call_refuse(&call->base.base, JT_REASON_client_suspended);
    }
    JT_TRY(jt_secret_call_copy(arena, client, &set.items));
    size_t place = find_current(call, &set, now);
    if (place == set.count) {
        return jt_client_call_refuse(&call->base.base, JT_REASON_current_secret_invalid);
    }
    JT_TRY(check_expiry(call, &set, now));
    fresh->remind = call->has_remind ? fresh->remind : set.items[place].remind;
    jt_secret_set_rotate(&set, place, fresh, call->base.overlap_hours * HOUR_S, now);
    client->secrets = set.items;
    client->secret_count = set.count;
    jt_api_client_touch(client, now);
    return JT_OK;
}

static void read_terms(struct jt_request *request, struct rotate_call *call)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    struct jt_client_secret *fresh = &call->base.secret.row;
    jt_time now = call->base.base.write.now;
    call->base.overlap_hours = JT_SECRET_OVERLAP_HOURS;
    call->has_remind = jt_json_get(root, "remind") != NULL;
    jt_body_bool(request, root, JT_STR(""), "remind", &fresh->remind);
    call->has_expiry = jt_new_secret_read_expiry(request, root, JT_STR(""), now, &fresh->expires);
    jt_body_integer(request, "overlapHours", JT_SECRET_SELF_OVERLAP_MIN_HOURS,
                    JT_SECRET_OVERLAP_MAX_HOURS, &call->base.overlap_hours);
}

static enum jt_step_result read_rotate(struct jt_request *request)
{
    static const char *const names[] = {"currentSecret", "expiresOn", "overlapHours", "remind",
                                        NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    jt_str current;
    struct rotate_call *call =
        jt_client_call_new(request, sizeof(*call), JT_STR("api_client.secret.rotate"), apply);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    call->base.base.change.key = request->caller_key;
    jt_body_only(request, root, JT_STR(""), names);
    read_terms(request, call);
    if (jt_body_text(request, root, JT_STR(""), "currentSecret", true, &current)) {
        request->job_err = jt_hmac(request->server->secret_hmac, current, call->current);
        if (request->job_err != JT_OK) {
            return JT_STEP_FAULT;
        }
    }
    return jt_body_end(request);
}

const struct jt_step jt_client_secret_rotate_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"read If-Match", jt_api_read_if_match},
    {"check the secret's terms", read_rotate},
    {"replace the secret", jt_secret_call_store},
    {"answer with the secret", jt_secret_call_answer},
    JT_STEPS_END,
};
