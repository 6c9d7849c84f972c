/* SPDX-License-Identifier: Apache-2.0 */
/* How long does a server take when requests come at a given rate, whether it is ready or not? Sends
 * one form again and again over keep-alive connections, at random moments as independent clients
 * would (exponential gaps), and counts each answer from the moment its request was due: what waits
 * for a free connection, or for this program, waits in the figure too.
 *
 *   pace PORT HOST PATH RATE SECONDS CONNECTIONS < FORM
 *
 * It spins, so that no timer adds to the figure: give it a core of its own. A single answer but 200
 * ends it with status 1. Prints: REQUESTS SECONDS P50_NS P99_NS P999_NS MAX_NS */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 1024, FORM_MAX = 8192, HEAD_MAX = 1024, ANSWER_MAX = 65536, EVENTS = 64 };

static const uint64_t STUCK_NS = 5000000000U; /* no answer for so long: the run has failed */

struct connection {
    int fd;
    uint64_t due;
    size_t got;
    char answer[ANSWER_MAX];
};

struct run {
    int epoll;
    char request[HEAD_MAX + FORM_MAX];
    size_t request_len;
    double gap_ns; /* on average */
    uint64_t random;
    uint64_t until;
    uint64_t next_due;
    uint64_t last_answer;
    struct connection *connections;
    size_t count;
    struct connection *idle[CONNECTIONS_MAX]; /* a ring: the one that rested longest is next */
    size_t idle_first;
    size_t idle_count;
    uint64_t *took;
    size_t answers;
    size_t room;
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void refuse(const char *what, const char *answer)
{
    (void)fprintf(stderr, "%s:\n%s\n", what, answer);
    exit(1);
}

static uint64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static uint64_t next_gap(struct run *run)
{
    run->random ^= run->random << 13;
    run->random ^= run->random >> 7;
    run->random ^= run->random << 17;
    double share = ((double)(run->random >> 11) + 1) / 9007199254740993.0; /* of (0, 1) */
    return (uint64_t)(-log(share) * run->gap_ns);
}

static void rest(struct run *run, struct connection *connection)
{
    connection->got = 0;
    run->idle[(run->idle_first + run->idle_count++) % CONNECTIONS_MAX] = connection;
}

static void dial(struct run *run, struct connection *connection, const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    int one = 1;
    connection->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connection->fd < 0 ||
        connect(connection->fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) != 0 ||
        fcntl(connection->fd, F_SETFL, O_NONBLOCK) != 0 ||
        epoll_ctl(run->epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0) {
        fail("connect");
    }
    rest(run, connection);
}

/* Every request whose moment has come, as far as connections are free. */
static void send_due(struct run *run)
{
    while (run->idle_count > 0 && run->next_due < run->until && run->next_due <= now_ns()) {
        struct connection *connection = run->idle[run->idle_first];
        run->idle_first = (run->idle_first + 1) % CONNECTIONS_MAX;
        run->idle_count--;
        connection->due = run->next_due;
        run->next_due += next_gap(run);
        if (write(connection->fd, run->request, run->request_len) != (ssize_t)run->request_len) {
            fail("write");
        }
    }
}

/* How long the answer is; SIZE_MAX while its head is not whole. */
static size_t length_of(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    const char *length = strcasestr(answer, "\r\nContent-Length: ");
    if (end == NULL) {
        return SIZE_MAX;
    }
    if (length == NULL || length > end) {
        refuse("an answer without its length", answer);
    }
    return (size_t)(end + 4 - answer) + strtoul(length + 18, NULL, 10);
}

static void take_answer(struct run *run, struct connection *connection)
{
    if (strncmp(connection->answer, "HTTP/1.1 200 ", 13) != 0) {
        refuse("a request failed", connection->answer);
    }
    if (run->answers == run->room) {
        refuse("more answers than there is room for", "");
    }
    run->last_answer = now_ns();
    run->took[run->answers++] = run->last_answer - connection->due;
    rest(run, connection);
}

static void receive(struct run *run, struct connection *connection)
{
    ssize_t n = read(connection->fd, connection->answer + connection->got,
                     ANSWER_MAX - 1 - connection->got);
    if (n < 0 && errno == EAGAIN) {
        return;
    }
    if (n <= 0) {
        fail("the server closed a connection");
    }
    connection->got += (size_t)n;
    connection->answer[connection->got] = '\0';
    if (connection->got >= length_of(connection->answer)) {
        take_answer(run, connection);
    }
}

static void measure(struct run *run, uint64_t begin)
{
    struct epoll_event events[EVENTS];
    run->next_due = begin;
    run->last_answer = begin;
    while (run->next_due < run->until || run->idle_count < run->count) {
        send_due(run);
        int n = epoll_wait(run->epoll, events, EVENTS, 0);
        for (int i = 0; i < n; i++) {
            receive(run, events[i].data.ptr);
        }
        if (run->idle_count < run->count && now_ns() > run->last_answer + STUCK_NS) {
            refuse("no answer for too long", "");
        }
    }
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void report(const struct run *run, uint64_t begin)
{
    if (run->answers == 0) {
        refuse("no request was due", "");
    }
    qsort(run->took, run->answers, sizeof(*run->took), by_value);
    (void)printf("%zu %.6f", run->answers, (double)(run->last_answer - begin) / 1e9);
    const double shares[] = {0.5, 0.99, 0.999, 1};
    for (size_t i = 0; i < 4; i++) {
        size_t at = (size_t)(shares[i] * (double)(run->answers - 1));
        (void)printf(" %llu", (unsigned long long)run->took[at]);
    }
    (void)printf("\n");
}

static void write_request(struct run *run, const char *host, const char *path)
{
    static char form[FORM_MAX];
    if (fgets(form, sizeof(form), stdin) == NULL) {
        fail("form");
    }
    form[strcspn(form, "\r\n")] = '\0';
    int len = snprintf(run->request, sizeof(run->request),
                       "POST %s HTTP/1.1\r\nHost: %s\r\n"
                       "Content-Type: application/x-www-form-urlencoded\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       path, host, strlen(form), form);
    run->request_len = (size_t)len;
}

int main(int argc, char **argv)
{
    static struct run run = {.random = 88172645463325252U};
    double rate = argc == 7 ? strtod(argv[4], NULL) : 0;
    double seconds = argc == 7 ? strtod(argv[5], NULL) : 0;
    run.count = argc == 7 ? strtoul(argv[6], NULL, 10) : 0;
    if (rate <= 0 || seconds <= 0 || run.count == 0 || run.count > CONNECTIONS_MAX) {
        (void)fprintf(stderr, "pace PORT HOST PATH RATE SECONDS CONNECTIONS < FORM\n");
        return 2;
    }
    run.gap_ns = 1e9 / rate;
    run.room = (size_t)(rate * seconds * 1.5) + 1000;
    run.took = calloc(run.room, sizeof(*run.took));
    run.connections = calloc(run.count, sizeof(*run.connections));
    run.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (run.took == NULL || run.connections == NULL || run.epoll < 0) {
        fail("start");
    }
    write_request(&run, argv[2], argv[3]);
    for (size_t i = 0; i < run.count; i++) {
        dial(&run, &run.connections[i], argv[1]);
    }
    uint64_t begin = now_ns();
    run.random ^= begin;
    run.until = begin + (uint64_t)(seconds * 1e9);
    measure(&run, begin);
    report(&run, begin);
    return 0;
}
