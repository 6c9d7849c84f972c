/* SPDX-License-Identifier: Apache-2.0 */
/* A new client with the settings of another one, at that moment, and credentials of its own. */
#include "server/api/api_client_duplicate.h"

#include "codec/utf8.h"
#include "model/limits.h"
#include "server/api/api_client.h"
#include "server/api/body.h"
#include "server/api/client_change.h"
#include "server/api/new_secret.h"
#include "server/server.h"

static const char suffix[] = " (copy)";

struct duplicate_call {
    struct jt_client_call base; /* first */
    jt_uuid key;
    jt_str client_id;
    jt_str name; /* empty: made from the other's */
    struct jt_new_secret secret;
};

/* Whole characters alone: a continuation byte is 10xxxxxx. */
static jt_str cut(jt_str name, size_t characters)
{
    while (jt_utf8_count(name) > characters) {
        name.len--;
        while (name.len > 0 && ((unsigned char)name.ptr[name.len] & 0xc0) == 0x80) {
            name.len--;
        }
    }
    return name;
}

static jt_str make_name(struct jt_arena *arena, jt_str name)
{
    name = cut(name, JT_NAME_MAX - (sizeof(suffix) - 1));
    return jt_arena_printf(arena, "%.*s%s", JT_STR_ARG(name), suffix);
}

static enum jt_err apply(void *arg, struct jt_arena *arena, struct jt_api_client *client,
                         bool others_manage)
{
    struct duplicate_call *call = arg;
    (void)others_manage;
    JT_TRY(jt_client_call_check_grants(&call->base, client));
    client->key = call->key;
    client->client_id = call->client_id;
    client->name = call->name.len ? call->name : make_name(arena, client->name);
    client->secrets = &call->secret.row;
    client->secret_count = 1;
    client->imported = false;
    client->suspended = (jt_time){0};
    client->created = client->updated = call->base.write.now;
    client->version = 1;
    return client->name.ptr != NULL ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_step_result read_duplicate(struct jt_request *request)
{
    static const char *const names[] = {"name", NULL};
    struct duplicate_call *call =
        jt_client_call_new(request, sizeof(*call), JT_STR("api_client.duplicate"), apply);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    jt_body_only(request, jt_json_root(request->json), JT_STR(""), names);
    jt_body_name(request, "name", false, &call->name);
    return jt_body_end(request);
}

static enum jt_err make(struct jt_request *request, struct duplicate_call *call)
{
    jt_time now = call->base.write.now;
    jt_new_secret_read(request, NULL, JT_STR(""), now, &call->secret);
    JT_TRY(jt_uuid_make(request->server->rand, &call->key));
    JT_TRY(jt_client_id_make(request, &call->client_id));
    call->secret.row.client = call->key;
    return jt_new_secret_make(request, now, &call->secret);
}

static enum jt_err run(struct jt_request *request)
{
    struct duplicate_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->api_client_copy(store, &call->base.write, &request->x->arena,
                                       &call->base.change, &call->base.client);
}

static enum jt_step_result duplicate(struct jt_request *request)
{
    request->job_err = make(request, request->job_data);
    return request->job_err == JT_OK ? jt_request_wait(request, JT_JOB_WRITE, run) : JT_STEP_FAULT;
}

/* Keys, ids and bits are ours and random: none of them being free is a fault of ours. */
static enum jt_step_result answer(struct jt_request *request)
{
    const struct duplicate_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return request->job_err == JT_ERR_EXISTS ? JT_STEP_FAULT : jt_client_call_failed(request);
    }
    return jt_api_client_answer_made(request, &call->base.client, call->secret.text,
                                     call->base.write.now);
}

const struct jt_step jt_api_client_duplicate_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object_if_any},
    {"read If-Match", jt_api_read_if_match},
    {"check the name", read_duplicate},
    {"read the key", jt_client_call_check_key},
    {"duplicate the API client", duplicate},
    {"answer with the API client", answer},
    JT_STEPS_END,
};
