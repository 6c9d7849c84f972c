/* SPDX-License-Identifier: Apache-2.0 */
/* What all kinds of objects have in common: shown, created, edited, deleted. */
#include "cli/manage/verbs.h"

#include "cli/manage/confirm.h"
#include "cli/manage/show.h"
#include "cli/manage/widen.h"
#include "cli/say.h"

#include <unistd.h>

enum jt_err jt_verb_usage(struct jt_trouble *trouble, const char *what, const char *next)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "%s", what);
    jt_trouble_set_next(trouble, "%s", next);
    return JT_ERR_ARG;
}

void jt_verb_write_object(struct jt_manage *manage, const struct jt_json_value *object)
{
    struct jt_buf *out = &manage->cli->out;
    struct jt_json_writer w = {.buf = out};
    if (manage->cli->options.json) {
        jt_json_write_value(&w, object);
        jt_buf_append_char(out, '\n');
        return;
    }
    jt_show_object(object, jt_say_is_coloured(STDOUT_FILENO), out);
}

/* The object's ETag, so that nobody's change between now and ours is overwritten unseen. */
static enum jt_err read_etag(struct jt_manage *manage, jt_str path, jt_str *ret_etag,
                             struct jt_trouble *trouble)
{
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    struct jt_manage_request request = {.method = "GET", .path = path};
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    *ret_etag = reply.etag;
    return JT_OK;
}

static enum jt_err patch(struct jt_manage *manage, jt_str path, const struct jt_buf *body,
                         struct jt_trouble *trouble)
{
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    struct jt_manage_request request = {.method = "PATCH", .path = path, .body = jt_buf_str(body)};
    JT_TRY(jt_buf_check(body));
    JT_TRY(read_etag(manage, path, &request.if_match, trouble));
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    jt_verb_write_object(manage, jt_json_root(reply.json));
    return JT_OK;
}

enum jt_err jt_verb_send(struct jt_manage *manage, const char *method, jt_str path, jt_str query,
                         const struct jt_buf *body, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    struct jt_manage_request request = {.method = method, .path = path, .query = query};
    if (body) {
        JT_TRY(jt_buf_check(body));
        request.body = jt_buf_str(body);
    }
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    if (reply.json) {
        jt_verb_write_object(manage, jt_json_root(reply.json));
    }
    return JT_OK;
}

enum jt_err jt_verb_find_argument(struct jt_manage *manage, size_t place,
                                  struct jt_found *ret_found, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    const struct jt_cli *cli = manage->cli;
    const struct jt_kind *kind = cli->verb->kind;
    JT_TRY(jt_kind_path(kind, &cli->options, &path));
    jt_str kept = jt_arena_copy(&manage->arena, jt_buf_str(&path));
    return kept.ptr ? jt_kind_find(manage, kind, kept, cli->options.args[place], ret_found, trouble)
                    : JT_ERR_NOMEM;
}

enum jt_err jt_verb_confirm(const struct jt_manage *manage, const char *what,
                            const struct jt_found *found, const char *consequence,
                            struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    jt_buf_append_f(&text, "%s \"%.*s\" (%.*s)? %s", what, JT_STR_ARG(found->label),
                    JT_STR_ARG(found->key), consequence);
    JT_TRY(jt_buf_check(&text));
    return jt_confirm(manage->cli, jt_buf_str(&text), trouble);
}

enum jt_err jt_verb_show(struct jt_manage *manage, struct jt_trouble *trouble)
{
    struct jt_found found;
    JT_TRY(jt_manage_begin(manage, manage->cli, (jt_str){NULL, 0}, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &found, trouble));
    return jt_verb_send(manage, "GET", found.path, (jt_str){NULL, 0}, NULL, trouble);
}

enum jt_err jt_verb_create(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_MANAGE_BODY_MAX);
    struct jt_json_writer w = {.buf = &body};
    const struct jt_cli *cli = manage->cli;
    jt_json_object_begin(&w);
    JT_TRY(jt_verb_write_fields(manage, cli->verb->kind, cli->options.args[0], &w, trouble));
    jt_json_object_end(&w);
    JT_TRY(jt_kind_path(cli->verb->kind, &cli->options, &path));
    JT_TRY(jt_manage_begin(manage, manage->cli, (jt_str){NULL, 0}, trouble));
    JT_TRY(jt_widen_by_options(manage, trouble));
    return jt_verb_send(manage, "POST", jt_buf_str(&path), (jt_str){NULL, 0}, &body, trouble);
}

enum jt_err jt_verb_edit(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_MANAGE_BODY_MAX);
    struct jt_json_writer w = {.buf = &body};
    struct jt_found found;
    jt_json_object_begin(&w);
    JT_TRY(jt_verb_write_fields(manage, manage->cli->verb->kind, NULL, &w, trouble));
    jt_json_object_end(&w);
    if (jt_str_equal(jt_buf_str(&body), JT_STR("{}"))) {
        return jt_verb_usage(trouble, "Nothing is said that should change.",
                             "Name what should, for instance --name \"Another name\".");
    }
    JT_TRY(jt_manage_begin(manage, manage->cli, (jt_str){NULL, 0}, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &found, trouble));
    JT_TRY(jt_widen_by_options(manage, trouble));
    return patch(manage, found.path, &body, trouble);
}

enum jt_err jt_verb_delete(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf what = {0};
    struct jt_found found;
    jt_buf_append_f(&what, "Delete the %s", manage->cli->verb->kind->noun);
    JT_TRY(jt_manage_begin(manage, manage->cli, (jt_str){NULL, 0}, trouble));
    JT_TRY(jt_verb_find_argument(manage, 0, &found, trouble));
    JT_TRY(jt_verb_confirm(manage, jt_buf_c(&what), &found, "It cannot be brought back.", trouble));
    return jt_verb_send(manage, "DELETE", found.path, (jt_str){NULL, 0}, NULL, trouble);
}
