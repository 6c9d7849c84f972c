/* SPDX-License-Identifier: Apache-2.0 */
/* Header lines, and the five headers that Jeton looks at. */
#include "net/http_headers.h"

#include "codec/time_text.h"

void jt_http_headers_add(struct jt_http_headers *headers, jt_str line)
{
    headers->total += line.len;
    if (jt_str_starts_with(line, JT_STR("HTTP/"))) {
        jt_buf_reset(&headers->lines);
    }
    jt_buf_append(&headers->lines, line);
}

enum jt_err jt_http_headers_check(const struct jt_http_headers *headers)
{
    JT_TRY(jt_buf_check(&headers->lines));
    return headers->total > JT_HTTP_OUT_HEADERS_MAX ? JT_ERR_LIMIT : JT_OK;
}

void jt_http_headers_clear(struct jt_http_headers *headers)
{
    jt_buf_clear(&headers->lines);
    headers->total = 0;
}

static jt_str without_line_end(jt_str line)
{
    return jt_str_ends_with(line, JT_STR("\r")) ? jt_str_slice(line, 0, line.len - 1) : line;
}

/* Is this line "name: value"? */
static bool match(jt_str line, jt_str name, jt_str *ret_value)
{
    size_t colon = jt_str_find_char(line, ':');
    if (colon == line.len || !jt_str_equal_nocase(jt_str_slice(line, 0, colon), name)) {
        return false;
    }
    *ret_value = jt_str_trim(jt_str_from(line, colon + 1));
    return true;
}

/* The first value of name, or the empty view. */
static jt_str find(const struct jt_http_headers *headers, jt_str name)
{
    jt_str rest = jt_buf_str(&headers->lines);
    jt_str value = jt_str_make(NULL, 0);
    for (jt_str line; jt_str_next(&rest, '\n', &line);) {
        if (match(without_line_end(line), name, &value)) {
            break;
        }
    }
    return value;
}

/* All values of name, with commas between. */
static enum jt_err join(const struct jt_http_headers *headers, jt_str name, struct jt_arena *arena,
                        jt_str *ret_value)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf all = JT_BUF_INIT(JT_HTTP_OUT_HEADERS_MAX);
    jt_str rest = jt_buf_str(&headers->lines);
    jt_str value;
    for (jt_str line; jt_str_next(&rest, '\n', &line);) {
        if (match(without_line_end(line), name, &value)) {
            jt_buf_append_c(&all, all.len ? ", " : "");
            jt_buf_append(&all, value);
        }
    }
    JT_TRY(jt_buf_check(&all));
    *ret_value = jt_arena_copy(arena, jt_buf_str(&all));
    return ret_value->ptr ? JT_OK : JT_ERR_NOMEM;
}

static jt_str media_type(jt_str content_type)
{
    return jt_str_trim(jt_str_slice(content_type, 0, jt_str_find_char(content_type, ';')));
}

static int64_t seconds(jt_str text)
{
    uint64_t value = 0;
    return jt_str_to_u64(text, &value) && value <= INT32_MAX ? (int64_t)value : -1;
}

enum jt_err jt_http_headers_read(const struct jt_http_headers *headers, struct jt_arena *arena,
                                 struct jt_http_in *in)
{
    jt_str type = media_type(find(headers, JT_STR("content-type")));
    in->content_type = jt_arena_copy(arena, type);
    in->location = jt_arena_copy(arena, find(headers, JT_STR("location")));
    in->etag = jt_arena_copy(arena, find(headers, JT_STR("etag")));
    in->retry_after_s = seconds(find(headers, JT_STR("retry-after")));
    in->header_lines = jt_arena_copy(arena, jt_buf_str(&headers->lines));
    in->date = (jt_time){0};
    if (jt_time_parse_http(find(headers, JT_STR("date")), &in->date) != JT_OK) {
        in->date = (jt_time){0}; /* absent or unreadable: the header's contract */
    }
    if (in->content_type.ptr == NULL || in->location.ptr == NULL || in->etag.ptr == NULL ||
        in->header_lines.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    return join(headers, JT_STR("www-authenticate"), arena, &in->www_authenticate);
}
