/* SPDX-License-Identifier: Apache-2.0 */
/* URLs: the parts put together are the whole, and an origin written is the origin read. */
#include "codec/url.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

static bool has_any(jt_str text, const char *chars)
{
    for (; *chars; chars++) {
        if (jt_str_find_char(text, *chars) < text.len) {
            return true;
        }
    }
    return false;
}

static void check_host(jt_str host, bool is_ipv6)
{
    require(host.len > 0);
    require(!has_any(host, "/\\@?#[] %,"));
    require(has_any(host, ":") == is_ipv6);
}

static void check_origin(const struct jt_url *url)
{
    struct jt_url again;
    jt_str host;
    uint16_t port = 0;
    JT_CLEAN(jt_buf_clear) struct jt_buf origin = {0};
    jt_url_write_origin(&origin, url);
    require(jt_buf_check(&origin) == JT_OK);
    require(jt_url_parse(jt_buf_str(&origin), &again) == JT_OK);
    require(jt_url_same_origin(url, &again));
    require(again.path.len == 0 && !again.has_query && !again.has_fragment);
    jt_str authority = jt_str_from(jt_buf_str(&origin), url->is_https ? 8 : 7);
    require(jt_authority_parse(authority, &host, &port) == JT_OK);
    require(jt_str_equal_nocase(host, url->host));
    require(port == 0 || port == url->port);
    require(jt_host_is_loopback(host) == jt_host_is_loopback(url->host));
}

static void check_parts(const struct jt_url *url, jt_str text)
{
    require(url->port != 0);
    check_host(url->host, url->host_is_ipv6);
    require(url->path.len == 0 || url->path.ptr[0] == '/');
    require(!has_any(url->path, "?# \\"));
    require(!has_any(url->query, "# \\"));
    require(url->has_query || url->query.len == 0);
    JT_CLEAN(jt_buf_clear) struct jt_buf tail = {0};
    jt_buf_append(&tail, url->path);
    jt_buf_append_c(&tail, url->has_query ? "?" : "");
    jt_buf_append(&tail, url->query);
    jt_str before_fragment = jt_str_slice(text, 0, jt_str_find_char(text, '#'));
    require(url->has_fragment == (before_fragment.len < text.len));
    require(jt_str_ends_with(before_fragment, jt_buf_str(&tail)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jt_str text = jt_str_make((const char *)data, size);
    struct jt_url url;
    jt_str host;
    uint16_t port = 0;
    if (jt_url_parse(text, &url) == JT_OK) {
        require(size <= JT_URL_MAX);
        check_parts(&url, text);
        check_origin(&url);
    }
    if (jt_authority_parse(text, &host, &port) == JT_OK) {
        check_host(host, text.ptr[0] == '[');
    }
    (void)jt_host_is_loopback(text);
    return 0;
}
