/* SPDX-License-Identifier: Apache-2.0 */
/* Origins: where credentials may go. */
#include "client/origin.h"

enum jt_err jt_origin_check_url(jt_str url, const char *name, bool insecure_http,
                                struct jt_url *ret_url, struct jt_trouble *trouble)
{
    struct jt_url parsed;
    if (jt_url_parse(url, &parsed) != JT_OK || parsed.has_fragment) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "%s is not an http or https URL: %.*s", name,
                       JT_STR_ARG(jt_str_slice(url, 0, 200)));
        return JT_ERR_FORMAT;
    }
    if (!parsed.is_https && !insecure_http && !jt_host_is_loopback(parsed.host)) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                       "%s uses http, so everybody on the way could read what is sent: %.*s", name,
                       JT_STR_ARG(jt_str_slice(url, 0, 200)));
        jt_trouble_set_next(trouble, "Use https. For a network that you trust as you trust this "
                                     "machine there is --insecure-http.");
        return JT_ERR_REFUSED;
    }
    *ret_url = parsed;
    return JT_OK;
}

bool jt_origin_in_list(const struct jt_url *url, jt_str list)
{
    jt_str rest = list;
    struct jt_url origin;
    for (jt_str text; jt_str_next(&rest, ' ', &text);) {
        if (jt_origin_is_valid(text) && jt_url_parse(text, &origin) == JT_OK &&
            jt_url_same_origin(url, &origin)) {
            return true;
        }
    }
    return false;
}

bool jt_origin_is_valid(jt_str text)
{
    struct jt_url url;
    return jt_url_parse(text, &url) == JT_OK && !url.has_query && !url.has_fragment &&
           (url.path.len == 0 || jt_str_equal(url.path, JT_STR("/")));
}

void jt_origin_write(const struct jt_url *url, size_t size, char *ret_text)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_url_write_origin(&buf, url);
    jt_trouble_copy(ret_text, size, buf.err == JT_OK ? jt_buf_str(&buf) : JT_STR("?"));
}
