/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api-clients: a new client with its first secret, which is shown in this answer and never
 * again. Nobody makes a client that may do more than the caller. */
#include "server/api/api_client_create.h"

#include "codec/time_text.h"
#include "model/limits.h"
#include "oauth/secret_format.h"
#include "server/api/api_client.h"
#include "server/api/body.h"
#include "server/server.h"

#include <string.h>

enum { STATUS_ATTEMPTS = 8 };

struct create_call {
    struct jt_write write;
    struct jt_api_client client;
    struct jt_client_secret secret;
    jt_str secret_text; /* arena memory, wiped with the request */
    uint32_t status_indexes[STATUS_ATTEMPTS];
};

/* 0: none of ours. */
static unsigned auth_method_of(const struct jt_json_value *value)
{
    jt_str name;
    if (!jt_json_string(value, &name)) {
        return 0;
    }
    if (jt_str_equal(name, JT_STR("client_secret_basic"))) {
        return JT_AUTH_METHOD_BASIC;
    }
    return jt_str_equal(name, JT_STR("client_secret_post")) ? JT_AUTH_METHOD_POST : 0;
}

static void read_auth_methods(struct jt_request *request, const struct jt_json_value *root,
                              unsigned *ret_methods)
{
    const struct jt_json_value *list = jt_json_get(root, "authMethods");
    *ret_methods = JT_AUTH_METHOD_ALL;
    if (list == NULL) {
        return;
    }
    if (jt_json_type(list) != JT_JSON_ARRAY || jt_json_count(list) == 0) {
        jt_body_fault(request, JT_STR(""), "authMethods", "invalid",
                      JT_STR("An array with at least one method."));
        return;
    }
    *ret_methods = 0;
    for (size_t i = 0; i < jt_json_count(list); i++) {
        unsigned method = auth_method_of(jt_json_at(list, i));
        if (method == 0 || (*ret_methods & method) != 0) {
            jt_refuse_add(request, jt_body_pointer(request, JT_STR("/authMethods"), i),
                          JT_STR("invalid"),
                          JT_STR("client_secret_basic or client_secret_post, each once."));
        }
        *ret_methods |= method;
    }
}

static void read_secret(struct jt_request *request, const struct jt_json_value *root, jt_time now,
                        struct jt_client_secret *secret)
{
    static const char *const names[] = {"expiresOn", "remind", NULL};
    const struct jt_json_value *object = jt_json_get(root, "secret");
    jt_str date;
    secret->expires = jt_client_secret_default_expiry(now);
    secret->remind = true;
    if (object == NULL) {
        return;
    }
    if (jt_json_type(object) != JT_JSON_OBJECT) {
        jt_body_fault(request, JT_STR(""), "secret", "wrong_type", JT_STR("An object."));
        return;
    }
    jt_body_only(request, object, JT_STR("/secret"), names);
    jt_body_bool(request, object, JT_STR("/secret"), "remind", &secret->remind);
    if (jt_body_text(request, object, JT_STR("/secret"), "expiresOn", false, &date) &&
        (jt_date_parse_end(date, &secret->expires) != JT_OK ||
         !jt_client_secret_expiry_is_valid(secret->expires, now))) {
        jt_body_fault(request, JT_STR("/secret"), "expiresOn", "invalid",
                      JT_STR("A date such as 2027-01-31, not in the past and at most 24 months "
                             "away."));
    }
}

static enum jt_step_result read_new_client(struct jt_request *request)
{
    static const char *const names[] = {"name",        "description", "authMethods",
                                        "permissions", "secret",      NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct create_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    call->write = jt_request_write(request);
    struct jt_api_client *client = &call->client;
    jt_body_only(request, root, JT_STR(""), names);
    jt_body_name(request, "name", true, &client->name);
    jt_body_description(request, &client->description);
    read_auth_methods(request, root, &client->auth_methods);
    read_secret(request, root, call->write.now, &call->secret);
    enum jt_step_result result = jt_permissions_read(request, root, &client->grants);
    return result == JT_STEP_NEXT ? jt_body_end(request) : result;
}

static enum jt_step_result check_grants(struct jt_request *request)
{
    const struct create_call *call = request->job_data;
    if (!jt_grants_covers(&request->caller->grants, &call->client.grants)) {
        return jt_refuse(request, JT_REASON_grant_exceeds_caller, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static enum jt_err make_secret(struct jt_request *request, struct create_call *call)
{
    JT_CLEAN(jt_secret_clear) struct jt_secret made = {0};
    const struct jt_server *server = request->server;
    JT_TRY(jt_client_secret_make(server->rand, &made));
    jt_str text = jt_secret_reveal(&made);
    JT_TRY(jt_hmac(server->secret_hmac, text, call->secret.hmac));
    call->secret.hmac_key_version = server->secret_hmac_version;
    memcpy(call->secret.hint, text.ptr + text.len - JT_SECRET_HINT_LEN, JT_SECRET_HINT_LEN);
    call->secret_text = jt_arena_copy(&request->x->arena, text);
    return call->secret_text.ptr != NULL ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_err make_keys(struct jt_request *request, struct create_call *call)
{
    const struct jt_rand *rand = request->server->rand;
    char text[JT_UUID_TEXT + 1];
    jt_uuid client_id;
    JT_TRY(jt_uuid_make(rand, &call->client.key));
    JT_TRY(jt_uuid_make(rand, &call->secret.id));
    JT_TRY(jt_uuid_make(rand, &client_id));
    JT_TRY(jt_rand_fill(rand, call->status_indexes, sizeof(call->status_indexes)));
    jt_uuid_write(&client_id, text);
    call->client.client_id = jt_arena_copy(&request->x->arena, jt_str_make(text, JT_UUID_TEXT));
    return call->client.client_id.ptr != NULL ? JT_OK : JT_ERR_NOMEM;
}

/* The bit in a status list must be nobody else's. A list that fills up is left for the next. */
static void run_create(struct jt_job *job)
{
    struct jt_request *request = jt_request_of_job(job);
    struct create_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    for (size_t i = 0; i < STATUS_ATTEMPTS; i++) {
        call->secret.status_list = 1 + (uint32_t)i / 2;
        call->secret.status_index = call->status_indexes[i] % JT_STATUS_LIST_BITS;
        request->job_err = store->ops->api_client_create(store, &call->write, &call->client);
        if (request->job_err != JT_ERR_EXISTS) {
            return;
        }
    }
}

static enum jt_step_result create_client(struct jt_request *request)
{
    struct create_call *call = request->job_data;
    request->job_err = make_keys(request, call);
    if (request->job_err == JT_OK) {
        request->job_err = make_secret(request, call);
    }
    if (request->job_err != JT_OK) {
        return JT_STEP_FAULT;
    }
    struct jt_api_client *client = &call->client;
    call->secret.client = client->key;
    call->secret.created = call->write.now;
    client->realm = request->realm_key;
    client->kind = JT_CLIENT_KIND_API;
    client->secrets = &call->secret;
    client->secret_count = 1;
    client->created = client->updated = call->write.now;
    client->version = 1;
    return jt_request_wait(request, JT_JOB_WRITE, run_create);
}

static enum jt_step_result answer_created(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct create_call *call = request->job_data;
    char key[JT_UUID_TEXT + 1];
    /* Keys, ids and bits are ours and random: none of them being free is a fault of ours. */
    if (request->job_err != JT_OK) {
        return request->job_err == JT_ERR_EXISTS ? JT_STEP_FAULT : jt_api_store_failed(request);
    }
    jt_json_object_begin(&w);
    jt_api_client_write_members(&w, request->server->registry, &call->client, call->write.now);
    jt_json_member_string(&w, "clientSecret", call->secret_text);
    jt_json_object_end(&w);
    jt_uuid_write(&call->client.key, key);
    return jt_api_respond_object(
        request, 201, &buf, call->client.version,
        jt_arena_printf(&request->x->arena, JT_API_PATH "/api-clients/%s", key));
}

const struct jt_step jt_api_client_create_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the API client", read_new_client},
    {"compare with the caller's grants", check_grants},
    {"create the API client", create_client},
    {"answer with the API client", answer_created},
    JT_STEPS_END,
};
