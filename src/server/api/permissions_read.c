/* SPDX-License-Identifier: Apache-2.0 */
/* The "permissions" of a body: names and stages become grants, each fault named by its pointer. */
#include "model/limits.h"
#include "server/api/api_client.h"
#include "server/api/body.h"
#include "server/server.h"

struct reading {
    struct jt_request *request;
    struct jt_grant *items;
    size_t count;
    size_t max;
};

static void add(struct reading *reading, uint32_t permission, uint32_t stage)
{
    if (reading->count < reading->max) {
        reading->items[reading->count++] = (struct jt_grant){permission, stage};
    }
}

static void read_stages(struct reading *reading, const struct jt_json_value *stages, jt_str pointer,
                        const struct jt_permission *permission)
{
    const struct jt_registry *registry = reading->request->server->registry;
    for (size_t i = 0; i < jt_json_count(stages); i++) {
        jt_str slug;
        const struct jt_stage *stage = NULL;
        if (jt_json_string(jt_json_at(stages, i), &slug)) {
            stage = jt_registry_stage_by_slug(registry, slug);
        }
        if (stage == NULL) {
            jt_refuse_add(reading->request,
                          jt_arena_printf(&reading->request->x->arena, "%.*s/stages/%zu",
                                          JT_STR_ARG(pointer), i),
                          JT_STR("unknown_stage"), JT_STR("There is no such stage."));
        } else {
            add(reading, permission->id, stage->id);
        }
    }
}

static bool is_list(const struct jt_json_value *value)
{
    return value != NULL && jt_json_type(value) == JT_JSON_ARRAY;
}

/* ["*"] */
static bool is_everything(const struct jt_json_value *list)
{
    jt_str text;
    return jt_json_count(list) == 1 && jt_json_string(jt_json_at(list, 0), &text) &&
           jt_str_equal(text, JT_STR("*"));
}

static void read_known(struct reading *reading, const struct jt_json_value *item, jt_str pointer,
                       const struct jt_permission *permission)
{
    const struct jt_json_value *stages = jt_json_get(item, "stages");
    if (!permission->per_stage && stages == NULL) {
        add(reading, permission->id, 0);
        return;
    }
    if (!permission->per_stage) {
        jt_body_fault(reading->request, pointer, "stages", "invalid",
                      JT_STR("This permission is organization-wide: leave stages out."));
        return;
    }
    if (!is_list(stages) || jt_json_count(stages) == 0) {
        jt_body_fault(reading->request, pointer, "stages", "missing",
                      JT_STR("This permission is granted per stage: name at least one."));
        return;
    }
    if (is_everything(stages)) {
        add(reading, permission->id, 0);
        return;
    }
    read_stages(reading, stages, pointer, permission);
}

/* Names of permissions are unique within their API alone, so that one is named with its audience;
 * without, it is the identity API's. */
static const struct jt_api *read_api(struct reading *reading, const struct jt_json_value *item,
                                     jt_str pointer)
{
    const struct jt_registry *registry = reading->request->server->registry;
    const struct jt_api *api = NULL;
    jt_str audience;
    if (jt_json_get(item, "api") == NULL) {
        return jt_registry_api_by_id(registry, JT_API_IDENTITY);
    }
    if (!jt_body_text(reading->request, item, pointer, "api", true, &audience)) {
        return NULL;
    }
    api = jt_registry_api_by_audience(registry, audience);
    if (api == NULL) {
        jt_body_fault(reading->request, pointer, "api", "unknown_api",
                      JT_STR("There is no API with this audience."));
    }
    return api;
}

static void read_item(struct reading *reading, const struct jt_json_value *item, jt_str pointer)
{
    static const char *const names[] = {"permission", "api", "stages", NULL};
    struct jt_request *request = reading->request;
    jt_str name;
    if (jt_json_type(item) != JT_JSON_OBJECT) {
        jt_refuse_add(request, pointer, JT_STR("wrong_type"),
                      JT_STR("An object with the member permission, or * alone."));
        return;
    }
    jt_body_only(request, item, pointer, names);
    const struct jt_api *api = read_api(reading, item, pointer);
    if (!jt_body_text(request, item, pointer, "permission", true, &name) || api == NULL) {
        return;
    }
    const struct jt_permission *permission =
        jt_registry_permission_by_name(request->server->registry, api->id, name);
    if (permission == NULL) {
        jt_body_fault(request, pointer, "permission", "unknown_permission",
                      JT_STR("The API has no such permission; name own APIs by api."));
        return;
    }
    read_known(reading, item, pointer, permission);
}

/* At most this many grants can come of the list. */
static size_t count_grants(const struct jt_json_value *list)
{
    size_t count = jt_json_count(list);
    for (size_t i = 0; i < jt_json_count(list); i++) {
        const struct jt_json_value *stages = jt_json_get(jt_json_at(list, i), "stages");
        count += is_list(stages) ? jt_json_count(stages) : 0;
    }
    return count;
}

static enum jt_step_result read_list(struct jt_request *request, const struct jt_json_value *list,
                                     struct jt_grants *ret_grants)
{
    struct reading reading = {.request = request, .max = count_grants(list)};
    if (reading.max > JT_GRANTS_MAX) {
        jt_body_fault(request, JT_STR(""), "permissions", "too_many", JT_STR("Too many grants."));
        return JT_STEP_NEXT;
    }
    reading.items = jt_arena_alloc_array(&request->x->arena, reading.max, sizeof(struct jt_grant));
    if (reading.items == NULL) {
        return JT_STEP_FAULT;
    }
    for (size_t i = 0; i < jt_json_count(list); i++) {
        read_item(&reading, jt_json_at(list, i),
                  jt_body_pointer(request, JT_STR("/permissions"), i));
    }
    ret_grants->items = reading.items;
    ret_grants->count = jt_grants_normalize(reading.items, reading.count);
    return JT_STEP_NEXT;
}

enum jt_step_result jt_permissions_read(struct jt_request *request,
                                        const struct jt_json_value *object,
                                        struct jt_grants *ret_grants)
{
    const struct jt_json_value *list = jt_json_get(object, "permissions");
    *ret_grants = (struct jt_grants){0};
    if (list == NULL) {
        return JT_STEP_NEXT;
    }
    if (!is_list(list)) {
        jt_body_fault(request, JT_STR(""), "permissions", "wrong_type", JT_STR("An array."));
        return JT_STEP_NEXT;
    }
    if (is_everything(list)) {
        ret_grants->all = true;
        return JT_STEP_NEXT;
    }
    return read_list(request, list, ret_grants);
}
