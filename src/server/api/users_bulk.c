/* SPDX-License-Identifier: Apache-2.0 */
/* POST /users/bulk: many users at once, all of them or none; every faulty row is named. */
#include "model/limits.h"
#include "server/api/body.h"
#include "server/api/people.h"
#include "server/api/user_patch.h"
#include "server/server.h"

struct bulk_call {
    jt_uuid realm;
    struct jt_write write;
    struct jt_user *users; /* of the rows that are well-formed */
    size_t *rows;          /* whose they are */
    bool *taken;
    size_t count;
    bool is_trial; /* a row is faulty: nothing is made, and all that is taken is named too */
};

static void read_row(struct jt_request *request, const struct jt_json_value *row, jt_str pointer,
                     struct jt_user *user)
{
    /* A row has few faults, so that there is room for those of every row. */
    request->refusal.error_max = request->refusal.error_count + JT_USERS_BULK_FAULTS;
    if (jt_json_type(row) != JT_JSON_OBJECT) {
        jt_refuse_add(request, pointer, JT_STR("wrong_type"), JT_STR("An object."));
        return;
    }
    jt_user_read(request, row, pointer, user);
}

/* A row that is faulty leaves no user. JT_ERR_CRYPTO: no random key. */
static enum jt_err take_row(struct jt_request *request, const struct jt_json_value *list,
                            size_t row)
{
    struct bulk_call *call = request->job_data;
    struct jt_user user = {0};
    size_t faults = request->refusal.error_count;
    read_row(request, jt_json_at(list, row), jt_body_pointer(request, JT_STR("/users"), row),
             &user);
    if (request->refusal.error_count > faults) {
        return JT_OK;
    }
    call->users[call->count] = user;
    call->rows[call->count] = row;
    return jt_user_begin(request, &call->write, &call->realm, &call->users[call->count++]);
}

static enum jt_step_result read_rows(struct jt_request *request, const struct jt_json_value *list)
{
    struct bulk_call *call = request->job_data;
    struct jt_arena *arena = &request->x->arena;
    size_t count = jt_json_count(list);
    call->users = jt_arena_alloc_array(arena, count, sizeof(*call->users));
    call->rows = jt_arena_alloc_array(arena, count, sizeof(*call->rows));
    call->taken = jt_arena_alloc_array(arena, count, sizeof(*call->taken));
    if (call->users == NULL || call->rows == NULL || call->taken == NULL) {
        return JT_STEP_FAULT;
    }
    for (size_t row = 0; row < count; row++) {
        if (take_row(request, list, row) != JT_OK) {
            return JT_STEP_FAULT;
        }
    }
    call->is_trial = request->refusal.error_count > 0;
    return call->count > 0 ? JT_STEP_NEXT : jt_body_end(request);
}

static enum jt_step_result read_users(struct jt_request *request)
{
    static const char *const names[] = {"users", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    const struct jt_json_value *list = jt_json_get(root, "users");
    struct bulk_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    call->write = jt_request_write(request);
    if (!jt_people_realm(request, &call->realm)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    jt_body_only(request, root, JT_STR(""), names);
    size_t count = jt_json_type(list) == JT_JSON_ARRAY ? jt_json_count(list) : 0;
    if (count == 0 || count > JT_USERS_BULK_MAX) {
        jt_body_fault(request, JT_STR(""), "users", count ? "too_many" : "missing",
                      JT_STR("An array of 1 to 1000 users."));
        return jt_body_end(request);
    }
    return read_rows(request, list);
}

static enum jt_err run_create(struct jt_request *request)
{
    struct bulk_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->users_create(store, &call->write, call->users, call->count, call->is_trial,
                                    call->taken);
}

static enum jt_step_result create_users(struct jt_request *request)
{
    return jt_request_wait(request, JT_JOB_WRITE, run_create);
}

static enum jt_step_result refuse_taken(struct jt_request *request)
{
    const struct bulk_call *call = request->job_data;
    request->refusal.error_max = request->refusal.error_count + call->count;
    for (size_t i = 0; i < call->count; i++) {
        if (call->taken[i]) {
            jt_body_fault(request, jt_body_pointer(request, JT_STR("/users"), call->rows[i]),
                          "email", "taken",
                          JT_STR("Another user, or a row before this one, has this email."));
        }
    }
    return jt_body_end(request);
}

static enum jt_step_result answer_created(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct bulk_call *call = request->job_data;
    if (request->job_err != JT_OK && request->job_err != JT_ERR_EXISTS) {
        return jt_api_store_failed(request);
    }
    if (request->job_err != JT_OK || call->is_trial) {
        return refuse_taken(request);
    }
    jt_json_object_begin(&w);
    jt_json_name(&w, "results");
    jt_json_array_begin(&w);
    for (size_t i = 0; i < call->count; i++) {
        jt_user_write(&w, &call->users[i]);
    }
    jt_json_array_end(&w);
    jt_json_object_end(&w);
    return jt_api_respond(request, 201, &buf);
}

const struct jt_step jt_users_bulk_steps[] = {
    JT_API_CALLER_STEPS,
    {"count the bulk request", jt_api_check_bulk_rate},
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the users", read_users},
    {"create the users", create_users},
    {"answer with the users", answer_created},
    JT_STEPS_END,
};
