/* SPDX-License-Identifier: Apache-2.0 */
/* jeton call: one API request with the token. */
#include "cli/cmds.h"
#include "cli/credentials.h"
#include "cli/say.h"
#include "cli/session.h"

#include "base/fd.h"
#include "client/call.h"

#include "codec/json.h"
#include "codec/json_write.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum jt_err read_data(const char *data, struct jt_buf *body, struct jt_trouble *trouble)
{
    if (data == NULL || data[0] != '@') {
        jt_buf_append_c(body, data ? data : "");
        return jt_buf_check(body);
    }
    bool is_stdin = strcmp(data, "@-") == 0;
    JT_CLEAN(jt_fd_clear)
    int fd = is_stdin ? dup(STDIN_FILENO) : open(data + 1, O_RDONLY | O_CLOEXEC);
    enum jt_err err = fd < 0 ? JT_ERR_IO : jt_fd_read_all(fd, body);
    if (err != JT_OK) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The body cannot be read from %s: %s.", data + 1,
                       err == JT_ERR_LIMIT ? "it is larger than 16 MB" : strerror(errno));
        jt_trouble_set_next(trouble, "Name a file after @, or - for stdin.");
    }
    return err;
}

/* People send JSON and forms; JSON shows itself. */
static jt_str guess_type(jt_str body)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    bool is_json = jt_json_parse(body, JT_CALL_BODY_MAX, &json) == JT_OK;
    return is_json ? JT_STR("Content-Type: application/json")
                   : JT_STR("Content-Type: application/x-www-form-urlencoded");
}

static bool has_type(const struct jt_option_list *headers)
{
    jt_str name = JT_STR("content-type:");
    for (size_t i = 0; i < headers->count; i++) {
        jt_str start = jt_str_slice(jt_str_from_c(headers->at[i]), 0, name.len);
        if (jt_str_equal_nocase(start, name)) {
            return true;
        }
    }
    return false;
}

static void write_json(const struct jt_http_in *in, struct jt_buf *out)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_json_writer w = {.buf = out};
    bool is_json = jt_json_parse(in->body, JT_CALL_BODY_MAX, &json) == JT_OK;
    jt_json_object_begin(&w);
    jt_json_member_integer(&w, "status", in->status);
    jt_json_member_string(&w, "content_type", in->content_type);
    jt_json_name(&w, "body");
    if (is_json) {
        jt_json_write_raw(&w, in->body);
    } else {
        jt_json_write_string(&w, in->body);
    }
    jt_json_object_end(&w);
    jt_buf_append_char(out, '\n');
}

static enum jt_err send(struct jt_cli *cli, struct jt_arena *arena, struct jt_http_in *ret_in,
                        struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_CALL_BODY_MAX);
    struct jt_acquire acquire;
    jt_str headers[JT_OPTION_LIST_MAX + 1];
    size_t count = 0;
    JT_TRY(jt_session_begin(cli, &acquire, trouble));
    JT_TRY(read_data(cli->options.data, &body, trouble));
    for (; count < cli->options.headers.count; count++) {
        headers[count] = jt_str_from_c(cli->options.headers.at[count]);
    }
    if (body.len && !has_type(&cli->options.headers)) {
        headers[count++] = guess_type(jt_buf_str(&body));
    }
    struct jt_call call = {
        .method = jt_str_from_c(cli->options.args[0]),
        .url = jt_str_from_c(cli->options.args[1]),
        .headers = headers,
        .header_count = count,
        .body = jt_buf_str(&body),
        .allow_origins = cli->allow_origins,
    };
    return jt_call_send(&call, &acquire, arena, ret_in, trouble);
}

static int finish(struct jt_cli *cli, const struct jt_http_in *in)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (cli->options.json) {
        write_json(in, &cli->out);
    } else {
        jt_buf_append(&cli->out, in->body);
    }
    if (in->status >= 200 && in->status < 300) {
        return JT_EXIT_OK;
    }
    jt_refused_by_api(in, &trouble);
    return jt_say_trouble(cli, &trouble);
}

static int run(struct jt_cli *cli)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = JT_CALL_ARENA_MAX};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_http_in in;
    if (cli->options.arg_count != 2) {
        return jt_say_usage(cli, "say method and URL, for instance `jeton call GET https://…`");
    }
    enum jt_err err = send(cli, &arena, &in, &trouble);
    if (err != JT_OK) {
        jt_trouble_set_err(&trouble, err);
        return jt_say_trouble(cli, &trouble);
    }
    return finish(cli, &in);
}

const struct jt_cmd jt_cmd_call = {
    .name = "call",
    .args = "METHOD URL [-H HEADER]... [-d DATA] [options]",
    .summary = "Calls an API with the token and prints the answer's body.",
    .help =
        "The token goes to the issuer's origin, and to origins that --allow-origin or the profile\n"
        "names. When the API answers 401 invalid_token, the token is marked invalid, a new one\n"
        "is asked for, and the request is sent once more. Redirects are not followed. DATA that\n"
        "is JSON is sent as application/json, anything else as a form, unless -H says\n"
        "otherwise. Any status but 2xx ends with exit code 3 and the reason on stderr.\n",
    .takes = JT_TAKES_CREDENTIALS | JT_TAKES_CALL | JT_TAKES_FORCE,
    .run = run,
};
