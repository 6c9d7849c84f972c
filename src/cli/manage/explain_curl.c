/* SPDX-License-Identifier: Apache-2.0 */
/* A pasted curl command, tried at the server without being carried out. The paste may hold secrets:
 * it lives in memory that is wiped, goes to the server whose address it names alone, and nothing of
 * it is printed. */
#include "cli/manage/explain.h"
#include "cli/paste.h"
#include "cli/say.h"

#include "client/curl_write.h"
#include "client/origin.h"

#include "codec/utf8.h"

#include <unistd.h>

enum { BODY_MAX = 1 << 20 };

static enum jt_err fail(struct jt_trouble *trouble, const char *what, const char *next)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "%s", what);
    jt_trouble_set_next(trouble, "%s", next);
    return JT_ERR_ARG;
}

/* The server would learn a secret that is not meant for it. */
static enum jt_err check_origin(const struct jt_manage *manage, jt_str address,
                                struct jt_trouble *trouble)
{
    struct jt_url url;
    struct jt_url own;
    char origin[256];
    if (jt_url_parse(address, &url) != JT_OK || jt_url_parse(manage->base, &own) != JT_OK) {
        return fail(trouble, "The address in the curl command is none.",
                    "Only http and https, and only characters of ASCII, without blanks.");
    }
    if (jt_url_same_origin(&url, &own) || jt_origin_in_list(&url, manage->cli->allow_origins)) {
        return JT_OK;
    }
    jt_origin_write(&own, sizeof(origin), origin);
    jt_trouble_set(trouble, JT_TROUBLE_USAGE,
                   "The curl command is for another server than %s, and its credentials are not "
                   "for this one.",
                   origin);
    jt_trouble_set_next(trouble, "If they are the same server, say so: --allow-origin ORIGIN. If "
                                 "not, nothing was sent; that server alone can explain it.");
    return JT_ERR_ARG;
}

static void write_headers(struct jt_json_writer *w, const struct jt_curl_command *command)
{
    jt_json_name(w, "headers");
    jt_json_array_begin(w);
    for (size_t i = 0; i < command->header_count; i++) {
        jt_json_array_begin(w);
        jt_json_write_string(w, command->headers[i].name);
        jt_json_write_string(w, command->headers[i].value);
        jt_json_array_end(w);
    }
    jt_json_array_end(w);
}

static enum jt_err write_request(const struct jt_curl_command *command, struct jt_buf *body,
                                 struct jt_trouble *trouble)
{
    struct jt_json_writer w = {.buf = body};
    if (!jt_utf8_is_valid(command->body)) {
        return fail(trouble, "The data in the curl command is no valid UTF-8.",
                    "Servers refuse such a form; write the characters again.");
    }
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "method", command->method);
    jt_json_member_string(&w, "path", command->url);
    write_headers(&w, command);
    if (command->has_body) {
        jt_json_member_string(&w, "body", command->body);
    }
    jt_json_object_end(&w);
    return jt_buf_check(body);
}

static void write_json(const struct jt_pasted *pasted, const struct jt_json_value *verdict,
                       jt_str command, struct jt_buf *out)
{
    struct jt_json_writer w = {.buf = out};
    jt_json_object_begin(&w);
    jt_json_name(&w, "verdict");
    jt_json_write_value(&w, verdict);
    jt_json_member_bool(&w, "partial", pasted->command->is_partial);
    jt_json_name(&w, "remarks");
    jt_remarks_write(pasted->command, jt_buf_str(&pasted->text), &w);
    jt_json_member_string(&w, "command", command);
    jt_json_object_end(&w);
    jt_buf_append_char(out, '\n');
}

static enum jt_err write_result(struct jt_manage *manage, struct jt_pasted *pasted,
                                const struct jt_json_value *verdict)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf command = {0};
    struct jt_buf *out = &manage->cli->out;
    JT_TRY(jt_curl_command_write(pasted->command, &pasted->arena, &command));
    if (manage->cli->options.json) {
        write_json(pasted, verdict, jt_buf_str(&command), out);
        return JT_OK;
    }
    jt_explain_show(verdict, manage->realm, jt_say_is_coloured(STDOUT_FILENO), out);
    jt_remarks_show(pasted->command, jt_buf_str(&pasted->text), out);
    if (pasted->command->is_partial) {
        jt_buf_append_c(out, "\nSomething that belongs to the request was not read: the verdict is "
                             "about the rest.\n");
    }
    jt_buf_append_c(out, "\nThe request, written as it should be:\n\n");
    jt_buf_append(out, jt_buf_str(&command));
    jt_buf_append_char(out, '\n');
    return JT_OK;
}

enum jt_err jt_explain_curl(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_pasted_clear) struct jt_pasted pasted = {.command = NULL};
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(BODY_MAX);
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    JT_TRY(jt_pasted_read(manage->cli, &pasted, trouble));
    JT_TRY(jt_manage_begin(manage, manage->cli, JT_STR("api_client.manage"), trouble));
    JT_TRY(check_origin(manage, pasted.command->url, trouble));
    JT_TRY(write_request(pasted.command, &body, trouble));
    const struct jt_manage_request request = {
        .method = "POST",
        .path = JT_STR("/rejections/dry-run"),
        .body = jt_buf_str(&body),
    };
    JT_TRY(jt_manage_send(manage, &request, &reply, trouble));
    return write_result(manage, &pasted, jt_json_root(reply.json));
}
