/* SPDX-License-Identifier: Apache-2.0 */
/* The server as clients meet it: requests and responses over real sockets. */
#include "unit/server/http_client.h"

#include "unit/server/http_app.h"

#define HOST "Host: localhost\r\n"

static struct app app;

static int setup(void **state)
{
    struct jt_http_server_options options = app_options();
    (void)state;
    return app_start(&app, &options, NULL, NULL) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    app_stop(&app);
    return 0;
}

static void test_keep_alive_serves_many_requests(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    for (int i = 0; i < 50; i++) {
        client_send(fd, "GET /x HTTP/1.1\r\n" HOST "\r\n");
        struct answer answer = client_receive(fd, false);
        assert_int_equal(answer.status, 200);
        assert_string_equal(answer.body, "hello");
        assert_non_null(strstr(answer.head, "\r\nDate: "));
        assert_non_null(strstr(answer.head, "\r\nContent-Type: text/plain\r\n"));
        assert_null(strstr(answer.head, "Connection:"));
    }
    (void)close(fd);
}

static void test_pipelined_requests_are_answered_in_order(void **state)
{
    int fd = client_open(app.port);
    char text[16384] = "";
    char want[16];
    (void)state;
    for (int i = 0; i < 100; i++) {
        (void)snprintf(text + strlen(text), 100, "GET /query?%d HTTP/1.1\r\n" HOST "\r\n", i);
    }
    client_send(fd, text);
    for (int i = 0; i < 100; i++) {
        (void)snprintf(want, sizeof(want), "%d", i);
        client_expect(fd, 200, want);
    }
    (void)close(fd);
    assert_true(app.max_batch <= JT_HTTP_BATCH_MAX);
}

static void test_pipelined_requests_wait_for_a_later_answer(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "GET /later HTTP/1.1\r\n" HOST "\r\nGET / HTTP/1.1\r\n" HOST
                    "\r\nGET /later HTTP/1.1\r\n" HOST "\r\nGET /id HTTP/1.1\r\n" HOST "\r\n");
    client_expect(fd, 200, "later");
    client_expect(fd, 200, "hello");
    client_expect(fd, 200, "later");
    struct answer answer = client_receive(fd, false);
    assert_int_equal(strlen(answer.body), JT_REQUEST_ID_TEXT);
    assert_int_equal(strspn(answer.body, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "abcdefghijklmnopqrstuvwxyz"),
                     JT_REQUEST_ID_TEXT);
    (void)close(fd);
}

static void test_bodies(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc");
    client_expect(fd, 200, "abc");
    client_send(fd, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    client_send(fd,
                "3\r\nabc\r\n2;x\r\nde\r\n0\r\nTrailer: x\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n");
    client_expect(fd, 200, "abcde");
    client_expect(fd, 200, "hello");
    client_send(fd, "GET / HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nxy");
    client_expect(fd, 200, "xy");
    (void)close(fd);
}

/* Larger than an input buffer; by length and in chunks. */
static void test_large_bodies(void **state)
{
    enum { LEN = 200000 };
    int fd = client_open(app.port);
    char *body = malloc(LEN);
    (void)state;
    assert_non_null(body);
    memset(body, 'a', LEN);
    client_send(fd, "POST /api HTTP/1.1\r\n" HOST "Content-Length: 200000\r\n\r\n");
    client_send_len(fd, body, LEN);
    struct answer answer = client_receive(fd, false);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_len, LEN);
    client_send(fd, "POST /api HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 100; i++) {
        client_send(fd, "7d0\r\n");
        client_send_len(fd, body, 2000);
        client_send(fd, "\r\n");
    }
    client_send(fd, "0\r\n\r\n");
    answer = client_receive(fd, false);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_len, LEN);
    free(body);
    (void)close(fd);
}

static void test_request_byte_by_byte(void **state)
{
    const char text[] = "POST /x HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                        "2\r\nab\r\n0\r\n\r\n";
    int fd = client_open(app.port);
    (void)state;
    for (size_t i = 0; text[i]; i++) {
        client_send_len(fd, text + i, 1);
    }
    client_expect(fd, 200, "ab");
    (void)close(fd);
}

static void test_http_1_0(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "GET / HTTP/1.0\r\n\r\n");
    struct answer answer = client_receive(fd, false);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.head, "\r\nConnection: close\r\n"));
    client_expect_end(fd);
    (void)close(fd);
    fd = client_open(app.port);
    client_send(fd, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    answer = client_receive(fd, false);
    assert_non_null(strstr(answer.head, "\r\nConnection: keep-alive\r\n"));
    client_send(fd, "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx");
    client_expect(fd, 200, "x");
    client_expect_end(fd);
    (void)close(fd);
}

static void test_head_sends_no_body(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "HEAD / HTTP/1.1\r\n" HOST "\r\nGET / HTTP/1.1\r\n" HOST "\r\n");
    struct answer answer = client_receive(fd, true);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_len, 5);
    client_expect(fd, 200, "hello");
    client_send(fd, "GET /empty HTTP/1.1\r\n" HOST "\r\n");
    answer = client_receive(fd, false);
    assert_int_equal(answer.status, 204);
    assert_null(strstr(answer.head, "Content-Length"));
    (void)close(fd);
}

static void test_expectations(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    client_expect(fd, 100, NULL);
    client_send(fd, "abc");
    client_expect(fd, 200, "abc");
    client_send(fd, "POST / HTTP/1.1\r\n" HOST
                    "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
    client_expect(fd, 413, "refused");
    client_expect_end(fd);
    (void)close(fd);
    client_expect_refusal(
        app.port, "POST / HTTP/1.1\r\n" HOST "Expect: tea\r\nContent-Length: 3\r\n\r\nabc", 417);
}

static void test_refusals_of_the_application(void **state)
{
    (void)state;
    client_expect_refusal(app.port, "POST / HTTP/1.1\r\n" HOST "Content-Length: 65537\r\n\r\n",
                          413);
    int fd = client_open(app.port);
    client_send(fd, "POST / HTTP/1.1\r\n" HOST "Content-Encoding: gzip\r\n"
                    "Content-Length: 3\r\n\r\nabc");
    struct answer answer = client_receive(fd, false);
    assert_int_equal(answer.status, 415);
    assert_non_null(strstr(answer.head, "\r\nAccept-Encoding: identity\r\n"));
    client_expect_end(fd);
    (void)close(fd);
    fd = client_open(app.port);
    client_send(fd, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    char chunk[0x1000 + 1];
    memset(chunk, 'x', sizeof(chunk));
    for (int i = 0; i < 17; i++) {
        client_send(fd, "1000\r\n");
        client_send_len(fd, chunk, 0x1000);
        client_send(fd, "\r\n");
    }
    client_expect(fd, 413, "refused");
    (void)close(fd);
}

static void test_nothing_is_parsed_after_a_refusal(void **state)
{
    int handled = app.handled;
    (void)state;
    client_expect_refusal(
        app.port, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", 400);
    client_expect_refusal(app.port,
                          "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                          "2\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n",
                          400);
    assert_int_equal(app.malformed_status, 400);
    assert_int_equal(app.handled, handled);
    client_expect_refusal(app.port, "BREW / HTTP/1.1\r\n" HOST "\r\n", 501);
    client_expect_refusal(app.port, "GET / HTTP/3.0\r\n" HOST "\r\n", 505);
    int fd = client_open(app.port);
    client_send(fd, "TRACE / HTTP/1.1\r\n" HOST "\r\n");
    struct answer answer = client_receive(fd, false);
    assert_int_equal(answer.status, 405);
    assert_non_null(strstr(answer.head, "\r\nAllow: GET"));
    (void)close(fd);
}

static void test_answers_come_before_a_refusal(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "GET / HTTP/1.1\r\n" HOST "\r\nGET /later HTTP/1.1\r\n" HOST "\r\nbad\r\n");
    client_expect(fd, 200, "hello");
    client_expect(fd, 200, "later");
    client_expect(fd, 400, NULL);
    client_expect_end(fd);
    (void)close(fd);
}

static void test_response_closes_on_demand(void **state)
{
    (void)state;
    client_expect_refusal(app.port, "GET /close HTTP/1.1\r\n" HOST "\r\n", 200);
    client_expect_refusal(app.port, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 200);
}

static void test_line_break_in_a_header_becomes_500(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "GET /split HTTP/1.1\r\n" HOST "\r\n");
    struct answer answer = client_receive(fd, false);
    assert_int_equal(answer.status, 500);
    assert_null(strstr(answer.head, "Set-Cookie"));
    assert_int_equal(answer.body_len, 0);
    (void)close(fd);
}

static void test_half_closed_client_is_answered(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "GET /later HTTP/1.1\r\n" HOST "\r\nGET / HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    client_expect(fd, 200, "later");
    client_expect(fd, 200, "hello");
    client_expect_end(fd);
    (void)close(fd);
    fd = client_open(app.port);
    client_send(fd, "POST / HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\nabc");
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    client_expect(fd, 400, NULL);
    client_expect_end(fd);
    (void)close(fd);
}

static void test_client_that_left_costs_nothing(void **state)
{
    const struct linger reset = {.l_onoff = 1};
    int finished = app.finished;
    (void)state;
    for (int i = 0; i < 8; i++) {
        int fd = client_open(app.port);
        client_send(fd, "GET /hold HTTP/1.1\r\n" HOST "\r\nGET / HTTP/1.1\r\n" HOST "\r\n");
        WAIT_FOR(app_held(&app) == i + 1);
        if (i % 2) {
            assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), 0);
        }
        (void)close(fd);
    }
    app_release(&app);
    WAIT_FOR(app.finished >= finished + 8);
}

static void test_big_response_to_a_slow_reader(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "GET /big HTTP/1.1\r\n" HOST "\r\nGET /big HTTP/1.1\r\n" HOST
                    "\r\nGET / HTTP/1.1\r\n" HOST "\r\n");
    struct answer answer = client_receive(fd, false);
    assert_int_equal(answer.body_len, APP_BIG);
    answer = client_receive(fd, false);
    assert_int_equal(answer.body_len, APP_BIG);
    client_expect(fd, 200, "hello");
    (void)close(fd);
}

static void test_forwarded_headers_of_anybody_are_ignored(void **state)
{
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "GET /peer HTTP/1.1\r\n" HOST "X-Forwarded-For: 192.0.2.1\r\n"
                    "Forwarded: for=192.0.2.2\r\nX-Real-IP: 192.0.2.3\r\n\r\n");
    client_expect(fd, 200, "127.0.0.1");
    client_send(fd, "GET /peer HTTP/1.1\r\n" HOST "X-Forwarded-For: ,:garbage\r\n\r\n");
    client_expect(fd, 200, "127.0.0.1");
    (void)close(fd);
}

static void test_counters(void **state)
{
    struct jt_http_counters counters;
    (void)state;
    jt_http_server_counters(app.server, &counters);
    assert_true(counters.requests_total > 150);
    assert_true(counters.malformed_total >= 6);
    assert_true(counters.connections_total >= 20);
    assert_int_equal(counters.connections_refused, 0);
    assert_int_equal(jt_http_server_threads(app.server), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keep_alive_serves_many_requests),
        cmocka_unit_test(test_pipelined_requests_are_answered_in_order),
        cmocka_unit_test(test_pipelined_requests_wait_for_a_later_answer),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_large_bodies),
        cmocka_unit_test(test_request_byte_by_byte),
        cmocka_unit_test(test_http_1_0),
        cmocka_unit_test(test_head_sends_no_body),
        cmocka_unit_test(test_expectations),
        cmocka_unit_test(test_refusals_of_the_application),
        cmocka_unit_test(test_nothing_is_parsed_after_a_refusal),
        cmocka_unit_test(test_answers_come_before_a_refusal),
        cmocka_unit_test(test_response_closes_on_demand),
        cmocka_unit_test(test_line_break_in_a_header_becomes_500),
        cmocka_unit_test(test_half_closed_client_is_answered),
        cmocka_unit_test(test_client_that_left_costs_nothing),
        cmocka_unit_test(test_big_response_to_a_slow_reader),
        cmocka_unit_test(test_forwarded_headers_of_anybody_are_ignored),
        cmocka_unit_test(test_counters),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
