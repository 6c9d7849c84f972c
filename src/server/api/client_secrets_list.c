/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api-clients/{key}/secrets: the secrets of a client. GET /api-clients/{key}/secret-uses: from
 * which addresses each was used lately, so that whoever rotates knows when the old one may go. */
#include "server/api/api_client.h"
#include "server/api/client_secrets.h"
#include "server/api/query.h"
#include "server/server.h"

struct list_call {
    struct jt_page page;
    jt_uuid key;
    struct jt_api_client client;
    struct jt_secret_use *uses;
    size_t use_count;
};

static enum jt_step_result read_list(struct jt_request *request)
{
    struct list_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    if (!jt_api_path_key(request, JT_STR("key"), &call->key)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return jt_query_only_page(request, &call->page);
}

static enum jt_err run_find(struct jt_request *request)
{
    struct list_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    struct jt_arena *arena = &request->x->arena;
    JT_TRY(store->ops->api_client_find(store, arena, &call->key, &call->client));
    return store->ops->secret_use_list(store, arena, &call->key, &call->uses, &call->use_count);
}

static enum jt_step_result find_secrets(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_READ, run_find);
}

static void write_uses(struct jt_json_writer *w, const struct list_call *call,
                       const jt_uuid *secret)
{
    jt_json_name(w, "usedFrom");
    jt_json_array_begin(w);
    for (size_t i = 0; i < call->use_count; i++) {
        const struct jt_secret_use *use = &call->uses[i];
        if (jt_uuid_equal(&use->secret, secret)) {
            jt_json_object_begin(w);
            jt_json_member_string(w, "address", use->last_used_from);
            jt_json_member_time(w, "lastUsedAt", use->last_used);
            jt_json_object_end(w);
        }
    }
    jt_json_array_end(w);
}

/* The overlap may end before the secret would have expired. */
static jt_time end_of(const struct jt_client_secret *secret)
{
    bool ends_before = secret->ended.s != 0 && secret->ended.s < secret->expires.s;
    return ends_before ? secret->ended : secret->expires;
}

static void write_secret(struct jt_json_writer *w, const struct list_call *call,
                         const struct jt_client_secret *secret, jt_time now)
{
    (void)call;
    jt_client_secret_write_members(w, secret, now);
}

static void write_use(struct jt_json_writer *w, const struct list_call *call,
                      const struct jt_client_secret *secret, jt_time now)
{
    jt_json_member_uuid(w, "id", &secret->id);
    jt_json_member_string(w, "hint", jt_str_from_c(secret->hint));
    jt_json_member_string(w, "state",
                          jt_client_secret_state_text(jt_client_secret_state(secret, now)));
    jt_json_member_time(w, "createdAt", secret->created);
    jt_json_member_time(w, "endsAt", end_of(secret));
    write_uses(w, call, &secret->id);
}

/* Like every list from the oldest on, while a client's own are kept newest first. */
static size_t write_list(struct jt_json_writer *w, const struct list_call *call, jt_time now,
                         void (*write)(struct jt_json_writer *w, const struct list_call *call,
                                       const struct jt_client_secret *secret, jt_time now),
                         uint64_t *ret_total)
{
    size_t count = 0;
    *ret_total = 0;
    for (size_t i = call->client.secret_count; i > 0; i--) {
        const struct jt_client_secret *secret = &call->client.secrets[i - 1];
        if (!jt_client_secret_is_known(secret, now)) {
            continue;
        }
        if ((*ret_total)++ >= call->page.offset && count < call->page.limit) {
            jt_json_object_begin(w);
            write(w, call, secret, now);
            jt_json_object_end(w);
            count++;
        }
    }
    return count;
}

/* Deleted clients leave tombstones, which are no objects any more. */
static enum jt_step_result answer(struct jt_request *request,
                                  void (*write)(struct jt_json_writer *w,
                                                const struct list_call *call,
                                                const struct jt_client_secret *secret, jt_time now))
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct list_call *call = request->job_data;
    uint64_t total = 0;
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    if (call->client.deleted.s != 0 || !jt_uuid_equal(&call->client.realm, &request->realm_key)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    jt_api_list_begin(&w);
    size_t count = write_list(&w, call, jt_clock_now(request->server->clock), write, &total);
    jt_api_list_end(&w, &call->page, count, total);
    return jt_api_respond(request, 200, &buf);
}

static enum jt_step_result answer_secrets(struct jt_request *request)
{
    return answer(request, write_secret);
}

static enum jt_step_result answer_uses(struct jt_request *request)
{
    return answer(request, write_use);
}

const struct jt_step jt_client_secret_list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the key and the query", read_list},
    {"find the secrets", find_secrets},
    {"answer with the secrets", answer_secrets},
    JT_STEPS_END,
};

const struct jt_step jt_client_secret_uses_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the key and the query", read_list},
    {"find the secrets", find_secrets},
    {"answer with the uses", answer_uses},
    JT_STEPS_END,
};
