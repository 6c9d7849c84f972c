/* SPDX-License-Identifier: Apache-2.0 */
/* The request as a whole: its method, its address, the headers that follow from the options. */
#include "client/curl_parts.h"

#include "codec/base64.h"
#include "codec/percent.h"

static enum jt_err keep(struct jt_curl_reader *reader, const struct jt_buf *buf, jt_str *ret_text)
{
    JT_TRY(jt_buf_check(buf));
    jt_str copy = jt_arena_copy(reader->arena, jt_buf_str(buf));
    if (copy.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_text = copy;
    return JT_OK;
}

static bool mentions(const struct jt_curl_reader *reader, jt_str name)
{
    const struct jt_curl_command *command = reader->command;
    for (size_t i = 0; i < command->header_count; i++) {
        if (jt_str_equal_nocase(command->headers[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* Where an address's host begins; 0: it has no scheme. */
static size_t behind_scheme(jt_str url)
{
    size_t at = jt_str_find(url, JT_STR("://"));
    return at < url.len && at < jt_str_find_char(url, '/') ? at + 3 : 0;
}

static size_t authority_end(jt_str url, size_t start)
{
    size_t at = start;
    while (at < url.len && jt_str_find_char(JT_STR("/?#"), url.ptr[at]) == 3) {
        at++;
    }
    return at;
}

static enum jt_err decode(struct jt_curl_reader *reader, jt_str text, jt_str *ret_text)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_SHELL_INPUT_MAX);
    if (jt_percent_decode(&buf, text) != JT_OK) {
        *ret_text = text;
        return JT_OK;
    }
    return keep(reader, &buf, ret_text);
}

/* id:secret@host: used as -u, which goes before it. */
static enum jt_err take_user_information(struct jt_curl_reader *reader, jt_str text)
{
    struct jt_curl_command *command = reader->command;
    size_t colon = jt_str_find_char(text, ':');
    jt_curl_remark(reader, JT_CURL_REMARK_url_credentials, JT_CURL_URL,
                   reader->offsets[JT_CURL_URL]);
    if (command->has_user) {
        jt_curl_remark(reader, JT_CURL_REMARK_two_credentials, JT_CURL_URL,
                       reader->offsets[JT_CURL_URL]);
        return JT_OK;
    }
    command->has_user = true;
    JT_TRY(decode(reader, jt_str_slice(text, 0, colon), &command->user));
    return decode(reader, jt_str_from(text, colon + 1), &command->password);
}

/* Moves the query's additions in, and takes user information and fragment out. */
static enum jt_err finish_url(struct jt_curl_reader *reader, jt_str more)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_CURL_BODY_MAX);
    jt_str url = reader->command->url;
    url = jt_str_slice(url, 0, jt_str_find_char(url, '#'));
    reader->command->url = url;
    if (url.len == 0) {
        jt_curl_remark(reader, JT_CURL_REMARK_url_missing, JT_CURL_URL,
                       reader->offsets[JT_CURL_URL]);
        return JT_OK;
    }
    size_t host = behind_scheme(url);
    if (host == 0) {
        jt_curl_remark(reader, JT_CURL_REMARK_url_without_scheme, JT_CURL_URL,
                       reader->offsets[JT_CURL_URL]);
        jt_buf_append_c(&buf, "http://");
    }
    jt_buf_append(&buf, jt_str_slice(url, 0, host));
    size_t end = authority_end(url, host);
    for (size_t at = end; at-- > host;) {
        if (url.ptr[at] == '@') {
            JT_TRY(take_user_information(reader, jt_str_slice(url, host, at - host)));
            host = at + 1;
            break;
        }
    }
    jt_buf_append(&buf, jt_str_from(url, host));
    if (more.len) {
        bool has_query = jt_str_find_char(url, '?') < url.len;
        bool is_open = jt_str_ends_with(url, JT_STR("?"));
        /* curl's own: a query needs a path before it. */
        jt_buf_append_c(&buf, end == url.len ? "/" : "");
        jt_buf_append_c(&buf, is_open ? "" : has_query ? "&" : "?");
        jt_buf_append(&buf, jt_str_slice(more, 0, jt_str_find_char(more, '#')));
    }
    return keep(reader, &buf, &reader->command->url);
}

static enum jt_err add_basic(struct jt_curl_reader *reader)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf pair = JT_BUF_INIT(JT_SHELL_INPUT_MAX + 1);
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_CURL_BODY_MAX);
    jt_str value;
    jt_buf_append(&pair, reader->command->user);
    jt_buf_append_char(&pair, ':');
    jt_buf_append(&pair, reader->command->password);
    JT_TRY(jt_buf_check(&pair));
    jt_buf_append_c(&buf, "Basic ");
    jt_base64_encode(&buf, jt_buf_str(&pair));
    JT_TRY(keep(reader, &buf, &value));
    return jt_curl_add_header(reader, JT_STR("Authorization"), value);
}

/* A header written by hand goes before --oauth2-bearer, and that before -u. */
static enum jt_err add_credentials(struct jt_curl_reader *reader)
{
    bool by_hand = mentions(reader, JT_STR("Authorization"));
    size_t ways = (size_t)by_hand + reader->has_bearer + reader->command->has_user;
    if (ways > 1) {
        jt_curl_remark(reader, JT_CURL_REMARK_two_credentials, JT_CURL_HEADER,
                       reader->offsets[JT_CURL_HEADER]);
    }
    if (by_hand || ways == 0) {
        return JT_OK;
    }
    if (!reader->has_bearer) {
        return add_basic(reader);
    }
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(JT_CURL_BODY_MAX);
    jt_str value;
    jt_buf_append_c(&buf, "Bearer ");
    jt_buf_append(&buf, reader->bearer);
    JT_TRY(keep(reader, &buf, &value));
    return jt_curl_add_header(reader, JT_STR("Authorization"), value);
}

static enum jt_err add_content_type(struct jt_curl_reader *reader)
{
    jt_str type = JT_STR("application/x-www-form-urlencoded");
    if (reader->is_form) {
        type = JT_STR("multipart/form-data; boundary=x");
    } else if (reader->is_json) {
        type = JT_STR("application/json");
    } else if (!reader->command->has_body) {
        return JT_OK;
    }
    if (!mentions(reader, JT_STR("Content-Type"))) {
        JT_TRY(jt_curl_add_header(reader, JT_STR("Content-Type"), type));
    }
    bool accepts = reader->is_json && !mentions(reader, JT_STR("Accept"));
    return accepts ? jt_curl_add_header(reader, JT_STR("Accept"), JT_STR("application/json"))
                   : JT_OK;
}

/* "Name:" has done its work. */
static void drop_removed(struct jt_curl_command *command)
{
    size_t kept = 0;
    for (size_t i = 0; i < command->header_count; i++) {
        if (command->headers[i].value.ptr) {
            command->headers[kept++] = command->headers[i];
        }
    }
    command->header_count = kept;
}

static void finish_method(struct jt_curl_reader *reader)
{
    struct jt_curl_command *command = reader->command;
    bool has_data = command->has_body || reader->is_form;
    jt_str implied = has_data ? JT_STR("POST") : JT_STR("GET");
    if (reader->is_head) {
        implied = JT_STR("HEAD");
    } else if (reader->is_upload) {
        implied = JT_STR("PUT");
    }
    bool takes_none = jt_str_equal_nocase(command->method, JT_STR("GET")) ||
                      jt_str_equal_nocase(command->method, JT_STR("HEAD"));
    if (has_data && takes_none) {
        jt_curl_remark(reader, JT_CURL_REMARK_method_with_body, JT_CURL_METHOD,
                       reader->offsets[JT_CURL_METHOD]);
    }
    command->method = command->method.len ? command->method : implied;
}

enum jt_err jt_curl_finish(struct jt_curl_reader *reader)
{
    struct jt_curl_command *command = reader->command;
    JT_CLEAN(jt_buf_clear) struct jt_buf data = JT_BUF_INIT(JT_CURL_BODY_MAX);
    jt_str type = jt_curl_command_header(command, JT_STR("Content-Type"));
    bool is_form =
        !reader->is_json && (type.len == 0 || jt_str_contains(type, JT_STR("urlencoded")));
    jt_curl_write_data(reader, is_form, &data);
    JT_TRY(jt_buf_check(&data));
    if (reader->is_get || reader->is_head) {
        command->has_body = false;
        if (reader->query.len && data.len) {
            jt_buf_append_char(&reader->query, '&');
        }
        jt_buf_append(&reader->query, jt_buf_str(&data));
        JT_TRY(jt_buf_check(&reader->query));
    } else if (command->has_body) {
        JT_TRY(keep(reader, &data, &command->body));
    }
    JT_TRY(finish_url(reader, jt_buf_str(&reader->query)));
    JT_TRY(add_credentials(reader));
    JT_TRY(add_content_type(reader));
    drop_removed(command);
    finish_method(reader);
    jt_curl_look_over(reader);
    return JT_OK;
}
