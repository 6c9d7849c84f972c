/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api-clients: a new client with its first secret, which is shown in this answer and never
 * again. POST /api-clients/import: one that exists in another system, with its id and its secret.
 * Nobody makes a client that may do more than the caller. */
#include "server/api/api_client_create.h"

#include "server/api/api_client.h"
#include "server/api/body.h"
#include "server/api/imported_secret.h"
#include "server/api/new_secret.h"
#include "server/server.h"

struct create_call {
    struct jt_write write;
    struct jt_api_client client;
    struct jt_new_secret secret;
    jt_str import_text;
};

static void read_secret(struct jt_request *request, const struct jt_json_value *root,
                        struct create_call *call)
{
    static const char *const names[] = {"expiresOn", "remind", NULL};
    const struct jt_json_value *object = jt_json_get(root, "secret");
    if (object != NULL && jt_json_type(object) != JT_JSON_OBJECT) {
        jt_body_fault(request, JT_STR(""), "secret", "wrong_type", JT_STR("An object."));
        return;
    }
    jt_body_only(request, object, JT_STR("/secret"), names);
    jt_new_secret_read(request, object, JT_STR("/secret"), call->write.now, &call->secret);
}

static enum jt_step_result read_client(struct jt_request *request, const char *const *names)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    struct create_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    call->write = jt_request_write(request);
    struct jt_api_client *client = &call->client;
    client->auth_methods = JT_AUTH_METHOD_ALL;
    jt_body_only(request, root, JT_STR(""), names);
    jt_body_name(request, "name", true, &client->name);
    jt_body_description(request, &client->description);
    jt_auth_methods_read(request, root, &client->auth_methods);
    read_secret(request, root, call);
    return jt_permissions_read(request, root, &client->grants);
}

static enum jt_step_result read_new_client(struct jt_request *request)
{
    static const char *const names[] = {"name",        "description", "authMethods",
                                        "permissions", "secret",      NULL};
    enum jt_step_result result = read_client(request, names);
    return result == JT_STEP_NEXT ? jt_body_end(request) : result;
}

static enum jt_step_result read_import(struct jt_request *request)
{
    static const char *const names[] = {"clientId",    "clientSecret", "name",   "description",
                                        "authMethods", "permissions",  "secret", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    enum jt_step_result result = read_client(request, names);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    struct create_call *call = request->job_data;
    if (jt_body_text(request, root, JT_STR(""), "clientId", true, &call->client.client_id) &&
        !jt_client_id_is_valid(call->client.client_id)) {
        jt_body_fault(request, JT_STR(""), "clientId", "invalid",
                      JT_STR("1 to 128 of A-Z a-z 0-9 . _ ~ -"));
    }
    if (jt_body_text(request, root, JT_STR(""), "clientSecret", true, &call->import_text)) {
        jt_imported_secret_check(request, call->client.client_id, call->import_text);
    }
    call->client.imported = true;
    call->secret.row.imported = true;
    return jt_body_end(request);
}

static enum jt_step_result check_grants(struct jt_request *request)
{
    const struct create_call *call = request->job_data;
    if (!jt_api_caller_covers(request, &call->client.grants)) {
        return jt_refuse(request, JT_REASON_grant_exceeds_caller, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

static enum jt_err run_create(struct jt_request *request)
{
    struct create_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->api_client_create(store, &call->write, &call->client);
}

static enum jt_step_result create_client(struct jt_request *request)
{
    struct create_call *call = request->job_data;
    struct jt_api_client *client = &call->client;
    if (jt_uuid_make(request->server->rand, &client->key) != JT_OK) {
        return JT_STEP_FAULT;
    }
    call->secret.row.client = client->key;
    client->realm = request->realm_key;
    client->kind = JT_CLIENT_KIND_API;
    client->secrets = &call->secret.row;
    client->secret_count = 1;
    client->created = client->updated = call->write.now;
    client->version = 1;
    return jt_request_wait(request, JT_JOB_WRITE, run_create);
}

static enum jt_step_result make_credentials(struct jt_request *request)
{
    struct create_call *call = request->job_data;
    request->job_err = jt_client_id_make(request, &call->client.client_id);
    if (request->job_err == JT_OK) {
        request->job_err = jt_new_secret_make(request, call->write.now, &call->secret);
    }
    return request->job_err == JT_OK ? JT_STEP_NEXT : JT_STEP_FAULT;
}

static enum jt_step_result take_credentials(struct jt_request *request)
{
    struct create_call *call = request->job_data;
    request->job_err =
        jt_new_secret_import(request, call->write.now, call->import_text, &call->secret);
    return request->job_err == JT_OK ? JT_STEP_NEXT : JT_STEP_FAULT;
}

static enum jt_step_result answer_created(struct jt_request *request)
{
    const struct create_call *call = request->job_data;
    /* Keys, ids and bits are ours and random: none of them being free is a fault of ours. */
    if (request->job_err != JT_OK) {
        return request->job_err == JT_ERR_EXISTS ? JT_STEP_FAULT : jt_api_store_failed(request);
    }
    return jt_api_client_answer_made(request, &call->client, call->secret.text, call->write.now);
}

/* The caller has the secret already. */
static enum jt_step_result answer_imported(struct jt_request *request)
{
    const struct create_call *call = request->job_data;
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("The client id is taken, or was by a client that is deleted."));
    }
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    return jt_api_client_answer_made(request, &call->client, (jt_str){0}, call->write.now);
}

const struct jt_step jt_api_client_create_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the API client", read_new_client},
    {"compare with the caller's grants", check_grants},
    {"make credentials", make_credentials},
    {"create the API client", create_client},
    {"answer with the API client", answer_created},
    JT_STEPS_END,
};

const struct jt_step jt_api_client_import_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the API client", read_import},
    {"compare with the caller's grants", check_grants},
    {"take the credentials", take_credentials},
    {"import the API client", create_client},
    {"answer with the API client", answer_imported},
    JT_STEPS_END,
};
