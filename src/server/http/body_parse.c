/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies by length and in chunks: one step for each line and each piece of data. */
#include "server/http/body_parse.h"

#include "server/http/chars.h"
#include "server/http/request_part.h"

#include <string.h>

enum { CHUNK_SIZE_DIGITS_MAX = 15 };

void jt_body_parse_init(struct jt_body_parse *parse, enum jt_body_framing framing,
                        uint64_t content_length)
{
    *parse = (struct jt_body_parse){
        .is_chunked = framing == JT_BODY_CHUNKED,
        .state = framing == JT_BODY_CHUNKED ? JT_BODY_CHUNK_SIZE : JT_BODY_DATA,
        .left = framing == JT_BODY_LENGTH ? content_length : 0,
    };
    if (!parse->is_chunked && parse->left == 0) {
        parse->state = JT_BODY_ENDED;
    }
}

static enum jt_parse_result refuse(struct jt_body_parse *parse, int status, const char *why)
{
    parse->status = status;
    parse->why = why;
    return JT_PARSE_REFUSED;
}

/* A line with its CRLF of at most max bytes, without the CRLF in ret_line. */
static enum jt_parse_result take_line(struct jt_body_parse *parse, jt_str data, size_t max,
                                      int too_long_status, jt_str *ret_line)
{
    size_t end = data.len < max ? data.len : max;
    const char *feed = end ? memchr(data.ptr, '\n', end) : NULL;
    if (feed == NULL) {
        return data.len >= max ? refuse(parse, too_long_status, "a line of the body is too long")
                               : JT_PARSE_MORE;
    }
    size_t len = (size_t)(feed - data.ptr);
    if (len == 0 || feed[-1] != '\r') {
        return refuse(parse, 400, "a line feed without carriage return in a chunked body");
    }
    *ret_line = jt_str_make(data.ptr, len - 1);
    return JT_PARSE_DONE;
}

/* RFC 9112 §7.1: hexadecimal digits, then extensions, which nobody here understands. */
static enum jt_parse_result parse_size(struct jt_body_parse *parse, jt_str data, size_t *ret_used)
{
    jt_str line;
    enum jt_parse_result result = take_line(parse, data, JT_HTTP_CHUNK_LINE_MAX, 400, &line);
    if (result != JT_PARSE_DONE) {
        return result;
    }
    size_t digits = jt_chars_span(line, JT_CHAR_HEX);
    jt_str extension = jt_str_from(line, digits);
    if (digits == 0 || digits > CHUNK_SIZE_DIGITS_MAX) {
        return refuse(parse, 400, "malformed chunk size");
    }
    if (extension.len && (extension.ptr[0] != ';' || !jt_chars_all(extension, JT_CHAR_FIELD))) {
        return refuse(parse, 400, "malformed chunk extension");
    }
    parse->extension_bytes += extension.len;
    if (parse->extension_bytes > JT_HTTP_CHUNK_EXTENSIONS_MAX) {
        return refuse(parse, 400, "too many chunk extensions");
    }
    parse->left = 0;
    for (size_t i = 0; i < digits; i++) {
        parse->left = parse->left * 16 + jt_char_hex(line.ptr[i]);
    }
    parse->state = parse->left ? JT_BODY_DATA : JT_BODY_TRAILERS;
    *ret_used = line.len + 2;
    return JT_PARSE_MORE;
}

static enum jt_parse_result take_data(struct jt_body_parse *parse, jt_str data, size_t *ret_used,
                                      jt_str *ret_piece)
{
    size_t len = data.len < parse->left ? data.len : (size_t)parse->left;
    *ret_piece = jt_str_slice(data, 0, len);
    *ret_used = len;
    parse->left -= len;
    if (parse->left) {
        return JT_PARSE_MORE;
    }
    parse->state = parse->is_chunked ? JT_BODY_CHUNK_END : JT_BODY_ENDED;
    return parse->is_chunked ? JT_PARSE_MORE : JT_PARSE_DONE;
}

static enum jt_parse_result take_chunk_end(struct jt_body_parse *parse, jt_str data,
                                           size_t *ret_used)
{
    if ((data.len > 0 && data.ptr[0] != '\r') || (data.len > 1 && data.ptr[1] != '\n')) {
        return refuse(parse, 400, "a chunk is longer than it says");
    }
    if (data.len >= 2) {
        parse->state = JT_BODY_CHUNK_SIZE;
        *ret_used = 2;
    }
    return JT_PARSE_MORE;
}

/* RFC 9112 §7.1.2: trailers may be discarded. Lengths among them are still checked: others read
 * them, and what they refuse must not pass here. */
static bool trailer_is_formed(struct jt_body_parse *parse, jt_str line)
{
    jt_str name;
    jt_str value;
    jt_str raw;
    uint64_t length = 0;
    if (!jt_request_field_split(line, &name, &value, &raw)) {
        return false;
    }
    if (!jt_str_equal_nocase(name, JT_STR("Content-Length"))) {
        return true;
    }
    return ++parse->content_length_count == 1 && jt_request_length_parse(value, raw, &length);
}

static enum jt_parse_result take_trailer(struct jt_body_parse *parse, jt_str data, size_t *ret_used)
{
    jt_str line;
    enum jt_parse_result result =
        take_line(parse, data, JT_HTTP_TRAILER_MAX - parse->trailer_bytes, 431, &line);
    if (result != JT_PARSE_DONE) {
        return result;
    }
    *ret_used = line.len + 2;
    parse->trailer_bytes += *ret_used;
    if (line.len == 0) {
        parse->state = JT_BODY_ENDED;
        return JT_PARSE_DONE;
    }
    return trailer_is_formed(parse, line) ? JT_PARSE_MORE : refuse(parse, 400, "malformed trailer");
}

enum jt_parse_result jt_body_parse_next(struct jt_body_parse *parse, jt_str data, size_t *ret_used,
                                        jt_str *ret_piece)
{
    *ret_used = 0;
    *ret_piece = jt_str_make(NULL, 0);
    if (parse->status) {
        return JT_PARSE_REFUSED;
    }
    switch (parse->state) {
    case JT_BODY_DATA:
        return take_data(parse, data, ret_used, ret_piece);
    case JT_BODY_CHUNK_SIZE:
        return parse_size(parse, data, ret_used);
    case JT_BODY_CHUNK_END:
        return take_chunk_end(parse, data, ret_used);
    case JT_BODY_TRAILERS:
        return take_trailer(parse, data, ret_used);
    case JT_BODY_ENDED:
        return JT_PARSE_DONE;
    }
    return JT_PARSE_REFUSED;
}
