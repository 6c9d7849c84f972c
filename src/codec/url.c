/* SPDX-License-Identifier: Apache-2.0 */
/* http and https URLs. A host is what every parser reads alike: letters, digits, "-", "." and "_",
 * or an IPv6 address in brackets. */
#include "codec/url.h"

#include "codec/percent.h"

#include <arpa/inet.h>
#include <string.h>

enum { HOST_MAX = 253, HTTP_PORT = 80, HTTPS_PORT = 443 };

static bool is_host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

static bool is_host_name(jt_str host)
{
    for (size_t i = 0; i < host.len; i++) {
        if (!is_host_char(host.ptr[i])) {
            return false;
        }
    }
    return host.len > 0 && host.len <= HOST_MAX;
}

/* family: AF_INET or AF_INET6; ret_address takes 4 or 16 bytes. */
static bool parse_address(int family, jt_str text, unsigned char ret_address[static 16])
{
    char copy[INET6_ADDRSTRLEN];
    if (text.len == 0 || text.len >= sizeof(copy) || memchr(text.ptr, '\0', text.len)) {
        return false;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return inet_pton(family, copy, ret_address) == 1;
}

static bool is_ipv6(jt_str text)
{
    unsigned char address[16];
    return parse_address(AF_INET6, text, address);
}

/* ":8080" or nothing. */
static bool parse_port(jt_str text, uint16_t *ret_port)
{
    uint64_t port = 0;
    if (text.len == 0) {
        *ret_port = 0;
        return true;
    }
    if (text.ptr[0] != ':' || text.len > 6 || !jt_str_to_u64(jt_str_from(text, 1), &port) ||
        port < 1 || port > UINT16_MAX) {
        return false;
    }
    *ret_port = (uint16_t)port;
    return true;
}

enum jt_err jt_authority_parse(jt_str text, jt_str *ret_host, uint16_t *ret_port)
{
    bool bracketed = text.len && text.ptr[0] == '[';
    size_t end = jt_str_find_char(text, bracketed ? ']' : ':');
    jt_str host = bracketed ? jt_str_slice(text, 1, end - 1) : jt_str_slice(text, 0, end);
    jt_str after = jt_str_from(text, bracketed ? end + 1 : end);
    uint16_t port = 0;
    if (bracketed ? end == text.len || !is_ipv6(host) : !is_host_name(host)) {
        return JT_ERR_FORMAT;
    }
    if (!parse_port(after, &port)) {
        return JT_ERR_FORMAT;
    }
    *ret_host = host;
    *ret_port = port;
    return JT_OK;
}

/* Takes "http://" or "https://" off. */
static bool take_scheme(jt_str *text, bool *ret_is_https)
{
    bool is_https = jt_str_equal_nocase(jt_str_slice(*text, 0, 8), JT_STR("https://"));
    if (!is_https && !jt_str_equal_nocase(jt_str_slice(*text, 0, 7), JT_STR("http://"))) {
        return false;
    }
    *text = jt_str_from(*text, is_https ? 8 : 7);
    *ret_is_https = is_https;
    return true;
}

/* RFC 3986 §2: ASCII without controls and spaces, escapes whole. A backslash is a slash to some
 * parsers, so it is nothing to us. */
static bool has_clean_bytes(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c <= ' ' || c >= 0x7f || c == '\\' || (c == '%' && jt_percent_byte(text, i) < 0)) {
            return false;
        }
    }
    return true;
}

static size_t authority_len(jt_str text)
{
    size_t len = 0;
    while (len < text.len && text.ptr[len] != '/' && text.ptr[len] != '?' && text.ptr[len] != '#') {
        len++;
    }
    return len;
}

static void split_rest(jt_str rest, struct jt_url *url)
{
    size_t hash = jt_str_find_char(rest, '#');
    url->has_fragment = hash < rest.len;
    rest = jt_str_slice(rest, 0, hash);
    size_t mark = jt_str_find_char(rest, '?');
    url->has_query = mark < rest.len;
    url->path = jt_str_slice(rest, 0, mark);
    url->query = jt_str_from(rest, mark + 1);
}

enum jt_err jt_url_parse(jt_str text, struct jt_url *ret_url)
{
    struct jt_url url = {0};
    if (text.len > JT_URL_MAX || !has_clean_bytes(text) || !take_scheme(&text, &url.is_https)) {
        return JT_ERR_FORMAT;
    }
    size_t len = authority_len(text);
    JT_TRY(jt_authority_parse(jt_str_slice(text, 0, len), &url.host, &url.port));
    url.host_is_ipv6 = text.ptr[0] == '[';
    if (url.port == 0) {
        url.port = url.is_https ? HTTPS_PORT : HTTP_PORT;
    }
    split_rest(jt_str_from(text, len), &url);
    *ret_url = url;
    return JT_OK;
}

bool jt_url_same_origin(const struct jt_url *a, const struct jt_url *b)
{
    return a->is_https == b->is_https && a->port == b->port && a->host_is_ipv6 == b->host_is_ipv6 &&
           jt_str_equal_nocase(a->host, b->host);
}

static void append_lower(struct jt_buf *buf, jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        jt_buf_append_char(buf, c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
    }
}

void jt_url_write_origin(struct jt_buf *buf, const struct jt_url *url)
{
    jt_buf_append_c(buf, url->is_https ? "https://" : "http://");
    jt_buf_append_c(buf, url->host_is_ipv6 ? "[" : "");
    append_lower(buf, url->host);
    jt_buf_append_c(buf, url->host_is_ipv6 ? "]" : "");
    if (url->port != (url->is_https ? HTTPS_PORT : HTTP_PORT)) {
        jt_buf_append_char(buf, ':');
        jt_buf_append_u64(buf, url->port);
    }
}

static bool is_localhost_name(jt_str host)
{
    jt_str suffix = JT_STR(".localhost");
    if (jt_str_equal_nocase(host, JT_STR("localhost"))) {
        return true;
    }
    return host.len > suffix.len && is_host_name(host) &&
           jt_str_equal_nocase(jt_str_from(host, host.len - suffix.len), suffix);
}

bool jt_host_is_loopback(jt_str host)
{
    static const unsigned char ipv6_loopback[16] = {[15] = 1};
    unsigned char address[16] = {0};
    if (parse_address(AF_INET, host, address)) {
        return address[0] == 127;
    }
    if (parse_address(AF_INET6, host, address)) {
        return memcmp(address, ipv6_loopback, sizeof(address)) == 0;
    }
    return is_localhost_name(host);
}
