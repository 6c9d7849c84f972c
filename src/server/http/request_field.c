/* SPDX-License-Identifier: Apache-2.0 */
/* Field lines: name and value, and the few fields that say how the message is framed. */
#include "server/http/chars.h"
#include "server/http/request_part.h"

#include <string.h>

bool jt_request_field_split(jt_str line, jt_str *ret_name, jt_str *ret_value, jt_str *ret_raw)
{
    /* RFC 9112 §5.1: no space before the colon; §5.2: no folded lines (they begin with a space,
     * which is no token either). */
    size_t name_len = jt_chars_span(line, JT_CHAR_TOKEN);
    if (name_len == 0 || name_len == line.len || line.ptr[name_len] != ':') {
        return false;
    }
    jt_str raw = jt_str_from(line, name_len + 1);
    if (!jt_chars_all(raw, JT_CHAR_FIELD)) {
        return false;
    }
    *ret_name = jt_str_slice(line, 0, name_len);
    *ret_value = jt_str_trim(raw);
    *ret_raw = raw;
    return true;
}

/* Some parsers know spaces after a value and no tabs; a tab there is refused where it matters. */
static bool ends_in_tab(jt_str value, jt_str raw)
{
    if (value.len == 0) {
        return false;
    }
    const char *after = value.ptr + value.len;
    return memchr(after, '\t', (size_t)(raw.ptr + raw.len - after)) != NULL;
}

bool jt_request_length_parse(jt_str value, jt_str raw, uint64_t *ret_length)
{
    return value.len && value.len <= 18 && !ends_in_tab(value, raw) &&
           jt_str_to_u64(value, ret_length);
}

static enum jt_parse_result take_host(struct jt_request_parse *parse, jt_str value, jt_str raw)
{
    struct jt_http_request *request = parse->request;
    (void)raw;
    if (++parse->host_count > 1 ||
        !jt_request_host_parse(value, &request->host, &request->host_port)) {
        return jt_request_part_refuse(parse, 400, "malformed or repeated Host header");
    }
    return JT_PARSE_MORE;
}

/* RFC 9112 §6.3: repeated or malformed lengths are unrecoverable. */
static enum jt_parse_result take_content_length(struct jt_request_parse *parse, jt_str value,
                                                jt_str raw)
{
    if (++parse->content_length_count > 1 ||
        !jt_request_length_parse(value, raw, &parse->content_length)) {
        return jt_request_part_refuse(parse, 400, "malformed or repeated Content-Length");
    }
    return JT_PARSE_MORE;
}

/* RFC 9112 §6.1: chunked alone is known. A list that is well-formed and names another coding is
 * 501, anything else 400. */
static enum jt_parse_result take_transfer_encoding(struct jt_request_parse *parse, jt_str value,
                                                   jt_str raw)
{
    jt_str rest = value;
    jt_str part;
    bool has_unknown = false;
    size_t count = 0;
    if (++parse->transfer_encoding_count > 1 || value.len == 0 || ends_in_tab(value, raw)) {
        return jt_request_part_refuse(parse, 400, "malformed or repeated Transfer-Encoding");
    }
    if (value.ptr[value.len - 1] == ',') {
        return jt_request_part_refuse(parse, 400, "malformed Transfer-Encoding");
    }
    while (jt_str_next(&rest, ',', &part)) {
        part = jt_str_trim(part);
        if (part.len == 0 || !jt_chars_all(part, JT_CHAR_TOKEN)) {
            return jt_request_part_refuse(parse, 400, "malformed Transfer-Encoding");
        }
        has_unknown |= !jt_str_equal_nocase(part, JT_STR("chunked"));
        count++;
    }
    if (has_unknown) {
        return jt_request_part_refuse(parse, 501, "unknown transfer coding");
    }
    return count == 1 ? JT_PARSE_MORE
                      : jt_request_part_refuse(parse, 400, "chunked more than once");
}

static enum jt_parse_result take_connection(struct jt_request_parse *parse, jt_str value,
                                            jt_str raw)
{
    jt_str part;
    (void)raw;
    while (jt_str_next(&value, ',', &part)) {
        part = jt_str_trim(part);
        parse->says_close |= jt_str_equal_nocase(part, JT_STR("close"));
        parse->says_keep_alive |= jt_str_equal_nocase(part, JT_STR("keep-alive"));
    }
    return JT_PARSE_MORE;
}

static enum jt_parse_result take_expect(struct jt_request_parse *parse, jt_str value, jt_str raw)
{
    (void)raw;
    if (parse->expectation != JT_EXPECT_UNKNOWN) {
        bool known = jt_str_equal_nocase(value, JT_STR("100-continue"));
        parse->expectation = known ? JT_EXPECT_CONTINUE : JT_EXPECT_UNKNOWN;
    }
    return JT_PARSE_MORE;
}

static enum jt_parse_result take_content_encoding(struct jt_request_parse *parse, jt_str value,
                                                  jt_str raw)
{
    (void)raw;
    parse->has_content_encoding |= !jt_str_equal_nocase(value, JT_STR("identity"));
    return JT_PARSE_MORE;
}

static const struct {
    jt_str name;
    enum jt_parse_result (*take)(struct jt_request_parse *parse, jt_str value, jt_str raw);
} known_fields[] = {
    {JT_STR_INIT("Host"), take_host},
    {JT_STR_INIT("Content-Length"), take_content_length},
    {JT_STR_INIT("Transfer-Encoding"), take_transfer_encoding},
    {JT_STR_INIT("Connection"), take_connection},
    {JT_STR_INIT("Expect"), take_expect},
    {JT_STR_INIT("Content-Encoding"), take_content_encoding},
};

/* A parser in wide use takes every name that begins so for Transfer-Encoding. */
static bool imitates_transfer_encoding(jt_str name)
{
    jt_str real = JT_STR("Transfer-Encoding");
    return name.len > real.len && jt_str_equal_nocase(jt_str_slice(name, 0, real.len), real);
}

enum jt_parse_result jt_request_field_parse(struct jt_request_parse *parse, jt_str line)
{
    struct jt_http_request *request = parse->request;
    struct jt_http_header header;
    jt_str raw;
    if (++parse->field_count > parse->headers_max) {
        return jt_request_part_refuse(parse, 431, "too many headers");
    }
    if (!jt_request_field_split(line, &header.name, &header.value, &raw)) {
        return jt_request_part_refuse(parse, 400, "malformed header");
    }
    if (imitates_transfer_encoding(header.name)) {
        return jt_request_part_refuse(parse, 400, "a header named almost Transfer-Encoding");
    }
    if (memchr(header.name.ptr, '_', header.name.len)) {
        /* Whoever turns headers into variables takes it for the name with hyphens. */
        return JT_PARSE_MORE;
    }
    request->headers[request->header_count++] = header;
    for (size_t i = 0; i < sizeof(known_fields) / sizeof(known_fields[0]); i++) {
        if (jt_str_equal_nocase(known_fields[i].name, header.name)) {
            return known_fields[i].take(parse, header.value, raw);
        }
    }
    return JT_PARSE_MORE;
}
