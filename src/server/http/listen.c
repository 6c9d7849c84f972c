/* SPDX-License-Identifier: Apache-2.0 */
/* Binding. SO_REUSEPORT would also let a second server of the same user share the port, so the
 * address is first asked for without it. */
#include "server/http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096, HOST_MAX = INET6_ADDRSTRLEN };

struct place {
    struct sockaddr_storage address;
    socklen_t len;
};

static void explain(char **ret_why, jt_str address, const char *problem)
{
    char *text = NULL;
    if (asprintf(&text, "cannot listen on %.*s: %s", JT_STR_ARG(address), problem) < 0) {
        text = NULL;
    }
    *ret_why = text;
}

static bool parse_host(jt_str host, uint16_t port, struct place *ret_place)
{
    char text[HOST_MAX];
    bool bracketed = host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    jt_str bare = bracketed ? jt_str_slice(host, 1, host.len - 2) : host;
    if (bare.len == 0 || bare.len >= sizeof(text)) {
        return false;
    }
    memcpy(text, bare.ptr, bare.len);
    text[bare.len] = '\0';
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    memset(ret_place, 0, sizeof(*ret_place));
    if (!bracketed && inet_pton(AF_INET, text, &in.sin_addr) == 1) {
        memcpy(&ret_place->address, &in, sizeof(in));
        ret_place->len = sizeof(in);
        return true;
    }
    if (bracketed && inet_pton(AF_INET6, text, &in6.sin6_addr) == 1) {
        memcpy(&ret_place->address, &in6, sizeof(in6));
        ret_place->len = sizeof(in6);
        return true;
    }
    return false;
}

static bool parse_place(jt_str address, struct place *ret_place, uint16_t *ret_port)
{
    uint64_t port = 0;
    size_t colon = address.len;
    while (colon && address.ptr[colon - 1] != ':') {
        colon--;
    }
    if (colon == 0 || !jt_str_to_u64(jt_str_from(address, colon), &port) || port > UINT16_MAX) {
        return false;
    }
    *ret_port = (uint16_t)port;
    return parse_host(jt_str_slice(address, 0, colon - 1), (uint16_t)port, ret_place);
}

/* -1 with errno on failure. */
static int open_socket(const struct place *place, bool share)
{
    const int on = 1;
    int fd = socket(place->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    bool ready = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
                 (place->address.ss_family != AF_INET6 ||
                  setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) == 0) &&
                 (!share || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) == 0) &&
                 bind(fd, (const struct sockaddr *)&place->address, place->len) == 0 &&
                 listen(fd, BACKLOG) == 0;
    if (!ready) {
        int problem = errno;
        (void)close(fd);
        errno = problem;
        return -1;
    }
    return fd;
}

static bool read_port(int fd, struct place *place, uint16_t *ret_port)
{
    socklen_t len = sizeof(place->address);
    if (getsockname(fd, (struct sockaddr *)&place->address, &len) != 0) {
        return false;
    }
    if (place->address.ss_family == AF_INET) {
        *ret_port = ntohs(((const struct sockaddr_in *)&place->address)->sin_port);
    } else {
        *ret_port = ntohs(((const struct sockaddr_in6 *)&place->address)->sin6_port);
    }
    return true;
}

static enum jt_err open_all(struct place *place, unsigned count, int *ret_fds, uint16_t *port)
{
    if (*port != 0) {
        int probe = open_socket(place, false);
        if (probe < 0) {
            return errno == EADDRINUSE ? JT_ERR_EXISTS : JT_ERR_IO;
        }
        (void)close(probe);
    }
    for (unsigned i = 0; i < count; i++) {
        ret_fds[i] = open_socket(place, true);
        if (ret_fds[i] < 0 || (i == 0 && !read_port(ret_fds[0], place, port))) {
            int problem = errno;
            for (unsigned k = 0; k <= i; k++) {
                (void)(ret_fds[k] >= 0 && close(ret_fds[k]));
            }
            errno = problem;
            return problem == EADDRINUSE ? JT_ERR_EXISTS : JT_ERR_IO;
        }
    }
    return JT_OK;
}

enum jt_err jt_listen_open(jt_str address, unsigned count, int *ret_fds, uint16_t *ret_port,
                           char **ret_why)
{
    struct place place;
    uint16_t port = 0;
    if (!parse_place(address, &place, &port)) {
        explain(ret_why, address, "it must be ADDR:PORT or [ADDR]:PORT with an IP address");
        return JT_ERR_FORMAT;
    }
    enum jt_err err = open_all(&place, count, ret_fds, &port);
    if (err == JT_ERR_EXISTS) {
        explain(ret_why, address, "another program listens there; stop it or choose another port");
    } else if (err != JT_OK) {
        explain(ret_why, address, strerrordesc_np(errno));
    }
    if (err == JT_OK) {
        *ret_port = port;
    }
    return err;
}
