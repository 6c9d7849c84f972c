/* SPDX-License-Identifier: Apache-2.0 */
/* Reading roles and groups. An organization role carries permissions of the identity API; nobody
 * puts more into one than they hold. */
#include "server/api/circle_read.h"

#include "server/api/api_client.h"
#include "server/api/body.h"
#include "server/server.h"

void jt_circle_check_names(struct jt_request *request, enum jt_circle_kind kind)
{
    static const char *const plain[] = {"name", "description", NULL};
    static const char *const permitted[] = {"name", "description", "permissions", NULL};
    jt_body_only(request, jt_json_root(request->json), JT_STR(""),
                 kind == JT_ORGANIZATION_ROLE ? permitted : plain);
}

static void check_identity_only(struct jt_request *request, const struct jt_grants *grants)
{
    for (size_t i = 0; i < grants->count; i++) {
        if (grants->items[i].permission >= JT_PERM_OWN_FIRST) {
            jt_body_fault(request, JT_STR(""), "permissions", "invalid",
                          JT_STR("An organization role carries permissions of the identity API."));
            return;
        }
    }
}

enum jt_step_result jt_circle_read_grants(struct jt_request *request, enum jt_circle_kind kind,
                                          struct jt_grants *ret_grants)
{
    if (kind != JT_ORGANIZATION_ROLE) {
        return jt_body_end(request);
    }
    enum jt_step_result result =
        jt_permissions_read(request, jt_json_root(request->json), ret_grants);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    check_identity_only(request, ret_grants);
    result = jt_body_end(request);
    if (result != JT_STEP_NEXT) {
        return result;
    }
    return jt_api_caller_covers(request, ret_grants)
               ? JT_STEP_NEXT
               : jt_refuse(request, JT_REASON_grant_exceeds_caller, (jt_str){0});
}
