/* SPDX-License-Identifier: Apache-2.0 */
/* Stages that the caller's token names with stage.view, or all of them for whoever manages them. */
#include "server/api/stage_view.h"

#include "server/server.h"

#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    const struct jt_stage *a = *(const struct jt_stage *const *)left;
    const struct jt_stage *b = *(const struct jt_stage *const *)right;
    if (a->position != b->position) {
        return a->position < b->position ? -1 : 1;
    }
    return a->id == b->id ? 0 : a->id < b->id ? -1 : 1;
}

/* A scope names no token twice. */
bool jt_stage_view_make(const struct jt_request *request, struct jt_stage_view *ret_view)
{
    struct jt_stage_view view = {.all = jt_api_sees_all_stages(request)};
    jt_str counting = jt_api_scope(request);
    jt_str filling = counting;
    size_t count = 0;
    if (view.all) {
        *ret_view = view;
        return true;
    }
    while (jt_api_next_stage(request, JT_PERM_STAGE_VIEW, &counting) != NULL) {
        count++;
    }
    view.items = jt_arena_alloc_array(&request->x->arena, count, sizeof(const struct jt_stage *));
    if (view.items == NULL) {
        return false;
    }
    for (; view.count < count; view.count++) {
        view.items[view.count] = jt_api_next_stage(request, JT_PERM_STAGE_VIEW, &filling);
    }
    qsort(view.items, view.count, sizeof(const struct jt_stage *), compare);
    *ret_view = view;
    return true;
}

const struct jt_stage *jt_stage_view_at(const struct jt_request *request,
                                        const struct jt_stage_view *view, size_t index)
{
    if (view->all) {
        return jt_registry_stage_in_order(request->server->registry, index);
    }
    return index < view->count ? view->items[index] : NULL;
}

size_t jt_stage_view_count(const struct jt_request *request, const struct jt_stage_view *view)
{
    return view->all ? jt_registry_count(request->server->registry).stages : view->count;
}

void jt_stage_write(struct jt_json_writer *w, const struct jt_stage *stage)
{
    jt_json_object_begin(w);
    jt_json_member_string(w, "slug", stage->slug);
    jt_json_member_string(w, "label", stage->label);
    jt_json_member_integer(w, "position", stage->position);
    jt_json_member_uuid(w, "realm", &stage->realm);
    jt_json_member_time(w, "createdAt", stage->created);
    jt_json_member_time(w, "archivedAt", stage->archived);
    jt_json_object_end(w);
}

static void write_address(struct jt_json_writer *w, const char *name, jt_str base, jt_str path,
                          const jt_uuid *key)
{
    char text[JT_UUID_TEXT + 1];
    jt_json_name(w, name);
    jt_buf_append_char(w->buf, '"');
    jt_json_escape(w->buf, base);
    jt_json_escape(w->buf, path);
    if (key != NULL) {
        jt_uuid_write(key, text);
        jt_buf_append_c(w->buf, text);
    }
    jt_buf_append_char(w->buf, '"');
    w->needs_comma = true;
}

/* byHost: what is asked when only the domain is known; null where its host does not answer under
 * the public URL. */
static void write_discovery(struct jt_json_writer *w, const struct jt_registry_realm *realm)
{
    jt_json_name(w, "discovery");
    jt_json_object_begin(w);
    if (realm->discovery_at_host) {
        write_address(w, "byHost", realm->public_url,
                      JT_STR("/identity/.well-known/openid-configuration"), NULL);
    } else {
        jt_json_name(w, "byHost");
        jt_json_write_null(w);
    }
    write_address(w, "openidConfiguration", realm->issuer,
                  JT_STR("/.well-known/openid-configuration"), NULL);
    write_address(w, "authorizationServer", realm->public_url,
                  JT_STR("/.well-known/oauth-authorization-server/auth/realms/"), &realm->key);
    jt_json_object_end(w);
}

void jt_realm_write(struct jt_json_writer *w, const struct jt_registry_realm *realm)
{
    bool is_platform = realm->kind == JT_REALM_PLATFORM;
    jt_json_object_begin(w);
    jt_json_member_uuid(w, "key", &realm->key);
    jt_json_member_string(w, "kind", is_platform ? JT_STR("platform") : JT_STR("application"));
    jt_api_member_text(w, "stage", realm->stage);
    jt_json_member_string(w, "issuer", realm->issuer);
    jt_json_member_string(w, "publicUrl", realm->public_url);
    jt_json_member_bool(w, "hasOwnPublicUrl", realm->own_public_url.len > 0);
    jt_json_name(w, "hosts");
    jt_json_array_begin(w);
    for (size_t i = 0; i < realm->host_count; i++) {
        jt_json_write_string(w, realm->hosts[i]);
    }
    jt_json_array_end(w);
    jt_json_member_string(w, "alg", realm->alg);
    write_discovery(w, realm);
    jt_json_member_time(w, "createdAt", realm->created);
    jt_json_object_end(w);
}
