/* SPDX-License-Identifier: Apache-2.0 */
/* What each option does to the request. */
#include "client/curl_parts.h"

static size_t offset_of(const struct jt_curl_reader *reader)
{
    return reader->shell->words[reader->word].offset;
}

enum jt_err jt_curl_add_header(struct jt_curl_reader *reader, jt_str name, jt_str value)
{
    struct jt_curl_command *command = reader->command;
    if (command->header_count == JT_CURL_HEADERS_MAX) {
        return JT_ERR_LIMIT;
    }
    command->headers[command->header_count++] =
        (struct jt_curl_header){.name = name, .value = value};
    return JT_OK;
}

static enum jt_err skip_file(struct jt_curl_reader *reader, enum jt_curl_part part)
{
    jt_curl_remark(reader, JT_CURL_REMARK_file_not_read, part, offset_of(reader));
    reader->command->is_partial = true;
    return JT_OK;
}

/* "Name: value"; "Name;" sends an empty value; "Name:" takes curl's own away, and is kept for that
 * with a value without address until the end. */
static enum jt_err take_header(struct jt_curl_reader *reader, jt_str text)
{
    if (jt_str_starts_with(text, JT_STR("@"))) {
        return skip_file(reader, JT_CURL_HEADER);
    }
    size_t colon = jt_str_find_char(text, ':');
    jt_str name = jt_str_slice(text, 0, colon);
    jt_str value = jt_str_trim(jt_str_from(text, colon + 1));
    if (colon < text.len && name.len) {
        return jt_curl_add_header(reader, name, value.len ? value : jt_str_make(NULL, 0));
    }
    if (colon == text.len && jt_str_ends_with(text, JT_STR(";")) && text.len > 1) {
        return jt_curl_add_header(reader, jt_str_slice(text, 0, text.len - 1), JT_STR(""));
    }
    jt_curl_remark(reader, JT_CURL_REMARK_header_malformed, JT_CURL_HEADER, offset_of(reader));
    return JT_OK;
}

/* -b is a cookie when it holds a =, and a file otherwise. */
static enum jt_err take_cookie(struct jt_curl_reader *reader, jt_str text)
{
    bool is_cookie = jt_str_find_char(text, '=') < text.len;
    return is_cookie ? jt_curl_add_header(reader, JT_STR("Cookie"), text)
                     : skip_file(reader, JT_CURL_HEADER);
}

static void take_user(struct jt_curl_reader *reader, jt_str text)
{
    struct jt_curl_command *command = reader->command;
    size_t colon = jt_str_find_char(text, ':');
    if (colon == text.len) {
        jt_curl_remark(reader, JT_CURL_REMARK_password_missing, JT_CURL_USER, offset_of(reader));
        command->is_partial = true;
    }
    command->has_user = true;
    command->user = jt_str_slice(text, 0, colon);
    command->password = jt_str_from(text, colon + 1);
}

void jt_curl_take_url(struct jt_curl_reader *reader, jt_str url)
{
    if (reader->command->url.len) {
        jt_curl_remark(reader, JT_CURL_REMARK_url_ignored, JT_CURL_URL, offset_of(reader));
    } else {
        reader->command->url = url;
    }
}

/* Does -d, --json or --data-urlencode name a file? --data-urlencode does so behind a name too. */
static bool names_file(enum jt_curl_does does, jt_str text)
{
    if (does == JT_CURL_DOES_DATA_URLENCODE) {
        return jt_str_find_char(text, '=') == text.len && jt_str_find_char(text, '@') < text.len;
    }
    return does != JT_CURL_DOES_DATA_RAW && jt_str_starts_with(text, JT_STR("@"));
}

static enum jt_err take_data(struct jt_curl_reader *reader, enum jt_curl_does does, jt_str text)
{
    reader->is_json = reader->is_json || does == JT_CURL_DOES_JSON;
    reader->command->has_body = true;
    if (names_file(does, text)) {
        return skip_file(reader, JT_CURL_BODY);
    }
    if (reader->piece_count == JT_CURL_PIECES_MAX) {
        return JT_ERR_LIMIT;
    }
    reader->pieces[reader->piece_count++] =
        (struct jt_curl_piece){.does = does, .text = text, .offset = offset_of(reader)};
    return JT_OK;
}

static void take_form(struct jt_curl_reader *reader)
{
    if (!reader->is_form) {
        jt_curl_remark(reader, JT_CURL_REMARK_multipart, JT_CURL_BODY, offset_of(reader));
    }
    reader->is_form = true;
    reader->command->is_partial = true;
}

/* --url-query, with a + before what is encoded already. */
static enum jt_err take_url_query(struct jt_curl_reader *reader, jt_str text)
{
    struct jt_curl_piece piece = {.text = text, .offset = offset_of(reader)};
    if (names_file(JT_CURL_DOES_DATA_URLENCODE, text)) {
        return skip_file(reader, JT_CURL_URL);
    }
    if (reader->query.len) {
        jt_buf_append_char(&reader->query, '&');
    }
    if (jt_str_starts_with(text, JT_STR("+"))) {
        jt_buf_append(&reader->query, jt_str_from(text, 1));
    } else {
        jt_curl_append_urlencoded(reader, &piece, &reader->query);
    }
    return jt_buf_check(&reader->query);
}

static enum jt_err only_remark(struct jt_curl_reader *reader, enum jt_curl_remark_kind kind)
{
    jt_curl_remark(reader, kind, JT_CURL_OPTION, offset_of(reader));
    return JT_OK;
}

/* Options that are remarked on and change nothing. */
static enum jt_err apply_ignored(struct jt_curl_reader *reader, enum jt_curl_does does)
{
    switch ((int)does) {
    case JT_CURL_DOES_NEXT:
        return only_remark(reader, JT_CURL_REMARK_request_ignored);
    case JT_CURL_DOES_READ_FILE:
        return skip_file(reader, JT_CURL_OPTION);
    case JT_CURL_DOES_INSECURE:
        return only_remark(reader, JT_CURL_REMARK_insecure_ignored);
    case JT_CURL_DOES_PROXY:
        return only_remark(reader, JT_CURL_REMARK_proxy_ignored);
    case JT_CURL_DOES_TLS:
        return only_remark(reader, JT_CURL_REMARK_tls_ignored);
    case JT_CURL_DOES_OUTPUT:
        return only_remark(reader, JT_CURL_REMARK_output_ignored);
    case JT_CURL_DOES_REDIRECT:
        return only_remark(reader, JT_CURL_REMARK_redirect_ignored);
    case JT_CURL_DOES_SCHEME:
        return only_remark(reader, JT_CURL_REMARK_scheme_ignored);
    case JT_CURL_DOES_ADDRESS:
        return only_remark(reader, JT_CURL_REMARK_address_ignored);
    default:
        return JT_OK;
    }
}

/* Options that say what the request is. */
static enum jt_err apply_shape(struct jt_curl_reader *reader, enum jt_curl_does does, jt_str value)
{
    switch ((int)does) {
    case JT_CURL_DOES_URL:
        jt_curl_take_url(reader, value);
        return JT_OK;
    case JT_CURL_DOES_METHOD:
        reader->command->method = value;
        return JT_OK;
    case JT_CURL_DOES_HEAD:
        reader->is_head = true;
        return JT_OK;
    case JT_CURL_DOES_GET:
        reader->is_get = true;
        return JT_OK;
    case JT_CURL_DOES_USER:
        take_user(reader, value);
        return JT_OK;
    case JT_CURL_DOES_BEARER:
        reader->has_bearer = true;
        reader->bearer = value;
        return JT_OK;
    case JT_CURL_DOES_FORM:
        take_form(reader);
        return JT_OK;
    case JT_CURL_DOES_UPLOAD:
        reader->is_upload = true;
        return skip_file(reader, JT_CURL_BODY);
    default:
        return apply_ignored(reader, does);
    }
}

enum jt_err jt_curl_apply(struct jt_curl_reader *reader, const struct jt_curl_option *option,
                          jt_str value)
{
    switch ((int)option->does) {
    case JT_CURL_DOES_HEADER:
        return take_header(reader, value);
    case JT_CURL_DOES_AGENT:
        return jt_curl_add_header(reader, JT_STR("User-Agent"), value);
    case JT_CURL_DOES_REFERER:
        return jt_curl_add_header(reader, JT_STR("Referer"), value);
    case JT_CURL_DOES_COOKIE:
        return take_cookie(reader, value);
    case JT_CURL_DOES_URL_QUERY:
        return take_url_query(reader, value);
    case JT_CURL_DOES_DATA:
    case JT_CURL_DOES_DATA_RAW:
    case JT_CURL_DOES_DATA_URLENCODE:
    case JT_CURL_DOES_JSON:
        return take_data(reader, option->does, value);
    default:
        return apply_shape(reader, option->does, value);
    }
}
