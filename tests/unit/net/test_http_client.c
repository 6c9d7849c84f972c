/* SPDX-License-Identifier: Apache-2.0 */
/* One request at a time against a server that says whatever the test wants. */
#include "net/http_client.h"
#include "net/http_headers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct peer {
    int listener;
    uint16_t port;
    const char *answer; /* NULL: close without a word */
    size_t filler;      /* bytes of 'x' behind it */
    bool silent;        /* wait for the other side to give up */
    char got[4096];
    pthread_t thread;
};

static void *serve(void *arg)
{
    struct peer *peer = arg;
    int fd = accept(peer->listener, NULL, NULL);
    size_t used = 0;
    while (used < sizeof(peer->got) - 1 && !strstr(peer->got, "\r\n\r\n")) {
        ssize_t n = read(fd, peer->got + used, sizeof(peer->got) - 1 - used);
        if (n <= 0) {
            break;
        }
        used += (size_t)n;
    }
    if (peer->silent) {
        char byte;
        (void)!read(fd, &byte, 1);
    }
    if (peer->answer) {
        (void)!send(fd, peer->answer, strlen(peer->answer), MSG_NOSIGNAL);
    }
    for (size_t i = 0; i < peer->filler; i += 64) {
        static const char block[64] = {[0 ... 63] = 'x'};
        if (send(fd, block, sizeof(block), MSG_NOSIGNAL) < 0) {
            break;
        }
    }
    (void)close(fd);
    return NULL;
}

static void peer_start(struct peer *peer, const char *answer)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof(address);
    *peer =
        (struct peer){.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .answer = answer};
    assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(peer->listener, 4), 0);
    assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&address, &len), 0);
    peer->port = ntohs(address.sin_port);
}

static enum jt_err exchange(struct peer *peer, struct jt_http_out *out, const char *path,
                            struct jt_arena *arena, struct jt_http_in *ret_in)
{
    char url[256];
    struct jt_http_client *client = NULL;
    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", peer->port, path);
    out->url = jt_str_from_c(url);
    assert_int_equal(pthread_create(&peer->thread, NULL, serve, peer), 0);
    assert_int_equal(jt_http_client_new(&client), JT_OK);
    enum jt_err err = jt_http_client_send(client, arena, out, ret_in);
    jt_http_client_free(client);
    (void)shutdown(peer->listener, SHUT_RDWR); /* should nothing have come */
    assert_int_equal(pthread_join(peer->thread, NULL), 0);
    (void)close(peer->listener);
    return err;
}

#define GET                                                                                        \
    {                                                                                              \
        .method = JT_STR("GET")                                                                    \
    }

static void an_answer_is_read(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct peer peer;
    struct jt_http_in in;
    const jt_str headers[] = {JT_STR_INIT("X-Test: yes")};
    struct jt_http_out out = {.method = JT_STR("POST"), .body = JT_STR("a=b")};
    (void)state;
    out.headers = headers;
    out.header_count = 1;
    peer_start(&peer, "HTTP/1.1 100 Continue\r\nContent-Type: interim/one\r\n\r\n"
                      "HTTP/1.1 401 No\r\nContent-Type:  Text/Plain ; charset=x\r\n"
                      "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: 7\r\n"
                      "WWW-Authenticate: Basic\r\nwww-authenticate: Bearer error=\"e\"\r\n"
                      "Location: /there\r\nContent-Length: 2\r\n\r\nhi");
    assert_int_equal(exchange(&peer, &out, "/a%2Fb/../c?d", &arena, &in), JT_OK);
    assert_int_equal(in.status, 401);
    assert_string_equal(in.content_type.ptr, "Text/Plain");
    assert_string_equal(in.body.ptr, "hi");
    assert_string_equal(in.www_authenticate.ptr, "Basic, Bearer error=\"e\"");
    assert_string_equal(in.location.ptr, "/there");
    assert_int_equal(in.retry_after_s, 7);
    assert_int_equal(in.date.s, 784111777);
    assert_non_null(strstr(peer.got, "POST /a%2Fb/../c?d HTTP/1.1\r\n"));
    assert_non_null(strstr(peer.got, "X-Test: yes\r\n"));
    assert_null(strstr(peer.got, "Expect"));
    assert_null(strstr(peer.got, "Accept-Encoding"));
}

static void absent_headers_are_absent(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct peer peer;
    struct jt_http_in in;
    struct jt_http_out out = GET;
    (void)state;
    peer_start(&peer, "HTTP/1.1 200 OK\r\nDate: today\r\nRetry-After: soon\r\n"
                      "Content-Length: 0\r\n\r\n");
    assert_int_equal(exchange(&peer, &out, "/", &arena, &in), JT_OK);
    assert_int_equal(in.content_type.len + in.body.len + in.location.len, 0);
    assert_int_equal(in.www_authenticate.len, 0);
    assert_int_equal(in.retry_after_s, -1);
    assert_int_equal(in.date.s, 0);
}

static void redirects_are_not_followed(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct peer peer;
    struct jt_http_in in;
    struct jt_http_out out = GET;
    (void)state;
    peer_start(&peer, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                      "Content-Length: 0\r\n\r\n");
    assert_int_equal(exchange(&peer, &out, "/", &arena, &in), JT_OK);
    assert_int_equal(in.status, 302);
}

static void too_much_body_is_refused(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct peer peer;
    struct jt_http_in in;
    struct jt_http_out out = {.method = JT_STR("GET"), .body_max = 1000};
    (void)state;
    peer_start(&peer, "HTTP/1.1 200 OK\r\n\r\n");
    peer.filler = 1 << 20;
    assert_int_equal(exchange(&peer, &out, "/", &arena, &in), JT_ERR_LIMIT);
}

static void too_many_headers_are_refused(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    JT_CLEAN(jt_buf_clear) struct jt_buf answer = {0};
    struct peer peer;
    struct jt_http_in in;
    struct jt_http_out out = GET;
    (void)state;
    jt_buf_append_c(&answer, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 1200; i++) {
        jt_buf_append_c(&answer, "X-Filler: 0123456789012345678901234567890123456789012345678\r\n");
    }
    jt_buf_append_c(&answer, "\r\n");
    peer_start(&peer, jt_buf_c(&answer));
    assert_int_equal(exchange(&peer, &out, "/", &arena, &in), JT_ERR_LIMIT);
}

static void silence_ends_with_the_deadline(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct peer peer;
    struct jt_http_in in = {.status = 1};
    struct jt_http_out out = {.method = JT_STR("GET"), .timeout_ms = 50};
    (void)state;
    peer_start(&peer, NULL);
    peer.silent = true;
    assert_int_equal(exchange(&peer, &out, "/", &arena, &in), JT_ERR_IO);
    assert_true(in.failure.len > 0);
}

static void half_an_answer_is_none(void **state)
{
    static const char *const answers[] = {NULL, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                                          "nonsense\r\n\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
        struct peer peer;
        struct jt_http_in in = {.status = 1};
        struct jt_http_out out = GET;
        peer_start(&peer, answers[i]);
        assert_int_equal(exchange(&peer, &out, "/", &arena, &in), JT_ERR_IO);
        assert_true(in.failure.len > 0);
    }
}

static void requests_that_lie_are_refused(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_http_client *client = NULL;
    struct jt_http_in in;
    const jt_str split[] = {JT_STR_INIT("X: a\r\nY: b")};
    struct jt_http_out outs[] = {
        {.method = JT_STR("GET"),
         .url = JT_STR("http://127.0.0.1:1/"),
         .headers = split,
         .header_count = 1},
        {.method = JT_STR("GET\r\nX: y"), .url = JT_STR("http://127.0.0.1:1/")},
        {.method = JT_STR(""), .url = JT_STR("http://127.0.0.1:1/")},
        {.method = JT_STR("GET"), .url = JT_STR("file:///etc/passwd")},
        {.method = JT_STR("GET"), .url = JT_STR("gopher://127.0.0.1/")},
        {.method = JT_STR("GET"), .url = JT_STR("http://a@127.0.0.1/")},
    };
    (void)state;
    assert_int_equal(jt_http_client_new(&client), JT_OK);
    for (size_t i = 0; i < sizeof(outs) / sizeof(outs[0]); i++) {
        assert_int_equal(jt_http_client_send(client, &arena, &outs[i], &in), JT_ERR_ARG);
    }
    struct jt_http_out nobody = {.method = JT_STR("GET"), .url = JT_STR("http://127.0.0.1:1/")};
    assert_int_equal(jt_http_client_send(client, &arena, &nobody, &in), JT_ERR_IO);
    assert_true(in.failure.len > 0);
    jt_http_client_free(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_read),
        cmocka_unit_test(absent_headers_are_absent),
        cmocka_unit_test(redirects_are_not_followed),
        cmocka_unit_test(too_much_body_is_refused),
        cmocka_unit_test(too_many_headers_are_refused),
        cmocka_unit_test(silence_ends_with_the_deadline),
        cmocka_unit_test(half_an_answer_is_none),
        cmocka_unit_test(requests_that_lie_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
