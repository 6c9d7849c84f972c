/* SPDX-License-Identifier: Apache-2.0 */
/* Starting, listening, many threads, stopping with grace. */
#include "unit/server/http_client.h"

#include "unit/server/http_app.h"

#define HOST "Host: localhost\r\n"

static struct app app;

static void start(unsigned threads)
{
    struct jt_http_server_options options = app_options();
    options.threads = threads;
    assert_true(app_start(&app, &options, NULL, NULL));
}

static void *stop_with_grace(void *arg)
{
    const int64_t *grace_ms = arg;
    jt_http_server_stop(app.server, *grace_ms);
    return NULL;
}

static void free_app(void)
{
    app_stop(&app);
}

static void test_stop_closes_idle_connections(void **state)
{
    (void)state;
    start(2);
    int fresh = client_open(app.port);
    int idle = client_open(app.port);
    client_send(idle, "GET / HTTP/1.1\r\n" HOST "\r\n");
    client_expect(idle, 200, "hello");
    jt_http_server_stop(app.server, 20000);
    assert_int_equal(app.threads, 0);
    client_expect_end(idle);
    (void)close(idle);
    (void)close(fresh);
    free_app();
}

static void test_stop_lets_running_requests_end(void **state)
{
    int64_t grace_ms = 20000;
    pthread_t stopper;
    (void)state;
    start(1);
    int held = client_open(app.port);
    int partial = client_open(app.port);
    client_send(held, "GET /hold HTTP/1.1\r\n" HOST "\r\nGET / HTTP/1.1\r\n" HOST "\r\n");
    client_send(partial, "GET / HTTP/1.1\r\n");
    int idle = client_open(app.port);
    client_send(idle, "GET / HTTP/1.1\r\n" HOST "\r\n");
    client_expect(idle, 200, "hello");
    WAIT_FOR(app_held(&app) == 1);
    assert_int_equal(pthread_create(&stopper, NULL, stop_with_grace, &grace_ms), 0);
    client_expect_end(idle);
    client_send(partial, HOST "\r\n");
    struct answer answer = client_receive(partial, false);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.head, "\r\nConnection: close\r\n"));
    (void)close(partial);
    app_release(&app);
    client_expect(held, 200, "released");
    client_expect_end(held);
    (void)close(held);
    (void)close(idle);
    assert_int_equal(pthread_join(stopper, NULL), 0);
    assert_int_equal(app.threads, 0);
    free_app();
}

static void test_stop_ends_when_the_grace_is_over(void **state)
{
    (void)state;
    start(1);
    int held = client_open(app.port);
    client_send(held, "GET /hold HTTP/1.1\r\n" HOST "\r\n");
    WAIT_FOR(app_held(&app) == 1);
    jt_http_server_stop(app.server, 30);
    client_expect_end(held);
    (void)close(held);
    /* Too late: the task is not run, and the exchange goes with the server. */
    struct app_release late = {.task = {.run = app_release_one}, .x = app.held[0]};
    jt_loop_post(app.held[0]->loop, &late.task);
    assert_int_equal(app.finished, 0);
    free_app();
}

static void test_server_that_never_started_is_freed(void **state)
{
    struct jt_http_server_options options = app_options();
    const struct jt_http_app callbacks = {
        .body_max = app_body_max, .handle = app_handle, .refuse = app_refuse};
    struct jt_http_server *server = NULL;
    int listener = -1;
    char *why = NULL;
    (void)state;
    options.threads = 3;
    assert_int_equal(jt_http_server_new(&options, &callbacks, &server), JT_OK);
    assert_int_equal(jt_http_server_listen(server, JT_STR("[::1]:0"), NULL, NULL, &listener, &why),
                     JT_OK);
    assert_int_not_equal(jt_http_server_port(server, listener), 0);
    jt_http_server_stop(server, 100);
    jt_http_server_free(server);
}

static void expect_no_listening(const char *address, enum jt_err want, const char *part)
{
    char *why = NULL;
    int listener = -1;
    assert_int_equal(
        jt_http_server_listen(app.server, jt_str_from_c(address), NULL, NULL, &listener, &why),
        want);
    assert_non_null(why);
    assert_non_null(strstr(why, part));
    assert_int_equal(listener, -1);
    free(why);
}

static void test_addresses_that_cannot_be_listened_on(void **state)
{
    struct jt_http_server_options options = app_options();
    struct jt_http_app callbacks = {
        .body_max = app_body_max, .handle = app_handle, .refuse = app_refuse};
    char text[64];
    (void)state;
    start(2);
    uint16_t taken = app.port;
    struct jt_http_server *running = app.server;
    assert_int_equal(jt_http_server_new(&options, &callbacks, &app.server), JT_OK);
    (void)snprintf(text, sizeof(text), "127.0.0.1:%u", taken);
    expect_no_listening(text, JT_ERR_EXISTS, "another program");
    expect_no_listening("127.0.0.1", JT_ERR_FORMAT, "ADDR:PORT");
    expect_no_listening("localhost:80", JT_ERR_FORMAT, "ADDR:PORT");
    expect_no_listening("127.0.0.1:65536", JT_ERR_FORMAT, "ADDR:PORT");
    expect_no_listening("::1:80", JT_ERR_FORMAT, "ADDR:PORT");
    expect_no_listening("[127.0.0.1]:80", JT_ERR_FORMAT, "ADDR:PORT");
    expect_no_listening("", JT_ERR_FORMAT, "ADDR:PORT");
    expect_no_listening("192.0.2.1:8080", JT_ERR_IO, "cannot listen on 192.0.2.1:8080");
    jt_http_server_free(app.server);
    app.server = running;
    free_app();
}

static enum jt_err begin_fails(void *arg, struct jt_loop *loop, void **ret_data)
{
    (void)arg;
    (void)ret_data;
    return jt_loop_index(loop) == 1 ? JT_ERR_NOMEM : JT_OK;
}

static void test_thread_that_cannot_begin_fails_the_start(void **state)
{
    struct jt_http_server_options options = app_options();
    const struct jt_http_app callbacks = {.thread_begin = begin_fails,
                                          .body_max = app_body_max,
                                          .handle = app_handle,
                                          .refuse = app_refuse};
    struct jt_http_server *server = NULL;
    int listener = -1;
    char *why = NULL;
    (void)state;
    options.threads = 3;
    assert_int_equal(jt_http_server_new(&options, &callbacks, &server), JT_OK);
    assert_int_equal(
        jt_http_server_listen(server, JT_STR("127.0.0.1:0"), NULL, NULL, &listener, &why), JT_OK);
    assert_int_equal(jt_http_server_start(server), JT_ERR_NOMEM);
    jt_http_server_free(server);
}

enum { CLIENTS = 8, CONNECTIONS = 10, REQUESTS = 20 };

/* cmocka's assertions belong to the main thread. */
static void *many_requests(void *arg)
{
    const char text[] = "GET /later HTTP/1.1\r\n" HOST "\r\nPOST /x HTTP/1.1\r\n" HOST
                        "Content-Length: 2\r\n\r\nhi";
    atomic_int *answers = arg;
    for (int i = 0; i < CONNECTIONS; i++) {
        int fd = client_open(app.port);
        for (int k = 0; k < REQUESTS; k++) {
            client_send(fd, text);
            *answers += strcmp(client_receive(fd, false).body, "later") == 0;
            *answers += strcmp(client_receive(fd, false).body, "hi") == 0;
        }
        (void)close(fd);
    }
    return NULL;
}

static void test_many_threads(void **state)
{
    pthread_t clients[CLIENTS];
    atomic_int answers = 0;
    (void)state;
    start(4);
    assert_int_equal(jt_http_server_threads(app.server), 4);
    assert_int_equal(app.threads, 4);
    for (int i = 0; i < CLIENTS; i++) {
        assert_int_equal(pthread_create(&clients[i], NULL, many_requests, &answers), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_int_equal(pthread_join(clients[i], NULL), 0);
    }
    assert_int_equal(answers, CLIENTS * CONNECTIONS * REQUESTS * 2);
    struct jt_http_counters sum;
    jt_http_server_counters(app.server, &sum);
    assert_int_equal(sum.requests_total, CLIENTS * CONNECTIONS * REQUESTS * 2);
    assert_int_equal(sum.connections_total, CLIENTS * CONNECTIONS);
    free_app();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stop_closes_idle_connections),
        cmocka_unit_test(test_stop_lets_running_requests_end),
        cmocka_unit_test(test_stop_ends_when_the_grace_is_over),
        cmocka_unit_test(test_server_that_never_started_is_freed),
        cmocka_unit_test(test_addresses_that_cannot_be_listened_on),
        cmocka_unit_test(test_thread_that_cannot_begin_fails_the_start),
        cmocka_unit_test(test_many_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
