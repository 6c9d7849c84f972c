/* SPDX-License-Identifier: Apache-2.0 */
/* Slow, greedy and many clients: each is held to a limit, and the others go on. Proxies too. */
#include "unit/server/http_client.h"

#include "unit/server/http_app.h"

#include <sys/resource.h>

#define HOST "Host: localhost\r\n"

static struct app app;

static void start(const struct jt_http_server_options *options)
{
    assert_true(app_start(&app, options, NULL, NULL));
}

static struct jt_http_counters counters(void)
{
    struct jt_http_counters sum;
    jt_http_server_counters(app.server, &sum);
    return sum;
}

static void test_slow_head_gets_408(void **state)
{
    struct jt_http_server_options options = app_options();
    (void)state;
    options.limits.head_timeout_ms = 50;
    start(&options);
    int silent = client_open(app.port);
    int slow = client_open(app.port);
    client_send(slow, "GET / HTTP/1.1\r\nHost: a");
    client_expect(slow, 408, NULL);
    client_expect_end(slow);
    client_expect_end(silent);
    assert_int_equal(app.handled, 0);
    assert_int_equal(counters().timeouts_total, 2);
    (void)close(slow);
    (void)close(silent);
    app_stop(&app);
}

static void test_slow_body_gets_408(void **state)
{
    struct jt_http_server_options options = app_options();
    (void)state;
    options.limits.body_timeout_ms = 50;
    start(&options);
    client_expect_refusal(app.port, "POST / HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\nabc",
                          408);
    client_expect_refusal(
        app.port, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nab", 408);
    assert_int_equal(app.refused, 2);
    assert_int_equal(app.handled, 0);
    app_stop(&app);
}

static void test_idle_connection_is_closed(void **state)
{
    struct jt_http_server_options options = app_options();
    (void)state;
    options.limits.idle_timeout_ms = 50;
    start(&options);
    int fd = client_open(app.port);
    client_send(fd, "GET / HTTP/1.1\r\n" HOST "\r\n");
    client_expect(fd, 200, "hello");
    client_expect_end(fd);
    (void)close(fd);
    WAIT_FOR(counters().connections_open == 0);
    app_stop(&app);
}

static void test_reader_that_takes_nothing_is_closed(void **state)
{
    struct jt_http_server_options options = app_options();
    (void)state;
    options.limits.write_timeout_ms = 50;
    start(&options);
    int fd = client_open(app.port);
    client_send(fd, "GET /big HTTP/1.1\r\n" HOST "\r\nGET /big HTTP/1.1\r\n" HOST "\r\n");
    WAIT_FOR(counters().timeouts_total == 1 && counters().connections_open == 0);
    (void)close(fd);
    app_stop(&app);
}

static void test_output_that_waits_stops_the_next_requests(void **state)
{
    struct jt_http_server_options options = app_options();
    char text[8192] = "";
    (void)state;
    start(&options);
    for (int i = 0; i < 50; i++) {
        (void)snprintf(text + strlen(text), 100, "GET /big HTTP/1.1\r\n" HOST "\r\n");
    }
    int fd = client_open(app.port);
    client_send(fd, text);
    int other = client_open(app.port);
    client_send(other, "GET / HTTP/1.1\r\n" HOST "\r\n");
    client_expect(other, 200, "hello");
    /* Two at most: one that the kernel may have taken, one that waits. */
    assert_true(app.handled <= 4);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(client_receive(fd, false).body_len, APP_BIG);
    }
    (void)close(fd);
    (void)close(other);
    app_stop(&app);
}

static void test_limits_of_the_head_are_options(void **state)
{
    struct jt_http_server_options options = app_options();
    (void)state;
    options.limits.head_max = 100;
    options.limits.headers_max = 3;
    start(&options);
    client_expect_refusal(app.port,
                          "GET / HTTP/1.1\r\n" HOST "A: b\r\nC: d\r\n"
                          "Connection: close\r\n\r\n",
                          431);
    client_expect_refusal(app.port, "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 200);
    char text[256] = "GET /";
    memset(text + 5, 'a', 100);
    client_expect_refusal(app.port, text, 414);
    assert_int_equal(app.malformed_status, 414);
    app_stop(&app);
}

static void test_connections_of_one_address_are_limited(void **state)
{
    struct jt_http_server_options options = app_options();
    int fds[3];
    (void)state;
    options.limits.address_connections_max = 3;
    start(&options);
    for (int i = 0; i < 3; i++) {
        fds[i] = client_open(app.port);
        client_send(fds[i], "GET / HTTP/1.1\r\n" HOST "\r\n");
        client_expect(fds[i], 200, "hello");
    }
    int refused = client_open(app.port);
    client_expect_end(refused);
    (void)close(refused);
    assert_int_equal(counters().connections_refused, 1);
    (void)close(fds[0]);
    WAIT_FOR(counters().connections_open == 2);
    fds[0] = client_open(app.port);
    client_send(fds[0], "GET / HTTP/1.1\r\n" HOST "\r\n");
    client_expect(fds[0], 200, "hello");
    for (int i = 0; i < 3; i++) {
        (void)close(fds[i]);
    }
    app_stop(&app);
}

static void test_connections_are_limited(void **state)
{
    struct jt_http_server_options options = app_options();
    (void)state;
    options.limits.connections_max = 1;
    start(&options);
    int fd = client_open(app.port);
    client_send(fd, "GET / HTTP/1.1\r\n" HOST "\r\n");
    client_expect(fd, 200, "hello");
    int refused = client_open(app.port);
    client_expect_end(refused);
    (void)close(refused);
    (void)close(fd);
    app_stop(&app);
}

/* Without descriptors new clients wait; as soon as there are some they are served. */
static void test_running_out_of_descriptors(void **state)
{
    struct jt_http_server_options options = app_options();
    struct rlimit before;
    struct rlimit few;
    enum { MANY = 40 };
    int fds[MANY];
    (void)state;
    start(&options);
    for (int i = 0; i < MANY; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_true(fds[i] >= 0);
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(app.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = (rlim_t)fds[MANY - 1] + 9;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(connect(fds[i], (const struct sockaddr *)&address, sizeof(address)), 0);
        client_send(fds[i], "GET / HTTP/1.1\r\n" HOST "\r\n");
    }
    WAIT_FOR(counters().connections_open >= 4);
    client_expect(fds[0], 200, "hello");
    assert_true(counters().connections_open < MANY);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    for (int i = 1; i < MANY; i++) {
        client_expect(fds[i], 200, "hello");
    }
    for (int i = 0; i < MANY; i++) {
        (void)close(fds[i]);
    }
    app_stop(&app);
}

static void expect_peer(const char *forwarded, int status, const char *peer)
{
    char text[512];
    int fd = client_open(app.port);
    (void)snprintf(text, sizeof(text), "GET /peer HTTP/1.1\r\n" HOST "%s\r\n", forwarded);
    client_send(fd, text);
    client_expect(fd, status, peer);
    (void)close(fd);
}

static void test_trusted_proxy_names_the_client(void **state)
{
    const jt_str proxies[] = {JT_STR("127.0.0.0/8"), JT_STR("10.1.2.3"), JT_STR("2001:db8::/32")};
    struct jt_http_server_options options = app_options();
    (void)state;
    options.trusted_proxies = proxies;
    options.trusted_proxy_count = 3;
    start(&options);
    expect_peer("", 200, "127.0.0.1");
    expect_peer("X-Forwarded-For: 192.0.2.7\r\n", 200, "192.0.2.7");
    expect_peer("X-Forwarded-For: 203.0.113.9, 192.0.2.7, 10.1.2.3\r\n", 200, "192.0.2.7");
    expect_peer("X-Forwarded-For: 192.0.2.7\r\nx-forwarded-for: 10.1.2.3, 127.0.0.2\r\n", 200,
                "192.0.2.7");
    expect_peer("X-Forwarded-For: 2001:DB9::1, [2001:db8::5]:443\r\n", 200, "2001:db9::1");
    expect_peer("X-Forwarded-For: 192.0.2.7:4711\r\n", 200, "192.0.2.7");
    expect_peer("X-Forwarded-For: 10.1.2.3, 127.0.0.9\r\n", 200, "10.1.2.3");
    expect_peer("X-Forwarded-For:\r\n", 400, NULL);
    expect_peer("X-Forwarded-For: ,192.0.2.7\r\n", 400, NULL);
    expect_peer("X-Forwarded-For: 192.0.2.7,\r\n", 400, NULL);
    expect_peer("X-Forwarded-For: :\r\n", 400, NULL);
    expect_peer("X-Forwarded-For: unknown\r\n", 400, NULL);
    expect_peer("X-Forwarded-For: 192.0.2.300\r\n", 400, NULL);
    expect_peer("X-Forwarded-For: [2001:db8::1\r\n", 400, NULL);
    expect_peer("X-Forwarded-For: [2001:db8::1]x\r\n", 400, NULL);
    expect_peer("X-Forwarded-For: 192.0.2.7:x\r\n", 400, NULL);
    app_stop(&app);
}

static void expect_proxy_refused(jt_str network, enum jt_err want)
{
    struct jt_http_server_options options = app_options();
    struct jt_http_server *server = NULL;
    const struct jt_http_app callbacks = {
        .body_max = app_body_max, .handle = app_handle, .refuse = app_refuse};
    options.trusted_proxies = &network;
    options.trusted_proxy_count = 1;
    assert_int_equal(jt_http_server_new(&options, &callbacks, &server), want);
}

static void test_proxies_must_be_networks_and_not_everybody(void **state)
{
    (void)state;
    expect_proxy_refused(JT_STR("0.0.0.0/0"), JT_ERR_ARG);
    expect_proxy_refused(JT_STR("::/0"), JT_ERR_ARG);
    expect_proxy_refused(JT_STR("10.0.0.0/33"), JT_ERR_FORMAT);
    expect_proxy_refused(JT_STR("10.0.0/8"), JT_ERR_FORMAT);
    expect_proxy_refused(JT_STR("proxy.example"), JT_ERR_FORMAT);
    expect_proxy_refused(JT_STR("10.0.0.0/"), JT_ERR_FORMAT);
    expect_proxy_refused(JT_STR(""), JT_ERR_FORMAT);
}

static atomic_bool random_fails;

static enum jt_err fill_or_fail(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    return random_fails ? JT_ERR_CRYPTO : jt_rand_fill(&jt_rand_system, ret_bytes, len);
}

static void test_no_random_numbers_is_503(void **state)
{
    const struct jt_rand rand = {.fill = fill_or_fail};
    struct jt_http_server_options options = app_options();
    (void)state;
    options.rand = &rand;
    start(&options);
    random_fails = true;
    client_expect_refusal(app.port, "GET / HTTP/1.1\r\n" HOST "\r\n", 503);
    assert_int_equal(app.handled, 0);
    random_fails = false;
    int fd = client_open(app.port);
    client_send(fd, "GET / HTTP/1.1\r\n" HOST "\r\n");
    client_expect(fd, 200, "hello");
    (void)close(fd);
    app_stop(&app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slow_head_gets_408),
        cmocka_unit_test(test_slow_body_gets_408),
        cmocka_unit_test(test_idle_connection_is_closed),
        cmocka_unit_test(test_reader_that_takes_nothing_is_closed),
        cmocka_unit_test(test_output_that_waits_stops_the_next_requests),
        cmocka_unit_test(test_limits_of_the_head_are_options),
        cmocka_unit_test(test_connections_of_one_address_are_limited),
        cmocka_unit_test(test_connections_are_limited),
        cmocka_unit_test(test_running_out_of_descriptors),
        cmocka_unit_test(test_no_random_numbers_is_503),
        cmocka_unit_test(test_trusted_proxy_names_the_client),
        cmocka_unit_test(test_proxies_must_be_networks_and_not_everybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
