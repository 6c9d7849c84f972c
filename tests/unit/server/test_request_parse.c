/* SPDX-License-Identifier: Apache-2.0 */
/* Requests as hostile clients write them: what each must get, whole and byte by byte. */
#include "server/http/request_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct outcome {
    int status; /* 0: accepted; -1: more is needed */
    size_t head_len;
    struct jt_http_request request;
    struct jt_request_parse parse;
    char *bytes;
};

static struct outcome parse_by(const char *text, size_t len, size_t step)
{
    struct outcome outcome = {.bytes = malloc(len + 1)};
    assert_non_null(outcome.bytes);
    memcpy(outcome.bytes, text, len);
    enum jt_parse_result result = JT_PARSE_MORE;
    static struct jt_http_request request;
    jt_request_parse_init(&outcome.parse, &request, 16384, 100);
    for (size_t at = 0; at < len && result == JT_PARSE_MORE;) {
        at = at + step < len ? at + step : len;
        result = jt_request_parse_head(&outcome.parse, outcome.bytes, at);
    }
    outcome.request = request;
    outcome.head_len = outcome.parse.head_len;
    outcome.status = result == JT_PARSE_DONE ? 0 : -1;
    if (result == JT_PARSE_REFUSED) {
        outcome.status = outcome.parse.status;
        assert_non_null(outcome.parse.why);
    }
    return outcome;
}

static void expect_len(const char *text, size_t len, int status)
{
    struct outcome whole = parse_by(text, len, len);
    struct outcome pieces = parse_by(text, len, 1);
    if (whole.status != status || pieces.status != status) {
        print_message("%d and %d instead of %d: %s\n", whole.status, pieces.status, status, text);
    }
    assert_int_equal(whole.status, status);
    assert_int_equal(pieces.status, status);
    assert_int_equal(whole.head_len, pieces.head_len);
    free(whole.bytes);
    free(pieces.bytes);
}

static void expect(const char *text, int status)
{
    expect_len(text, strlen(text), status);
}

static void expect_fields(const char *fields, int status)
{
    char text[4096];
    (void)snprintf(text, sizeof(text), "POST /x HTTP/1.1\r\nHost: a\r\n%s\r\n", fields);
    expect(text, status);
}

static void expect_line(const char *line, int status)
{
    char text[4096];
    (void)snprintf(text, sizeof(text), "%s\r\nHost: a\r\n\r\n", line);
    expect(text, status);
}

static void expect_host(const char *host, int status)
{
    char text[4096];
    (void)snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", host);
    expect(text, status);
}

static void test_plain_request_is_understood(void **state)
{
    const char text[] = "POST /a/b%20c?x=1&y HTTP/1.1\r\nHost: Auth.Example:8443\r\n"
                        "Content-Length: 3\r\nX-Empty:\r\nX-Wide: \t a b \t\r\n\r\nabc";
    (void)state;
    struct outcome outcome = parse_by(text, sizeof(text) - 1, 7);
    const struct jt_http_request *request = &outcome.request;
    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.head_len, sizeof(text) - 1 - 3);
    assert_int_equal(request->method, JT_HTTP_POST);
    assert_true(jt_str_equal(request->method_text, JT_STR("POST")));
    assert_true(jt_str_equal(request->path, JT_STR("/a/b%20c")));
    assert_true(request->has_query);
    assert_true(jt_str_equal(request->query, JT_STR("x=1&y")));
    assert_true(jt_str_equal(request->host, JT_STR("auth.example")));
    assert_int_equal(request->host_port, 8443);
    assert_int_equal(request->minor_version, 1);
    assert_int_equal(request->header_count, 4);
    assert_true(request->has_body_framing);
    assert_true(jt_str_equal(jt_http_header_get(request, JT_STR("x-WIDE")), JT_STR("a b")));
    assert_int_equal(jt_http_header_count(request, JT_STR("x-empty")), 1);
    assert_int_equal(jt_http_header_get(request, JT_STR("absent")).len, 0);
    assert_int_equal(outcome.parse.framing, JT_BODY_LENGTH);
    assert_int_equal(outcome.parse.content_length, 3);
    assert_true(outcome.parse.keep_alive);
    free(outcome.bytes);
}

static void test_half_a_head_needs_more(void **state)
{
    (void)state;
    expect("GET / HTTP/1.1\r\nHost: a\r\n", -1);
    expect("GET / HT", -1);
    expect("\r\n", -1);
}

static void test_request_line(void **state)
{
    (void)state;
    expect_line("GET / HTTP/1.1", 0);
    expect_line("\r\nGET / HTTP/1.1", 0);
    expect_line("\r\n\r\nGET / HTTP/1.1", 400);
    expect_line("GET  / HTTP/1.1", 400);
    expect_line("GET /  HTTP/1.1", 400);
    expect_line("GET / HTTP/1.1 ", 400);
    expect_line(" GET / HTTP/1.1", 400);
    expect_line("GET\t/ HTTP/1.1", 400);
    expect_line("GET HTTP/1.1", 400);
    expect_line("GET", 400);
    expect_line("GET /", 400);
    expect_line("get / HTTP/1.1", 400);
    expect_line("Get / HTTP/1.1", 400);
    expect_line("GET / http/1.1", 400);
    expect_line("GET / HTTP/01.1", 400);
    expect_line("GET / HTTP/1.1x", 400);
    expect_line("GET / HTTP/1,1", 400);
    expect_line("GET / HTTP/1.2", 505);
    expect_line("GET / HTTP/2.0", 505);
    expect_line("GET / HTTP/0.9", 505);
    expect_line("BREW / HTTP/1.1", 501);
    expect_line("M-SEARCH / HTTP/1.1", 501);
    expect_line("G{T / HTTP/1.1", 400);
    expect_line("CONNECT a:443 HTTP/1.1", 405);
    expect_line("TRACE / HTTP/1.1", 405);
    expect("GET / HTTP/1.1\nHost: a\n\n", 400);
    expect("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
    expect("SSH-2.0-OpenSSH_9.2\r\n", 400);
    expect_len("\x16\x03\x01\x02\x00\x01", 6, 400);
    expect_len("\0\0\0\0", 4, 400);
}

static void test_targets(void **state)
{
    (void)state;
    expect_line("OPTIONS * HTTP/1.1", 0);
    expect_line("GET * HTTP/1.1", 400);
    expect_line("GET x HTTP/1.1", 400);
    expect_line("GET //x/../y;z=1 HTTP/1.1", 0);
    expect_line("GET /a\\b HTTP/1.1", 400);
    expect_line("GET /#f HTTP/1.1", 400);
    expect_line("GET /a\xc3\xa9 HTTP/1.1", 400);
    expect_line("GET /%zz HTTP/1.1", 400);
    expect_line("GET /%2 HTTP/1.1", 400);
    expect_line("GET /?q=% HTTP/1.1", 400);
    expect_line("GET /?q=%41? HTTP/1.1", 0);
    expect_line("GET http://a/ HTTP/1.1", 0);
    expect_line("GET HTTP://A:80/x?y HTTP/1.1", 0);
    expect_line("GET https://a:443 HTTP/1.1", 0);
    expect_line("GET http://b/ HTTP/1.1", 400);
    expect_line("GET http://a:81/ HTTP/1.1", 400);
    expect_line("GET http://u@a/ HTTP/1.1", 400);
    expect_line("GET http:///x HTTP/1.1", 400);
    expect_line("GET ftp://a/ HTTP/1.1", 400);
    expect_len("GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", 31, 400);
    expect("GET http://a/ HTTP/1.0\r\n\r\n", 400);
}

static void test_absolute_target_gives_path(void **state)
{
    const char text[] = "GET http://a?x HTTP/1.1\r\nHost: a\r\n\r\n";
    const char star[] = "OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n";
    (void)state;
    struct outcome outcome = parse_by(text, sizeof(text) - 1, 100);
    assert_true(jt_str_equal(outcome.request.path, JT_STR("/")));
    assert_true(jt_str_equal(outcome.request.query, JT_STR("x")));
    free(outcome.bytes);
    outcome = parse_by(star, sizeof(star) - 1, 100);
    assert_int_equal(outcome.status, 0);
    assert_true(jt_str_equal(outcome.request.path, JT_STR("*")));
    free(outcome.bytes);
}

static void test_host(void **state)
{
    (void)state;
    expect_host("a", 0);
    expect_host("a.example:8080", 0);
    expect_host("[::1]:8080", 0);
    expect_host("[2001:db8::1]", 0);
    expect_host("", 400);
    expect_host("a, b", 400);
    expect_host("u@a", 400);
    expect_host("a/b", 400);
    expect_host("a b", 400);
    expect_host("a?", 400);
    expect_host("a:", 400);
    expect_host("a:0", 400);
    expect_host("a:65536", 400);
    expect_host("a:80:80", 400);
    expect_host("a:+80", 400);
    expect_host("[::1", 400);
    expect_host("[::g]", 400);
    expect_host("[]", 400);
    expect_host("[::1]x", 400);
    expect_host("::1", 400);
    expect_host("a\xe9", 400);
    expect("GET / HTTP/1.1\r\n\r\n", 400);
    expect("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400);
    expect("GET / HTTP/1.0\r\n\r\n", 0);
    expect("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400);
    expect("GET / HTTP/1.0\r\nHost: a@b\r\n\r\n", 400);
}

static void test_field_lines(void **state)
{
    (void)state;
    expect_fields("X: y\r\n", 0);
    expect_fields("X : y\r\n", 400);
    expect_fields("X\r\n", 400);
    expect_fields(": y\r\n", 400);
    expect_fields("X(: y\r\n", 400);
    expect_fields("X: y\r\n z\r\n", 400);
    expect_fields(" X: y\r\n", 400);
    expect_fields("X: a\x01z\r\n", 400);
    expect_fields("X: a\x7fz\r\n", 400);
    expect_fields("X: a\x0bz\r\n", 400);
    expect_fields("X: a\rz\r\n", 400);
    expect_fields("X: a\nY: b\r\n", 400);
    expect_fields("X: \xc3\xa9\r\n", 0);
    expect_len("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 35, 400);
}

static void test_framing(void **state)
{
    (void)state;
    expect_fields("Content-Length: 0\r\n", 0);
    expect_fields("Content-Length: 007\r\n", 0);
    expect_fields("Content-Length: 5\r\nContent-Length: 5\r\n", 400);
    expect_fields("Content-Length: 5, 5\r\n", 400);
    expect_fields("Content-Length: +5\r\n", 400);
    expect_fields("Content-Length: -5\r\n", 400);
    expect_fields("Content-Length: 5 5\r\n", 400);
    expect_fields("Content-Length: 0x5\r\n", 400);
    expect_fields("Content-Length:\r\n", 400);
    expect_fields("Content-Length: 99999999999999999999\r\n", 400);
    expect_fields("Content-Length : 5\r\n", 400);
    expect_fields("Transfer-Encoding: chunked\r\n", 0);
    expect_fields("Transfer-Encoding: CHUNKED\r\n", 0);
    expect_fields("Transfer-Encoding : chunked\r\n", 400);
    expect_fields("Transfer-Encodings: chunked\r\n", 400);
    expect_fields("Transfer-Encoding: xchunked\r\n", 501);
    expect_fields("Transfer-Encoding: identity\r\n", 501);
    expect_fields("Transfer-Encoding: gzip, chunked\r\n", 501);
    expect_fields("Transfer-Encoding: chunked, identity\r\n", 501);
    expect_fields("Transfer-Encoding: chunked, chunked\r\n", 400);
    expect_fields("Transfer-Encoding: chunked,\r\n", 400);
    expect_fields("Transfer-Encoding: ,chunked\r\n", 400);
    expect_fields("Transfer-Encoding:\r\n", 400);
    expect_fields("Transfer-Encoding: chunked;q=1\r\n", 400);
    expect_fields("Transfer-Encoding: chunked\t\r\n", 400);
    expect_fields("Transfer-Encoding: \x0b"
                  "chunked\r\n",
                  400);
    expect_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400);
    expect_fields("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400);
    expect_fields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400);
    expect("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
    expect("POST / HTTP/1.0\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
}

static void test_underscore_names_are_not_shown(void **state)
{
    const char text[] = "POST / HTTP/1.1\r\nHost: a\r\nTransfer_Encoding: chunked\r\n"
                        "Content_Length: 9\r\nX_Forwarded_For: 1.2.3.4\r\nOK: 1\r\n\r\n";
    (void)state;
    struct outcome outcome = parse_by(text, sizeof(text) - 1, 1);
    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.request.header_count, 2);
    assert_int_equal(outcome.parse.framing, JT_BODY_NONE);
    assert_false(outcome.request.has_body_framing);
    free(outcome.bytes);
}

static struct jt_request_parse heads_parse(const char *fields, int minor_version)
{
    char text[1024];
    (void)snprintf(text, sizeof(text), "GET / HTTP/1.%d\r\nHost: a\r\n%s\r\n", minor_version,
                   fields);
    struct outcome outcome = parse_by(text, strlen(text), 5);
    assert_int_equal(outcome.status, 0);
    free(outcome.bytes);
    return outcome.parse;
}

static void test_connection_and_expectation(void **state)
{
    (void)state;
    assert_true(heads_parse("", 1).keep_alive);
    assert_false(heads_parse("", 0).keep_alive);
    assert_true(heads_parse("Connection: foo, Keep-Alive\r\n", 0).keep_alive);
    assert_false(heads_parse("Connection: foo , CLOSE\r\n", 1).keep_alive);
    assert_false(heads_parse("Connection: keep-alive\r\nConnection: close\r\n", 1).keep_alive);
    assert_int_equal(heads_parse("Expect: 100-Continue\r\n", 1).expectation, JT_EXPECT_CONTINUE);
    assert_int_equal(heads_parse("Expect: 100-continue\r\n", 0).expectation, JT_EXPECT_NOTHING);
    assert_int_equal(heads_parse("Expect: x\r\n", 1).expectation, JT_EXPECT_UNKNOWN);
    assert_int_equal(heads_parse("Expect: x\r\nExpect: 100-continue\r\n", 1).expectation,
                     JT_EXPECT_UNKNOWN);
    assert_true(heads_parse("Content-Encoding: gzip\r\n", 1).has_content_encoding);
    assert_false(heads_parse("Content-Encoding: identity\r\n", 1).has_content_encoding);
}

static void expect_long(const char *begin, char fill, size_t count, const char *end, int status)
{
    size_t len = strlen(begin) + count + strlen(end);
    char *text = malloc(len + 1);
    assert_non_null(text);
    memcpy(text, begin, strlen(begin));
    memset(text + strlen(begin), fill, count);
    memcpy(text + strlen(begin) + count, end, strlen(end) + 1);
    struct outcome outcome = parse_by(text, len, 100);
    assert_int_equal(outcome.status, status);
    free(outcome.bytes);
    free(text);
}

static void test_limits_of_the_head(void **state)
{
    const char end[] = " HTTP/1.1\r\nHost: a\r\n\r\n";
    (void)state;
    expect_long("GET /", 'a', 65536, end, 414);
    expect_long("GET /", 'a', 16384 - 5 - strlen(end), end, 0);
    expect_long("GET /", 'a', 16384 - 5 - strlen(end) + 1, end, 431);
    expect_long("GET / HTTP/1.1\r\nHost: a\r\nX: ", 'a', 20000, "\r\n\r\n", 431);
    expect_long("A", 'A', 20000, "", 414);
    char many[8192] = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 99; i++) {
        memcpy(many + strlen(many), "X: y\r\n", 7);
    }
    size_t len = strlen(many);
    memcpy(many + len, "\r\n", 3);
    expect(many, 0);
    memcpy(many + len, "X: y\r\n\r\n", 9);
    expect(many, 431);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_request_is_understood),
        cmocka_unit_test(test_half_a_head_needs_more),
        cmocka_unit_test(test_request_line),
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_absolute_target_gives_path),
        cmocka_unit_test(test_host),
        cmocka_unit_test(test_field_lines),
        cmocka_unit_test(test_framing),
        cmocka_unit_test(test_underscore_names_are_not_shown),
        cmocka_unit_test(test_connection_and_expectation),
        cmocka_unit_test(test_limits_of_the_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
