/* SPDX-License-Identifier: Apache-2.0 */
/* A client of raw sockets for tests: sends what it is told, reads responses one by one. */
#ifndef TESTS_UNIT_SERVER_HTTP_CLIENT_H
#define TESTS_UNIT_SERVER_HTTP_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { CLIENT_HEAD_MAX = 8192 };

struct answer {
    int status; /* 0: the connection ended instead */
    char head[CLIENT_HEAD_MAX];
    char body[CLIENT_HEAD_MAX]; /* its beginning, NUL-terminated */
    size_t body_len;
};

/* A reading that takes this long is a failure, not a measure. */
static inline int client_open(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct timeval patience = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static inline void client_send_len(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
        assert_true(sent > 0);
        bytes += sent;
        len -= (size_t)sent;
    }
}

static inline void client_send(int fd, const char *text)
{
    client_send_len(fd, text, strlen(text));
}

/* One byte; false: the connection has ended. */
static inline bool client_read_byte(int fd, char *ret_byte)
{
    ssize_t len = recv(fd, ret_byte, 1, 0);
    if (len < 0 && errno == EAGAIN) {
        fail_msg("nothing came for too long");
    }
    return len == 1;
}

static inline bool client_read_head(int fd, struct answer *answer)
{
    size_t len = 0;
    while (len < 4 || memcmp(answer->head + len - 4, "\r\n\r\n", 4) != 0) {
        assert_true(len + 1 < sizeof(answer->head));
        if (!client_read_byte(fd, answer->head + len)) {
            assert_int_equal(len, 0);
            return false;
        }
        answer->head[++len] = '\0';
    }
    assert_memory_equal(answer->head, "HTTP/1.1 ", 9);
    answer->status = (int)strtol(answer->head + 9, NULL, 10);
    return true;
}

static inline void client_read_body(int fd, struct answer *answer)
{
    char rest[65536];
    while (answer->body_len) {
        size_t want = answer->body_len < sizeof(rest) ? answer->body_len : sizeof(rest);
        ssize_t len = recv(fd, rest, want, 0);
        assert_true(len > 0);
        size_t have = strlen(answer->body);
        for (ssize_t i = 0; i < len && have + 1 < sizeof(answer->body); i++) {
            answer->body[have++] = rest[i];
        }
        answer->body[have] = '\0';
        answer->body_len -= (size_t)len;
    }
}

/* The next response; of a HEAD request without body. */
static inline struct answer client_receive(int fd, bool of_head_request)
{
    struct answer answer = {0};
    if (!client_read_head(fd, &answer)) {
        return answer;
    }
    const char *length = strstr(answer.head, "Content-Length: ");
    size_t body_len = length ? strtoul(length + 16, NULL, 10) : 0;
    if (!of_head_request) {
        answer.body_len = body_len;
        client_read_body(fd, &answer);
    }
    answer.body_len = body_len;
    return answer;
}

static inline void client_expect(int fd, int status, const char *body)
{
    struct answer answer = client_receive(fd, false);
    assert_int_equal(answer.status, status);
    if (body) {
        assert_string_equal(answer.body, body);
    }
}

static inline void client_expect_end(int fd)
{
    struct answer answer = client_receive(fd, false);
    assert_int_equal(answer.status, 0);
}

/* Sends text on a new connection, expects the status, then the end. */
static inline void client_expect_refusal(uint16_t port, const char *text, int status)
{
    int fd = client_open(port);
    client_send(fd, text);
    client_expect(fd, status, NULL);
    client_expect_end(fd);
    (void)close(fd);
}

/* Waits until the condition holds; gives up after 20 s. */
#define WAIT_FOR(condition)                                                                        \
    do {                                                                                           \
        for (int wait_tries = 0; !(condition); wait_tries++) {                                     \
            const struct timespec wait_a_little = {.tv_nsec = 2000000};                            \
            if (wait_tries > 10000) {                                                              \
                fail_msg("never came true: %s", #condition);                                       \
            }                                                                                      \
            (void)nanosleep(&wait_a_little, NULL);                                                 \
        }                                                                                          \
    } while (0)

#endif
