/* SPDX-License-Identifier: Apache-2.0 */
/* URLs and authorities: what is taken apart, and everything that two parsers could read in two
 * ways. */
#include "codec/url.h"

#include "support/assert_str.h"

static struct jt_url parsed(const char *text)
{
    struct jt_url url;
    if (jt_url_parse(jt_str_from_c(text), &url) != JT_OK) {
        fail_msg("refused %s", text);
    }
    return url;
}

static void all_parts(void **state)
{
    (void)state;
    struct jt_url url = parsed("HTTPS://Auth.Example:8443/a/b%20c?x=/?y#frag?ment");
    assert_true(url.is_https);
    assert_str(url.host, "Auth.Example");
    assert_false(url.host_is_ipv6);
    assert_int_equal(url.port, 8443);
    assert_str(url.path, "/a/b%20c");
    assert_true(url.has_query);
    assert_str(url.query, "x=/?y");
    assert_true(url.has_fragment);
}

static void parts_that_are_missing(void **state)
{
    (void)state;
    struct jt_url url = parsed("http://a");
    assert_int_equal(url.port, 80);
    assert_int_equal(url.path.len, 0);
    assert_false(url.has_query);
    assert_false(url.has_fragment);
    url = parsed("https://a?");
    assert_int_equal(url.port, 443);
    assert_int_equal(url.path.len, 0);
    assert_true(url.has_query);
    assert_int_equal(url.query.len, 0);
    url = parsed("https://a#?x");
    assert_false(url.has_query);
    assert_true(url.has_fragment);
}

static void ipv6_hosts_lose_their_brackets(void **state)
{
    (void)state;
    struct jt_url url = parsed("http://[2001:DB8::1]:81/x");
    assert_str(url.host, "2001:DB8::1");
    assert_true(url.host_is_ipv6);
    assert_int_equal(url.port, 81);
}

static void what_is_no_clean_url_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "http:",
        "http:/a",
        "http://",
        "https:///path",
        "https://?x",
        "ftp://a/",
        "file:///etc/passwd",
        "javascript://a",
        "//a/b",
        "a/b",
        " http://a",
        "http://a ",
        "http://a/b c",
        "http://a/\tb",
        "http://a/\n",
        "http://a/\x7f",
        "http://a/\xc3\xa4",
        "http://\xc3\xa4/",
        "http://u@a/",
        "http://u:p@a/",
        "http://a@/",
        "http://good.example\\@evil.example/",
        "http://a/\\b",
        "http://a:0/",
        "http://a:65536/",
        "http://a:999999/",
        "http://a:/",
        "http://a:8x/",
        "http://a:-1/",
        "http://a:1:2/",
        "http://::1/",
        "http://[::1/",
        "http://[::1]x/",
        "http://[]/",
        "http://[127.0.0.1]/",
        "http://[fe80::1%eth0]/",
        "http://[fe80::1%25eth0]/",
        "http://a%2eb/",
        "http://a,b/",
        "http://a/%",
        "http://a/%2",
        "http://a/%zz",
        "http://a/?q=100%",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct jt_url url = {.port = 7};
        if (jt_url_parse(jt_str_from_c(bad[i]), &url) != JT_ERR_FORMAT) {
            fail_msg("accepted %s", bad[i]);
        }
        assert_int_equal(url.port, 7);
    }
    struct jt_url url;
    assert_int_equal(jt_url_parse(JT_STR("http://a\0.b/"), &url), JT_ERR_FORMAT);
    assert_int_equal(jt_url_parse(jt_str_make(NULL, 0), &url), JT_ERR_FORMAT);
}

static void length_is_limited(void **state)
{
    (void)state;
    struct jt_url url;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_buf_append_c(&buf, "http://a/");
    while (buf.len < JT_URL_MAX) {
        jt_buf_append_char(&buf, 'x');
    }
    assert_int_equal(jt_url_parse(jt_buf_str(&buf), &url), JT_OK);
    jt_buf_append_char(&buf, 'x');
    assert_int_equal(jt_url_parse(jt_buf_str(&buf), &url), JT_ERR_FORMAT);
}

static void origins_are_equal_when_all_three_parts_are(void **state)
{
    (void)state;
    struct jt_url a = parsed("https://Example.com/x");
    struct jt_url same = parsed("https://example.COM:443/y?z");
    struct jt_url other_scheme = parsed("http://example.com:443/");
    struct jt_url other_port = parsed("https://example.com:444/");
    struct jt_url other_host = parsed("https://example.com.evil/");
    assert_true(jt_url_same_origin(&a, &same));
    assert_false(jt_url_same_origin(&a, &other_scheme));
    assert_false(jt_url_same_origin(&a, &other_port));
    assert_false(jt_url_same_origin(&a, &other_host));
}

static void assert_origin(const char *text, const char *origin)
{
    struct jt_url url = parsed(text);
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_url_write_origin(&buf, &url);
    assert_str_equal(jt_buf_str(&buf), jt_str_from_c(origin));
}

static void origins_are_written_in_one_form(void **state)
{
    (void)state;
    assert_origin("HTTPS://EXAMPLE.com:443/x", "https://example.com");
    assert_origin("http://a:80", "http://a");
    assert_origin("http://a:443", "http://a:443");
    assert_origin("https://[2001:DB8::A]:8443/", "https://[2001:db8::a]:8443");
}

static void loopback_hosts(void **state)
{
    (void)state;
    static const char *const yes[] = {
        "127.0.0.1", "127.255.255.254",       "::1",          "0:0:0:0:0:0:0:1", "localhost",
        "LocalHost", "development.localhost", "a.b.LOCALHOST"};
    static const char *const no[] = {"",
                                     "128.0.0.1",
                                     "0.0.0.0",
                                     "::",
                                     "::2",
                                     "[::1]",
                                     "127.1",
                                     "2130706433",
                                     "0x7f.0.0.1",
                                     "127.0.0.01",
                                     "127.0.0.1.evil.example",
                                     "localhost.evil.example",
                                     "evillocalhost",
                                     ".localhost",
                                     "a/.localhost",
                                     "localhost.",
                                     "example.com",
                                     "::ffff:127.0.0.1"};
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        assert_true(jt_host_is_loopback(jt_str_from_c(yes[i])));
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        if (jt_host_is_loopback(jt_str_from_c(no[i]))) {
            fail_msg("%s counts as loopback", no[i]);
        }
    }
    assert_false(jt_host_is_loopback(JT_STR("127.0.0.1\0")));
}

static void authorities_are_taken_apart(void **state)
{
    (void)state;
    jt_str host;
    uint16_t port = 7;
    assert_int_equal(jt_authority_parse(JT_STR("example.com"), &host, &port), JT_OK);
    assert_str(host, "example.com");
    assert_int_equal(port, 0);
    assert_int_equal(jt_authority_parse(JT_STR("127.0.0.1:65535"), &host, &port), JT_OK);
    assert_str(host, "127.0.0.1");
    assert_int_equal(port, 65535);
    assert_int_equal(jt_authority_parse(JT_STR("[::1]:9090"), &host, &port), JT_OK);
    assert_str(host, "::1");
    assert_int_equal(port, 9090);
}

static void other_authorities_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",      ":80",  "a:",   "a:0",    "a:65536",   "a, b",
                                      "a,b",   "u@a",  "a/b",  "a b",    "a?",        "a#",
                                      "[::1",  "::1",  "[a]",  "[::1]a", "[",         "[]:80",
                                      "a:1:1", "a\tb", "a:+1", "*.a%",   "a:00000080"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        jt_str host = JT_STR("old");
        uint16_t port = 7;
        if (jt_authority_parse(jt_str_from_c(bad[i]), &host, &port) != JT_ERR_FORMAT) {
            fail_msg("accepted %s", bad[i]);
        }
        assert_str(host, "old");
        assert_int_equal(port, 7);
    }
}

static void host_names_are_limited(void **state)
{
    (void)state;
    char name[254];
    jt_str host;
    uint16_t port;
    for (size_t i = 0; i < sizeof(name); i++) {
        name[i] = 'a';
    }
    assert_int_equal(jt_authority_parse(jt_str_make(name, 253), &host, &port), JT_OK);
    assert_int_equal(jt_authority_parse(jt_str_make(name, 254), &host, &port), JT_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_parts),
        cmocka_unit_test(parts_that_are_missing),
        cmocka_unit_test(ipv6_hosts_lose_their_brackets),
        cmocka_unit_test(what_is_no_clean_url_is_refused),
        cmocka_unit_test(length_is_limited),
        cmocka_unit_test(origins_are_equal_when_all_three_parts_are),
        cmocka_unit_test(origins_are_written_in_one_form),
        cmocka_unit_test(loopback_hosts),
        cmocka_unit_test(authorities_are_taken_apart),
        cmocka_unit_test(other_authorities_are_refused),
        cmocka_unit_test(host_names_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
