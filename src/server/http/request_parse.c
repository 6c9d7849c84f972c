/* SPDX-License-Identifier: Apache-2.0 */
/* The head, line by line: the request line, the fields, and what must hold once all are there. */
#include "server/http/request_parse.h"

#include "server/http/chars.h"
#include "server/http/request_part.h"

#include <string.h>

static const struct {
    jt_str text;
    enum jt_http_method method;
} methods[] = {
    {JT_STR_INIT("GET"), JT_HTTP_GET},         {JT_STR_INIT("POST"), JT_HTTP_POST},
    {JT_STR_INIT("HEAD"), JT_HTTP_HEAD},       {JT_STR_INIT("PUT"), JT_HTTP_PUT},
    {JT_STR_INIT("PATCH"), JT_HTTP_PATCH},     {JT_STR_INIT("DELETE"), JT_HTTP_DELETE},
    {JT_STR_INIT("OPTIONS"), JT_HTTP_OPTIONS}, {JT_STR_INIT("CONNECT"), JT_HTTP_CONNECT},
    {JT_STR_INIT("TRACE"), JT_HTTP_TRACE},
};

enum jt_parse_result jt_request_part_refuse(struct jt_request_parse *parse, int status,
                                            const char *why)
{
    parse->status = status;
    parse->why = why;
    return JT_PARSE_REFUSED;
}

void jt_request_parse_init(struct jt_request_parse *parse, struct jt_http_request *request,
                           size_t head_max, size_t headers_max)
{
    *parse = (struct jt_request_parse){
        .request = request,
        .head_max = head_max,
        .headers_max = headers_max < JT_HTTP_HEADERS_MAX ? headers_max : JT_HTTP_HEADERS_MAX,
    };
    request->method = JT_HTTP_UNKNOWN;
    request->method_text = request->path = request->query = jt_str_make(NULL, 0);
    request->host = request->body = jt_str_make(NULL, 0);
    request->has_query = request->has_body_framing = false;
    request->host_port = 0;
    request->minor_version = 0;
    request->header_count = 0;
}

static enum jt_http_method find_method(jt_str text)
{
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (jt_str_equal(methods[i].text, text)) {
            return methods[i].method;
        }
    }
    return JT_HTTP_UNKNOWN;
}

/* RFC 9112 §2.3: HTTP-name is case-sensitive; one digit, a dot, one digit. */
static bool version_is_formed(jt_str version)
{
    return version.len == 8 && memcmp(version.ptr, "HTTP/", 5) == 0 && version.ptr[5] >= '0' &&
           version.ptr[5] <= '9' && version.ptr[6] == '.' && version.ptr[7] >= '0' &&
           version.ptr[7] <= '9';
}

/* A method in lower case is a mistake (methods are case-sensitive), not a method to be invented. */
static bool method_is_formed(jt_str method)
{
    for (size_t i = 0; i < method.len; i++) {
        if (!jt_char_is(method.ptr[i], JT_CHAR_TOKEN) || jt_char_is(method.ptr[i], JT_CHAR_LOWER)) {
            return false;
        }
    }
    return method.len && jt_char_is(method.ptr[0], JT_CHAR_UPPER);
}

static enum jt_parse_result check_request_line(struct jt_request_parse *parse, jt_str version)
{
    struct jt_http_request *request = parse->request;
    bool is_star = jt_str_equal(parse->target, JT_STR("*"));
    if (is_star && request->method != JT_HTTP_OPTIONS) {
        return jt_request_part_refuse(parse, 400, "the target * is for OPTIONS alone");
    }
    if (version.ptr[5] != '1' || version.ptr[7] > '1') {
        return jt_request_part_refuse(parse, 505, "HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    request->minor_version = version.ptr[7] - '0';
    if (request->method == JT_HTTP_UNKNOWN) {
        return jt_request_part_refuse(parse, 501, "unknown method");
    }
    if (request->method == JT_HTTP_CONNECT || request->method == JT_HTTP_TRACE) {
        return jt_request_part_refuse(parse, 405, "CONNECT and TRACE are never served");
    }
    if (!jt_request_target_parse(parse, parse->target)) {
        return jt_request_part_refuse(parse, 400, "malformed request target");
    }
    return JT_PARSE_MORE;
}

/* RFC 9112 §3: method SP request-target SP HTTP-version, single spaces. */
static enum jt_parse_result parse_request_line(struct jt_request_parse *parse, jt_str line)
{
    struct jt_http_request *request = parse->request;
    size_t method_len = jt_str_find_char(line, ' ');
    jt_str rest = jt_str_from(line, method_len + 1);
    size_t target_len = jt_str_find_char(rest, ' ');
    jt_str version = jt_str_from(rest, target_len + 1);
    request->method_text = jt_str_slice(line, 0, method_len);
    parse->target = jt_str_slice(rest, 0, target_len);
    parse->has_request_line = true;
    if (!method_is_formed(request->method_text) || parse->target.len == 0 ||
        !version_is_formed(version)) {
        return jt_request_part_refuse(parse, 400, "malformed request line");
    }
    request->method = find_method(request->method_text);
    return check_request_line(parse, version);
}

/* RFC 9112 §3.2.2: the authority of an absolute target takes the place of Host. We ask that they
 * agree, so that nobody in front of us routed by the other one. */
static bool host_agrees(const struct jt_request_parse *parse)
{
    const struct jt_http_request *request = parse->request;
    uint16_t port = request->host_port ? request->host_port : parse->scheme_port;
    if (parse->target_host.len == 0) {
        return true;
    }
    return parse->host_count == 1 && jt_str_equal_nocase(parse->target_host, request->host) &&
           (parse->target_port ? parse->target_port : parse->scheme_port) == port;
}

static enum jt_parse_result check_framing(struct jt_request_parse *parse)
{
    struct jt_http_request *request = parse->request;
    bool has_encoding = parse->transfer_encoding_count != 0;
    if (has_encoding && parse->content_length_count) {
        return jt_request_part_refuse(parse, 400, "Content-Length and Transfer-Encoding together");
    }
    /* RFC 9112 §6.1: a message of HTTP/1.0 with Transfer-Encoding is faultily framed. */
    if (has_encoding && request->minor_version == 0) {
        return jt_request_part_refuse(parse, 400, "Transfer-Encoding in HTTP/1.0");
    }
    if (has_encoding) {
        parse->framing = JT_BODY_CHUNKED;
    } else if (parse->content_length_count) {
        parse->framing = JT_BODY_LENGTH;
    }
    request->has_body_framing = parse->framing != JT_BODY_NONE;
    return JT_PARSE_DONE;
}

/* The empty line came: what must hold for the head as a whole. */
static enum jt_parse_result finish_head(struct jt_request_parse *parse)
{
    struct jt_http_request *request = parse->request;
    if (request->minor_version == 1 && parse->host_count == 0) {
        return jt_request_part_refuse(parse, 400, "no Host header");
    }
    if (!host_agrees(parse)) {
        return jt_request_part_refuse(parse, 400, "the target and the Host header differ");
    }
    if (request->minor_version == 0) {
        /* RFC 9110 §10.1.1: expectations of HTTP/1.0 are ignored. */
        parse->expectation = JT_EXPECT_NOTHING;
    }
    parse->keep_alive =
        !parse->says_close && (request->minor_version == 1 || parse->says_keep_alive);
    parse->head_len = parse->line_at;
    return check_framing(parse);
}

static enum jt_parse_result parse_line(struct jt_request_parse *parse, jt_str line)
{
    if (!parse->has_request_line) {
        /* RFC 9112 §2.2: one empty line before the request line is forgiven. */
        if (line.len == 0 && parse->line_count == 1) {
            return JT_PARSE_MORE;
        }
        return parse_request_line(parse, line);
    }
    if (line.len == 0) {
        return finish_head(parse);
    }
    return jt_request_field_parse(parse, line);
}

static enum jt_parse_result too_long(struct jt_request_parse *parse)
{
    if (!parse->has_request_line) {
        return jt_request_part_refuse(parse, 414, "the request line is too long");
    }
    return jt_request_part_refuse(parse, 431, "the headers are too long");
}

/* The next line without its CRLF. A line feed alone is refused: RFC 9112 §2.2 lets us take it, and
 * others do not. */
static enum jt_parse_result take_line(struct jt_request_parse *parse, const char *data, size_t len,
                                      jt_str *ret_line)
{
    size_t end = len < parse->head_max ? len : parse->head_max;
    size_t from = parse->scanned;
    const char *feed = from < end ? memchr(data + from, '\n', end - from) : NULL;
    parse->scanned = end;
    if (feed == NULL) {
        return len >= parse->head_max ? too_long(parse) : JT_PARSE_MORE;
    }
    size_t at = (size_t)(feed - data);
    if (at == parse->line_at || data[at - 1] != '\r') {
        return jt_request_part_refuse(parse, 400, "a line feed without carriage return");
    }
    *ret_line = jt_str_make(data + parse->line_at, at - 1 - parse->line_at);
    parse->line_at = parse->scanned = at + 1;
    parse->line_count++;
    return JT_PARSE_DONE;
}

static void lower_host(const struct jt_http_request *request, char *data)
{
    for (size_t i = 0; i < request->host.len; i++) {
        char *c = data + (request->host.ptr - data) + i;
        *c = (char)(jt_char_is(*c, JT_CHAR_UPPER) ? *c | 0x20 : *c);
    }
}

enum jt_parse_result jt_request_parse_head(struct jt_request_parse *parse, char *data, size_t len)
{
    if (parse->status) {
        return JT_PARSE_REFUSED;
    }
    /* Said at once, so that a TLS client here need not wait for the deadline. */
    if (len && data[0] != '\r' && !jt_char_is(data[0], JT_CHAR_UPPER)) {
        return jt_request_part_refuse(parse, 400, "not a request of HTTP");
    }
    for (;;) {
        jt_str line;
        enum jt_parse_result result = take_line(parse, data, len, &line);
        if (result != JT_PARSE_DONE) {
            return result;
        }
        result = parse_line(parse, line);
        if (result == JT_PARSE_DONE) {
            lower_host(parse->request, data);
        }
        if (result != JT_PARSE_MORE) {
            return result;
        }
    }
}
