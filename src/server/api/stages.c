/* SPDX-License-Identifier: Apache-2.0 */
/* /stages: listed and found by those who may see them, made, relabelled, moved, archived, restored.
 * Reading waits for nothing: the registry has them. */
#include "codec/url.h"
#include "model/limits.h"
#include "server/api/body.h"
#include "server/api/people.h"
#include "server/api/query.h"
#include "server/api/stage_view.h"
#include "server/keys/keyring.h"
#include "server/routes.h"
#include "server/server.h"

struct stage_call {
    struct jt_page page;
    struct jt_write write;
    struct jt_realm_members members;
    struct jt_stage stage;
    struct jt_realm realm;
    struct jt_signing_key key;
    struct jt_stage_change change;
    jt_str label;     /* empty: as it is */
    int64_t position; /* -1: as it is */
    bool archives;
    bool restores;
};

static struct stage_call *begin_call(struct jt_request *request)
{
    struct stage_call *call = jt_arena_alloc(&request->x->arena, sizeof(*call));
    if (call != NULL) {
        call->position = -1;
        call->write = jt_request_write(request);
    }
    request->job_data = call;
    return call;
}

/* GET /stages */

static enum jt_step_result read_list_query(struct jt_request *request)
{
    struct stage_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    return jt_query_only_page(request, &call->page);
}

static enum jt_step_result answer_list(struct jt_request *request)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    const struct stage_call *call = request->job_data;
    struct jt_stage_view view;
    size_t count = 0;
    if (!jt_stage_view_make(request, &view)) {
        return JT_STEP_FAULT;
    }
    jt_api_list_begin(&w);
    for (; count < call->page.limit; count++) {
        const struct jt_stage *stage =
            jt_stage_view_at(request, &view, (size_t)call->page.offset + count);
        if (stage == NULL) {
            break;
        }
        jt_stage_write(&w, stage);
    }
    jt_api_list_end(&w, &call->page, count, jt_stage_view_count(request, &view));
    return jt_api_respond(request, 200, &buf);
}

/* GET /stages/{slug}: the check of the permission found the stage. */

static enum jt_step_result answer_stage(struct jt_request *request, const struct jt_stage *stage,
                                        int status, jt_str location)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    jt_stage_write(&w, stage);
    return jt_api_respond_object(request, status, &buf, stage->version, location);
}

static enum jt_step_result answer_found(struct jt_request *request)
{
    const struct jt_stage *stage =
        jt_registry_stage_by_slug(request->server->registry, jt_people_slug(request));
    return stage != NULL ? answer_stage(request, stage, 200, (jt_str){0}) : JT_STEP_FAULT;
}

/* POST /stages */

static void read_slug(struct jt_request *request, struct stage_call *call)
{
    const struct jt_json_value *root = jt_json_root(request->json);
    if (jt_body_text(request, root, JT_STR(""), "slug", true, &call->stage.slug) &&
        !jt_stage_slug_is_valid(call->stage.slug)) {
        jt_body_fault(request, JT_STR(""), "slug", "invalid",
                      JT_STR("1 to 32 of the characters a-z, 0-9 and -."));
    }
}

/* The host of its own public URL, or SLUG.localhost. */
static enum jt_err choose_host(struct jt_request *request, struct stage_call *call)
{
    struct jt_realm_members *members = &call->members;
    struct jt_arena *arena = &request->x->arena;
    struct jt_url url;
    jt_str *host = jt_arena_alloc_array(arena, 1, sizeof(*host));
    if (host == NULL) {
        return JT_ERR_NOMEM;
    }
    if (members->public_url.len > 0 && jt_url_parse(members->public_url, &url) == JT_OK) {
        *host = url.host_is_ipv6 ? jt_arena_printf(arena, "[%.*s]", JT_STR_ARG(url.host))
                                 : jt_arena_copy(arena, url.host);
    } else {
        *host = jt_arena_printf(arena, "%.*s.localhost", JT_STR_ARG(call->stage.slug));
    }
    members->hosts = host;
    members->host_count = 1;
    return host->ptr != NULL ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_step_result read_new_stage(struct jt_request *request)
{
    static const char *const names[] = {"slug", "label", "publicUrl", "hosts", "alg", NULL};
    struct stage_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    jt_body_only(request, jt_json_root(request->json), JT_STR(""), names);
    read_slug(request, call);
    jt_body_name(request, "label", false, &call->stage.label);
    enum jt_step_result result = jt_realm_read(request, &call->members);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    result = jt_body_end(request);
    if (result == JT_STEP_NEXT && !call->members.has_hosts && choose_host(request, call) != JT_OK) {
        return JT_STEP_FAULT;
    }
    if (result == JT_STEP_NEXT && !jt_realm_hosts_fit(call->members.public_url, call->members.hosts,
                                                      call->members.host_count)) {
        jt_body_fault(request, JT_STR(""), "hosts", "invalid",
                      JT_STR("The host of publicUrl must be one of them."));
        return jt_body_end(request);
    }
    return result;
}

static void fill(struct stage_call *call)
{
    const struct jt_realm_members *members = &call->members;
    call->realm.kind = JT_REALM_APPLICATION;
    call->realm.public_url = members->public_url;
    call->realm.alg = members->has_alg ? members->alg : JT_STR("ES256");
    call->realm.hosts = members->hosts;
    call->realm.host_count = members->host_count;
    call->realm.created = call->write.now;
    call->realm.version = 1;
    call->stage.realm = call->realm.key;
    call->stage.created = call->write.now;
    call->stage.version = 1;
    if (call->stage.label.len == 0) {
        call->stage.label = call->stage.slug;
    }
}

/* An RSA key takes its time: neither the loop nor the thread that writes waits for it. */
static enum jt_err run_make_key(struct jt_request *request)
{
    struct stage_call *call = request->job_data;
    return jt_keyring_make(request->server->keyring, &request->x->arena, &call->realm.key,
                           jt_alg_find(call->realm.alg), JT_SIGNING_KEY_ACTIVE, call->write.now,
                           &call->key);
}

static enum jt_step_result make_key(struct jt_request *request)
{
    struct stage_call *call = request->job_data;
    if (jt_uuid_make(request->server->rand, &call->realm.key) != JT_OK) {
        return JT_STEP_FAULT;
    }
    fill(call);
    return jt_request_wait(request, JT_JOB_COMPUTE, run_make_key);
}

static enum jt_err run_create(struct jt_request *request)
{
    struct stage_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->stage_create(store, &call->write, &call->stage, &call->realm, &call->key,
                                    &call->stage);
}

static enum jt_step_result create_stage(struct jt_request *request)
{
    return request->job_err == JT_OK ? jt_request_wait(request, JT_JOB_WRITE, run_create)
                                     : JT_STEP_FAULT;
}

static enum jt_step_result answer_created(struct jt_request *request)
{
    const struct stage_call *call = request->job_data;
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists,
                         JT_STR("Another stage has, or had, this slug, or another realm one of "
                                "these hosts."));
    }
    if (request->job_err != JT_OK) {
        return jt_api_store_failed(request);
    }
    return answer_stage(request, &call->stage, 201,
                        jt_arena_printf(&request->x->arena, JT_API_PATH "/stages/%.*s",
                                        JT_STR_ARG(call->stage.slug)));
}

/* PATCH /stages/{slug}, POST /stages/{slug}/archive and …/restore */

static enum jt_err apply_change(void *arg, struct jt_arena *arena, struct jt_stage *stage)
{
    const struct stage_call *call = arg;
    struct jt_stage before = *stage;
    (void)arena;
    if (call->label.len > 0) {
        stage->label = call->label;
    }
    if (call->position >= 0) {
        stage->position = (uint32_t)call->position;
    }
    if (call->archives && stage->archived.s == 0) {
        stage->archived = call->write.now;
    }
    if (call->restores) {
        stage->archived = (jt_time){0};
    }
    bool changed = !jt_str_equal(before.label, stage->label) ||
                   before.position != stage->position || before.archived.s != stage->archived.s;
    stage->version += changed;
    return JT_OK;
}

static enum jt_step_result read_patch(struct jt_request *request)
{
    static const char *const names[] = {"label", "position", NULL};
    const struct jt_json_value *root = jt_json_root(request->json);
    struct stage_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    jt_body_only(request, root, JT_STR(""), names);
    if (jt_json_get(root, "label") != NULL) {
        jt_body_name(request, "label", true, &call->label);
    }
    jt_body_integer(request, "position", 0, JT_STAGE_POSITION_MAX, &call->position);
    return jt_body_end(request);
}

static enum jt_step_result begin_archive(struct jt_request *request)
{
    struct stage_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    call->archives = true;
    return JT_STEP_NEXT;
}

static enum jt_step_result begin_restore(struct jt_request *request)
{
    struct stage_call *call = begin_call(request);
    if (call == NULL) {
        return JT_STEP_FAULT;
    }
    call->restores = true;
    return JT_STEP_NEXT;
}

static enum jt_err run_change(struct jt_request *request)
{
    struct stage_call *call = request->job_data;
    struct jt_store *store = request->server->store;
    return store->ops->stage_change(store, &call->write, &request->x->arena, &call->change,
                                    &call->stage);
}

static enum jt_step_result change_stage(struct jt_request *request)
{
    struct stage_call *call = request->job_data;
    call->change = (struct jt_stage_change){jt_people_slug(request), apply_change, call};
    return jt_request_wait(request, JT_JOB_WRITE, run_change);
}

static enum jt_step_result answer_changed(struct jt_request *request)
{
    const struct stage_call *call = request->job_data;
    return request->job_err == JT_OK ? answer_stage(request, &call->stage, 200, (jt_str){0})
                                     : jt_api_store_failed(request);
}

static const struct jt_step list_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", read_list_query},
    {"answer with the stages", answer_list},
    JT_STEPS_END,
};

static const struct jt_step find_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"answer with the stage", answer_found},
    JT_STEPS_END,
};

static const struct jt_step create_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read the body", jt_api_read_object},
    {"check the stage", read_new_stage},
    {"make the signing key", make_key},
    {"create the stage", create_stage},
    {"answer with the stage", answer_created},
    JT_STEPS_END,
};

static const struct jt_step change_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"read If-Match", jt_api_read_if_match},
    {"read the body", jt_api_read_object},
    {"check what changes", read_patch},
    {"change the stage", change_stage},
    {"answer with the stage", answer_changed},
    JT_STEPS_END,
};

static const struct jt_step archive_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"mark the stage", begin_archive},
    {"archive the stage", change_stage},
    {"answer with the stage", answer_changed},
    JT_STEPS_END,
};

static const struct jt_step restore_steps[] = {
    JT_API_CALLER_STEPS,
    {"read the query", jt_api_no_query},
    {"look for a body", jt_api_no_body},
    {"read If-Match", jt_api_read_if_match},
    {"mark the stage", begin_restore},
    {"restore the stage", change_stage},
    {"answer with the stage", answer_changed},
    JT_STEPS_END,
};

const struct jt_route jt_routes_stages[] = {
    {JT_HTTP_GET, JT_API_PATH "/stages", JT_ROUTE_API, list_steps, JT_PERM_STAGE_VIEW},
    {JT_HTTP_POST, JT_API_PATH "/stages", JT_ROUTE_API, create_steps, JT_PERM_STAGE_MANAGE},
    {JT_HTTP_GET, JT_API_PATH "/stages/{slug}", JT_ROUTE_API, find_steps, JT_PERM_STAGE_VIEW},
    {JT_HTTP_PATCH, JT_API_PATH "/stages/{slug}", JT_ROUTE_API, change_steps, JT_PERM_STAGE_MANAGE},
    {JT_HTTP_POST, JT_API_PATH "/stages/{slug}/archive", JT_ROUTE_API, archive_steps,
     JT_PERM_STAGE_MANAGE},
    {JT_HTTP_POST, JT_API_PATH "/stages/{slug}/restore", JT_ROUTE_API, restore_steps,
     JT_PERM_STAGE_MANAGE},
    JT_ROUTES_END,
};
