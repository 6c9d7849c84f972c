/* SPDX-License-Identifier: Apache-2.0 */
/* "development:end_user.view user.manage", made once for each set of grants. */
#include "store/registry_scope.h"

#include "base/buf.h"

#include <stdlib.h>

enum { TEXT_MAX = 64 << 20 };

struct extent {
    size_t from;
    size_t len;
};

static void append(struct jt_buf *buf, size_t from, jt_str stage, jt_str permission)
{
    if (buf->len > from) {
        jt_buf_append_char(buf, ' ');
    }
    if (stage.len) {
        jt_buf_append(buf, stage);
        jt_buf_append_char(buf, ':');
    }
    jt_buf_append(buf, permission);
}

/* What is granted of one API at one stage; stage NULL: for the whole organization. */
static void append_stage(struct jt_buf *buf, size_t from, const struct jt_catalogue *catalogue,
                         const struct jt_grants *grants, uint32_t api, const struct jt_stage *stage)
{
    const struct jt_permission *permissions = jt_catalogue_permissions(catalogue);
    uint32_t stage_id = stage ? stage->id : 0;
    for (size_t i = 0; i < catalogue->permissions.count; i++) {
        bool fits = permissions[i].api == api && permissions[i].per_stage == (stage != NULL);
        if (fits && jt_grants_has(grants, permissions[i].id, stage_id)) {
            append(buf, from, stage ? stage->slug : JT_STR(""), permissions[i].name);
        }
    }
}

static struct extent append_api(struct jt_buf *buf, const struct jt_catalogue *catalogue,
                                const struct jt_grants *grants, uint32_t api)
{
    const struct jt_stage *stages = jt_catalogue_stages(catalogue);
    size_t from = buf->len;
    for (size_t i = 0; i < catalogue->stages.count; i++) {
        if (stages[i].archived.s == 0) {
            append_stage(buf, from, catalogue, grants, api, &stages[i]);
        }
    }
    append_stage(buf, from, catalogue, grants, api, NULL);
    return (struct extent){from, buf->len - from};
}

static enum jt_err write_texts(struct jt_buf *buf, const struct jt_catalogue *catalogue,
                               const struct jt_grants *grants, struct extent *extents)
{
    const struct jt_api *apis = jt_catalogue_apis(catalogue);
    for (size_t i = 0; i < catalogue->apis.count; i++) {
        extents[i] = append_api(buf, catalogue, grants, apis[i].id);
    }
    return jt_buf_check(buf);
}

enum jt_err jt_scope_texts(const struct jt_catalogue *catalogue, const struct jt_grants *grants,
                           jt_str **ret_scopes, size_t *ret_count, char **ret_text)
{
    size_t count = catalogue->apis.count;
    struct jt_arena arena JT_CLEAN(jt_arena_clear) = {0};
    struct jt_buf buf JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(TEXT_MAX);
    struct extent *extents = jt_arena_alloc_array(&arena, count, sizeof(*extents));
    if (extents == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(write_texts(&buf, catalogue, grants, extents));
    jt_str *scopes = calloc(count + 1, sizeof(*scopes));
    char *text = jt_str_dup(jt_buf_str(&buf));
    if (scopes == NULL || text == NULL) {
        free(scopes);
        free(text);
        return JT_ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        scopes[i] = jt_str_make(text + extents[i].from, extents[i].len);
    }
    *ret_scopes = scopes;
    *ret_count = count;
    *ret_text = text;
    return JT_OK;
}
