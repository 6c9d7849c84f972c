/* SPDX-License-Identifier: Apache-2.0 */
/* PATCH and DELETE of a user. A member with organization roles is changed by those alone who may
 * manage members: whoever could redirect an administrator's email would be administrator. */
#include "server/api/user_patch.h"
#include "codec/url.h"
#include "model/user.h"
#include "server/api/body.h"
#include "server/api/people.h"
#include "server/server.h"

/* Members that were sent; null takes a text away. */
struct patch_call {
    struct jt_user_change change;
    struct jt_write write;
    struct jt_user user;
    const jt_str *email; /* NULL: as it is */
    const jt_str *name;
    const jt_str *photo_url;
    jt_str texts[3];
    int is_active; /* -1: as it is */
    bool may_manage_members;
    bool is_denied;
};

static enum jt_step_result begin(struct jt_request *request)
{
    struct patch_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    request->job_data = call;
    call->write = jt_request_write(request);
    call->is_active = -1;
    call->may_manage_members = jt_api_may(request, JT_PERM_MEMBER_MANAGE);
    if (!jt_people_realm(request, &call->change.realm) ||
        !jt_api_path_key(request, JT_STR("key"), &call->change.key)) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

/* PATCH */

static const jt_str *read_text(struct jt_request *request, const char *name, bool required,
                               jt_str *text)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    const struct jt_json_value *value = jt_json_get(root, name);
    bool has = value != NULL;
    bool is_taken_away = has && !required && jt_json_type(value) == JT_JSON_NULL;
    if (has && !is_taken_away) {
        (void)jt_body_text(request, root, JT_STR(""), name, required, text);
    }
    return has ? text : NULL;
}

static void read_name(struct jt_request *request, struct patch_call *call)
{
    call->name = read_text(request, "name", false, &call->texts[1]);
    if (call->name && call->name->ptr && !jt_name_is_valid(*call->name)) {
        jt_body_fault(request, JT_STR(""), "name", "invalid",
                      JT_STR("1 to 200 characters without control characters, or null."));
    }
}

static void read_photo(struct jt_request *request, struct patch_call *call)
{
    struct jt_url url;
    call->photo_url = read_text(request, "photoUrl", false, &call->texts[2]);
    if (call->photo_url && call->photo_url->ptr && jt_url_parse(*call->photo_url, &url) != JT_OK) {
        jt_body_fault(request, JT_STR(""), "photoUrl", "invalid",
                      JT_STR("An http or https address of at most 2048 bytes, or null."));
    }
}

static void read_email(struct jt_request *request, struct patch_call *call)
{
    call->email = read_text(request, "email", true, &call->texts[0]);
    if (call->email && call->email->ptr && !jt_email_is_valid(*call->email)) {
        jt_body_fault(request, JT_STR(""), "email", "invalid",
                      JT_STR("An address of at most 254 bytes, such as name@example.com."));
    }
}

static enum jt_step_result read_patch(struct jt_request *request)
{
    static const char *const names[] = {"email", "name", "photoUrl", "isActive", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct patch_call *call = request->job_data;
    bool is_active = false;
    jt_body_only(request, root, JT_STR(""), names);
    read_email(request, call);
    read_name(request, call);
    read_photo(request, call);
    const struct jt_json_value *active = jt_json_get(root, "isActive");
    if (active != NULL && jt_json_bool(active, &is_active)) {
        call->is_active = is_active;
    } else if (active != NULL) {
        jt_body_fault(request, JT_STR(""), "isActive", "wrong_type", JT_STR("true or false."));
    }
    return jt_body_end(request);
}

static bool set_text(const jt_str *wanted, jt_str *text)
{
    if (wanted == NULL || jt_str_equal(*wanted, *text)) {
        return false;
    }
    *text = *wanted;
    return true;
}

static bool set_status(const struct patch_call *call, struct jt_user *user)
{
    enum jt_user_status wanted = call->is_active ? JT_USER_ACTIVE : JT_USER_INACTIVE;
    if (call->is_active < 0 || user->status == wanted) {
        return false;
    }
    user->status = wanted;
    return true;
}

static bool is_denied(struct patch_call *call, const struct jt_user *user)
{
    call->is_denied = user->has_organization_roles && !call->may_manage_members;
    return call->is_denied;
}

/* A new address is nobody's until its owner has said so. */
static enum jt_err apply_patch(void *arg, struct jt_arena *arena, struct jt_user *user)
{
    struct patch_call *call = arg;
    (void)arena;
    if (is_denied(call, user)) {
        return JT_ERR_REFUSED;
    }
    bool other_address = call->email && !jt_str_equal_nocase(*call->email, user->email);
    bool changed = set_text(call->email, &user->email);
    changed = set_text(call->name, &user->name) || changed;
    changed = set_text(call->photo_url, &user->photo_url) || changed;
    changed = set_status(call, user) || changed;
    user->email_verified = user->email_verified && !other_address;
    if (changed) {
        user->updated = call->write.now;
        user->version++;
    }
    return JT_OK;
}

static enum jt_err apply_delete(void *arg, struct jt_arena *arena, struct jt_user *user)
{
    (void)arena;
    return is_denied(arg, user) ? JT_ERR_REFUSED : JT_OK;
}

static enum jt_err run_change(struct jt_request *request)
{
    struct patch_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->user_change(store, &call->write, &request->x->arena, &call->change,
                                   &call->user);
}

/* PATCH and DELETE share it. */
static enum jt_step_result change_user(struct jt_request *request)
{
    struct patch_call *call = request->job_data;
    call->change.deletes = request->route->method == JT_HTTP_DELETE;
    call->change.apply = call->change.deletes ? apply_delete : apply_patch;
    call->change.arg = call;
    return jt_request_wait(request, JT_JOB_WRITE, run_change);
}

static enum jt_step_result refuse_change(struct jt_request *request)
{
    const struct patch_call *call = request->job_data;
    if (request->job_err == JT_ERR_REFUSED && call->is_denied) {
        return jt_api_refuse_permission(request, JT_PERM_MEMBER_MANAGE, (jt_str){0});
    }
    if (request->job_err == JT_ERR_REFUSED) {
        return jt_refuse(request, JT_REASON_last_member_manager, (jt_str){0});
    }
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("A user with this email exists already."));
    }
    return jt_api_store_failed(request);
}

static enum jt_step_result answer_changed(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct patch_call *call = request->job_data;
    if (request->job_err != JT_OK) {
        return refuse_change(request);
    }
    jt_user_write(&w, &call->user);
    return jt_api_respond_object(request, 200, &buf, call->user.version, (jt_str){0});
}

static enum jt_step_result answer_deleted(struct jt_request *request)
{
    return request->job_err == JT_OK ? jt_api_respond_nothing(request) : refuse_change(request);
}

const struct jt_step jt_user_patch_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read If-Match", jt_api_read_if_match},
    {"read the key", begin},
    {"read the body", jt_api_read_object},
    {"check what changes", read_patch},
    {"change the user", change_user},
    {"answer with the user", answer_changed},
    JT_STEPS_END,
};

const struct jt_step jt_user_delete_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"read the key", begin},
    {"delete the user", change_user},
    {"answer", answer_deleted},
    JT_STEPS_END,
};
