/* SPDX-License-Identifier: Apache-2.0 */
/* Where a request goes: the target of the request line, and host and port. */
#include "server/http/chars.h"
#include "server/http/request_part.h"

#include <arpa/inet.h>
#include <string.h>

enum { HOST_TEXT_MAX = 255 };

/* RFC 3986 §2.1: "%" begins an escape of two hexadecimal digits, always. */
static bool escapes_are_whole(jt_str text)
{
    for (size_t at = jt_str_find_char(text, '%'); at < text.len; at++) {
        if (text.ptr[at] != '%') {
            continue;
        }
        if (text.len - at < 3 || !jt_char_is(text.ptr[at + 1], JT_CHAR_HEX) ||
            !jt_char_is(text.ptr[at + 2], JT_CHAR_HEX)) {
            return false;
        }
    }
    return true;
}

static bool parse_path_and_query(struct jt_request_parse *parse, jt_str text)
{
    struct jt_http_request *request = parse->request;
    if (!jt_chars_all(text, JT_CHAR_TARGET) || !escapes_are_whole(text)) {
        return false;
    }
    size_t question = jt_str_find_char(text, '?');
    request->path = jt_str_slice(text, 0, question);
    request->has_query = question < text.len;
    request->query = jt_str_from(text, question + 1);
    if (request->path.len == 0) {
        /* RFC 9110 §4.2.3: an absolute URL without a path means "/". */
        request->path = JT_STR("/");
    }
    return true;
}

static bool parse_absolute(struct jt_request_parse *parse, jt_str rest, uint16_t scheme_port)
{
    size_t len = 0;
    while (len < rest.len && rest.ptr[len] != '/' && rest.ptr[len] != '?') {
        len++;
    }
    parse->scheme_port = scheme_port;
    if (!jt_request_host_parse(jt_str_slice(rest, 0, len), &parse->target_host,
                               &parse->target_port)) {
        return false;
    }
    if (len == rest.len && parse->request->method == JT_HTTP_OPTIONS) {
        /* RFC 9112 §3.2.4: OPTIONS to an absolute URL without path and query means "*". */
        parse->request->path = JT_STR("*");
        return true;
    }
    return parse_path_and_query(parse, jt_str_from(rest, len));
}

static bool has_scheme(jt_str target, jt_str scheme)
{
    return jt_str_equal_nocase(jt_str_slice(target, 0, scheme.len), scheme);
}

bool jt_request_target_parse(struct jt_request_parse *parse, jt_str target)
{
    if (target.ptr[0] == '/') {
        return parse_path_and_query(parse, target);
    }
    if (jt_str_equal(target, JT_STR("*"))) {
        parse->request->path = target;
        return true;
    }
    if (has_scheme(target, JT_STR("http://"))) {
        return parse_absolute(parse, jt_str_from(target, 7), 80);
    }
    if (has_scheme(target, JT_STR("https://"))) {
        return parse_absolute(parse, jt_str_from(target, 8), 443);
    }
    return false;
}

static bool ipv6_is_formed(jt_str text)
{
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr address;
    if (text.len == 0 || text.len >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return strlen(copy) == text.len && inet_pton(AF_INET6, copy, &address) == 1;
}

static size_t host_length(jt_str text)
{
    if (text.len && text.ptr[0] == '[') {
        size_t end = jt_str_find_char(text, ']');
        return end < text.len && ipv6_is_formed(jt_str_slice(text, 1, end - 1)) ? end + 1 : 0;
    }
    return jt_chars_span(text, JT_CHAR_HOST);
}

bool jt_request_host_parse(jt_str text, jt_str *ret_host, uint16_t *ret_port)
{
    size_t len = host_length(text);
    uint64_t port = 0;
    if (len == 0 || len > HOST_TEXT_MAX) {
        return false;
    }
    if (len < text.len &&
        (text.ptr[len] != ':' || text.len - len > 6 ||
         !jt_str_to_u64(jt_str_from(text, len + 1), &port) || port == 0 || port > UINT16_MAX)) {
        return false;
    }
    *ret_host = jt_str_slice(text, 0, len);
    *ret_port = (uint16_t)port;
    return true;
}
