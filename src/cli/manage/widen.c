/* SPDX-License-Identifier: Apache-2.0 */
/* The scope in use, and the permissions that are to be handed out. */
#include "cli/manage/widen.h"

#include "cli/narrow.h"
#include "cli/say.h"

static bool has_word(jt_str scope, jt_str word)
{
    for (jt_str one; jt_str_next(&scope, ' ', &one);) {
        if (jt_str_equal(one, word)) {
            return true;
        }
    }
    return false;
}

static enum jt_err add_word(struct jt_buf *scope, const struct jt_granting_item *item)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf word = {0};
    jt_buf_append_f(&word, "%.*s%s%.*s", JT_STR_ARG(item->stage), item->stage.len ? ":" : "",
                    JT_STR_ARG(item->name));
    JT_TRY(jt_buf_check(&word));
    if (!has_word(jt_buf_str(scope), jt_buf_str(&word))) {
        jt_buf_append_char(scope, ' ');
        jt_buf_append(scope, jt_buf_str(&word));
    }
    return jt_buf_check(scope);
}

/* Permissions of other APIs are handed out by whoever holds them, whatever the token names. */
static enum jt_err write_scope(jt_str narrow, const struct jt_granting *granting,
                               struct jt_buf *scope, bool *ret_has_every)
{
    bool has_every = granting->all;
    jt_buf_append(scope, narrow);
    for (size_t i = 0; i < granting->count; i++) {
        const struct jt_granting_item *item = &granting->items[i];
        bool is_every = jt_str_equal(item->stage, JT_STR("*"));
        has_every = has_every || is_every;
        if (item->api.len == 0 && !is_every) {
            JT_TRY(add_word(scope, item));
        }
    }
    *ret_has_every = has_every;
    return jt_buf_check(scope);
}

static enum jt_err use(struct jt_manage *manage, jt_str scope, struct jt_trouble *trouble)
{
    struct jt_acquired acquired;
    struct jt_acquire wide = manage->acquire;
    wide.want.scope = jt_arena_copy(&manage->arena, scope);
    if (wide.want.scope.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err = jt_acquire(&wide, &acquired, trouble);
    if (jt_narrow_is_refused(err, trouble)) {
        *trouble = (struct jt_trouble){.kind = JT_TROUBLE_NONE};
        return JT_OK;
    }
    JT_TRY(err);
    jt_token_clear(&acquired.token);
    manage->acquire.want.scope = wide.want.scope;
    return JT_OK;
}

enum jt_err jt_widen(struct jt_manage *manage, const struct jt_granting *granting,
                     struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf scope = {0};
    jt_str narrow = manage->acquire.want.scope;
    bool has_every = false;
    if (!manage->is_narrow) {
        return JT_OK;
    }
    JT_TRY(write_scope(narrow, granting, &scope, &has_every));
    if (has_every) {
        jt_say_note(manage->cli, "This hands out permissions for every stage, which takes a token "
                                 "that names them all; the server finds that too large "
                                 "(--token-max).");
    }
    bool is_wider = scope.len > narrow.len && scope.len <= JT_WANT_SCOPE_MAX;
    return is_wider ? use(manage, jt_buf_str(&scope), trouble) : JT_OK;
}

enum jt_err jt_widen_by_options(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_granting_clear) struct jt_granting granting = {.items = NULL};
    const struct jt_options *options = &manage->cli->options;
    if (!manage->is_narrow || options->permissions.count == 0) {
        return JT_OK;
    }
    JT_TRY(jt_granting_new(&granting));
    JT_TRY(jt_granting_add(&granting, &options->permissions, jt_str_from_c(options->api), trouble));
    return jt_widen(manage, &granting, trouble);
}

enum jt_err jt_widen_as(struct jt_manage *manage, jt_str path, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_granting_clear) struct jt_granting granting = {.items = NULL};
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    const struct jt_manage_request request = {.method = "GET", .path = path};
    if (!manage->is_narrow) {
        return JT_OK;
    }
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    JT_TRY(jt_granting_new(&granting));
    JT_TRY(jt_granting_read(&granting, jt_json_get(jt_json_root(reply.json), "permissions")));
    return jt_widen(manage, &granting, trouble);
}
