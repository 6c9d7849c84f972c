/* SPDX-License-Identifier: Apache-2.0 */
/* One request to the management API, and its problem details (RFC 9457) in words. */
#include "cli/manage/manage.h"

#include "client/call.h"

#include "codec/percent.h"

#include <string.h>

void jt_query_add(struct jt_buf *query, const char *name, const char *value)
{
    if (value == NULL) {
        return;
    }
    jt_buf_append_f(query, "%s%s=", query->len ? "&" : "", name);
    jt_percent_encode(query, jt_str_from_c(value));
}

void jt_path_add(struct jt_buf *path, jt_str segment)
{
    jt_buf_append_char(path, '/');
    jt_percent_encode(path, segment);
}

jt_str jt_member(const struct jt_json_value *object, const char *name)
{
    jt_str text = {NULL, 0};
    (void)jt_json_string(jt_json_get(object, name), &text);
    return text;
}

void jt_reply_clear(struct jt_reply *reply)
{
    jt_json_clear(&reply->json);
}

static void write_error(const struct jt_json_value *error, struct jt_buf *text)
{
    jt_str pointer = jt_member(error, "pointer");
    jt_buf_append_c(text, text->len ? " " : "");
    pointer = jt_str_from(pointer, jt_str_starts_with(pointer, JT_STR("/")) ? 1 : 0);
    jt_buf_append(text, pointer);
    jt_buf_append_c(text, pointer.len ? ": " : "");
    jt_buf_append(text, jt_member(error, "detail"));
}

/* What is wrong, member by member, says more than that something is. */
static void read_errors(const struct jt_json_value *errors, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    for (size_t i = 0; i < jt_json_count(errors); i++) {
        write_error(jt_json_at(errors, i), &text);
    }
    if (text.len) {
        jt_trouble_copy(trouble->description, sizeof(trouble->description), jt_buf_str(&text));
    }
}

static void advise_permission(const struct jt_json_value *problem, struct jt_trouble *trouble)
{
    jt_str permission = jt_member(problem, "permission");
    jt_str stage = jt_member(problem, "stage");
    if (permission.len) {
        jt_trouble_set_next(trouble,
                            "Missing: %.*s%s%.*s. Whoever has it may grant it: jeton client "
                            "permissions CLIENT --add %.*s%s%.*s",
                            JT_STR_ARG(permission), stage.len ? " at the stage " : "",
                            JT_STR_ARG(stage), JT_STR_ARG(stage), stage.len ? ":" : "",
                            JT_STR_ARG(permission));
    }
}

static void advise_status(struct jt_trouble *trouble)
{
    if (trouble->status == 412) {
        jt_trouble_set_next(trouble, "Somebody else changed it meanwhile: look at it and try "
                                     "again.");
    }
}

static enum jt_err refused(const struct jt_http_in *in, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    jt_refused_by_api(in, trouble);
    jt_trouble_copy(trouble->what, sizeof(trouble->what), JT_STR("The server refused."));
    if (jt_json_parse(in->body, JT_MANAGE_BODY_MAX, &json) == JT_OK) {
        const struct jt_json_value *root = jt_json_root(json);
        jt_trouble_copy(trouble->error_uri, sizeof(trouble->error_uri), jt_member(root, "type"));
        read_errors(jt_json_get(root, "errors"), trouble);
        advise_permission(root, trouble);
    }
    advise_status(trouble);
    return JT_ERR_REFUSED;
}

static enum jt_err no_json(const struct jt_http_in *in, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_NETWORK,
                   "The management API answered %d with something that is no JSON.", in->status);
    jt_trouble_set_next(trouble, "Is there a proxy between that answers in its place?");
    trouble->status = in->status;
    return JT_ERR_FORMAT;
}

static enum jt_err read_reply(struct jt_manage *manage, const struct jt_http_in *in,
                              struct jt_reply *ret_reply, struct jt_trouble *trouble)
{
    struct jt_reply reply = {.json = NULL};
    if (in->status < 200 || in->status > 299) {
        return refused(in, trouble);
    }
    if (in->body.len) {
        enum jt_err err = jt_json_parse(in->body, JT_CALL_BODY_MAX, &reply.json);
        if (err != JT_OK) {
            return err == JT_ERR_NOMEM ? err : no_json(in, trouble);
        }
    }
    reply.etag = jt_arena_copy(&manage->arena, in->etag);
    *ret_reply = reply;
    return JT_OK;
}

enum jt_err jt_manage_send(struct jt_manage *manage, const struct jt_manage_request *request,
                           struct jt_reply *ret_reply, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = JT_CALL_ARENA_MAX};
    struct jt_http_in in;
    jt_str headers[3] = {JT_STR("Accept: application/json")};
    size_t count = 1;
    if (request->body.len) {
        headers[count++] = JT_STR("Content-Type: application/json");
    }
    if (request->if_match.len) {
        headers[count] = jt_arena_printf(&arena, "If-Match: %.*s", JT_STR_ARG(request->if_match));
        count++;
    }
    struct jt_call call = {
        .method = jt_str_from_c(request->method),
        .url = jt_arena_printf(&arena, "%.*s%.*s%s%.*s", JT_STR_ARG(manage->base),
                               JT_STR_ARG(request->path), request->query.len ? "?" : "",
                               JT_STR_ARG(request->query)),
        .headers = headers,
        .header_count = count,
        .body = request->body,
        .allow_origins = manage->cli->allow_origins,
    };
    if (call.url.ptr == NULL || headers[count - 1].ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(jt_call_send(&call, &manage->acquire, &arena, &in, trouble));
    manage->retry_after_s = in.retry_after_s;
    return read_reply(manage, &in, ret_reply, trouble);
}
