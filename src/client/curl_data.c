/* SPDX-License-Identifier: Apache-2.0 */
/* What is sent as data, and what goes wrong between the keyboard and the form's decoder. */
#include "client/curl_parts.h"

#include "codec/percent.h"

/* curl writes a space as +, and keeps what RFC 3986 calls unreserved. */
static void append_escaped(struct jt_buf *buf, jt_str text)
{
    for (size_t at = 0; at < text.len; at++) {
        size_t len = jt_str_find_char(jt_str_from(text, at), ' ');
        jt_percent_encode(buf, jt_str_slice(text, at, len));
        at += len;
        jt_buf_append_c(buf, at < text.len ? "+" : "");
    }
}

static bool has_escape(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '%' && jt_percent_byte(text, i) >= 0) {
            return true;
        }
    }
    return false;
}

static void remark_on_body(struct jt_curl_reader *reader, enum jt_curl_remark_kind kind,
                           size_t offset)
{
    jt_curl_remark(reader, kind, JT_CURL_BODY, offset);
}

/* "name=content" and "=content" encode the content, anything else is all content. */
void jt_curl_append_urlencoded(struct jt_curl_reader *reader, const struct jt_curl_piece *piece,
                               struct jt_buf *buf)
{
    size_t equals = jt_str_find_char(piece->text, '=');
    bool is_named = equals > 0 && equals < piece->text.len;
    jt_str content = equals < piece->text.len ? jt_str_from(piece->text, equals + 1) : piece->text;
    size_t ampersand = jt_str_find_char(content, '&');
    if (has_escape(content)) {
        remark_on_body(reader, JT_CURL_REMARK_encoded_twice, piece->offset);
    }
    if (ampersand < content.len &&
        jt_str_find_char(jt_str_from(content, ampersand), '=') < content.len - ampersand) {
        remark_on_body(reader, JT_CURL_REMARK_encoded_together, piece->offset);
    }
    if (is_named) {
        jt_buf_append(buf, jt_str_slice(piece->text, 0, equals + 1));
    }
    append_escaped(buf, content);
}

static void look_at_raw(struct jt_curl_reader *reader, const struct jt_curl_piece *piece)
{
    bool broken = false;
    for (size_t i = 0; i < piece->text.len; i++) {
        broken = broken || (piece->text.ptr[i] == '%' && jt_percent_byte(piece->text, i) < 0);
    }
    if (broken) {
        remark_on_body(reader, JT_CURL_REMARK_escape_broken, piece->offset);
    }
    if (jt_str_find_char(piece->text, '+') < piece->text.len) {
        remark_on_body(reader, JT_CURL_REMARK_plus_is_space, piece->offset);
    }
    if (jt_str_find_char(piece->text, '\n') < piece->text.len) {
        remark_on_body(reader, JT_CURL_REMARK_line_break_in_data, piece->offset);
    }
}

void jt_curl_write_data(struct jt_curl_reader *reader, bool is_form, struct jt_buf *buf)
{
    for (size_t i = 0; i < reader->piece_count; i++) {
        const struct jt_curl_piece *piece = &reader->pieces[i];
        /* --json goes on where the last one ended. */
        if (i > 0 && piece->does != JT_CURL_DOES_JSON) {
            jt_buf_append_char(buf, '&');
        }
        if (piece->does == JT_CURL_DOES_DATA_URLENCODE) {
            jt_curl_append_urlencoded(reader, piece, buf);
            continue;
        }
        jt_str start = jt_str_trim(piece->text);
        bool is_json =
            jt_str_starts_with(start, JT_STR("{")) || jt_str_starts_with(start, JT_STR("["));
        if (is_form && is_json) {
            remark_on_body(reader, JT_CURL_REMARK_json_as_form, piece->offset);
        } else if (is_form) {
            look_at_raw(reader, piece);
        }
        jt_buf_append(buf, piece->text);
    }
}

static bool has_any(jt_str text, const jt_str *needles, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (jt_str_contains(text, needles[i])) {
            return true;
        }
    }
    return false;
}

void jt_curl_look_over(struct jt_curl_reader *reader)
{
    static const jt_str entities[] = {JT_STR_INIT("&amp;"), JT_STR_INIT("&quot;"),
                                      JT_STR_INIT("&lt;"), JT_STR_INIT("&gt;"), JT_STR_INIT("&#")};
    static const jt_str secrets[] = {JT_STR_INIT("client_secret="), JT_STR_INIT("access_token="),
                                     JT_STR_INIT("password="), JT_STR_INIT("client_assertion=")};
    const struct jt_shell_command *shell = reader->shell;
    jt_str url = reader->command->url;
    for (size_t i = 0; i < shell->word_count; i++) {
        if (has_any(shell->words[i].text, entities, sizeof(entities) / sizeof(entities[0]))) {
            jt_curl_remark(reader, JT_CURL_REMARK_entity, reader->parts[i], shell->words[i].offset);
        }
    }
    jt_str query = jt_str_from(url, jt_str_find_char(url, '?'));
    if (has_any(query, secrets, sizeof(secrets) / sizeof(secrets[0]))) {
        jt_curl_remark(reader, JT_CURL_REMARK_secret_in_query, JT_CURL_URL,
                       reader->offsets[JT_CURL_URL]);
    }
}
