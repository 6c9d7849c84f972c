/* SPDX-License-Identifier: Apache-2.0 */
/* Does a server answer some refusals slower than others? Asks it over one connection, each round
 * one request of every class in random order, and compares the times of each class with those of
 * the first one by Welch's t, and every byte of the answers but the date and the rejection's id.
 *
 *   oracle PORT HOST PATH ROUNDS fresh|same < CLASSES     (a line each: NAME BODY)
 *
 * A class with several lines has several bodies, and each round takes one of them at random.
 * fresh: every request comes from an address of its own (X-Forwarded-For), so that each refusal is
 * a first one; same: all come from one. Prints a line for each class but the first: NAME MEDIAN_NS
 * BASE_MEDIAN_NS T T_99 T_95 T_75 DIFFERENT T over all samples, then over those below that share of
 * all; DIFFERENT counts answers that are not what the first answer of the same status was, and all
 * of them when most have another status than most of the first class. */
#include <arpa/inet.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CLASSES_MAX = 16,
    STATUSES_MAX = 600,
    BODY_MAX = 8192,
    HEAD_MAX = 1024,
    ANSWER_MAX = 65536,
    WARM_UP = 2000
};

struct kind {
    char name[64];
    char **bodies;
    size_t body_count;
    double *ns; /* one for each round */
    size_t different;
    size_t statuses[STATUSES_MAX]; /* answers of each */
};

struct run {
    int fd;
    const char *host;
    const char *path;
    bool fresh;
    uint64_t random;
    struct kind kinds[CLASSES_MAX];
    size_t count;
    char *first[STATUSES_MAX]; /* answers of each status, masked */
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static uint64_t next_random(struct run *run)
{
    run->random ^= run->random << 13;
    run->random ^= run->random >> 7;
    run->random ^= run->random << 17;
    return run->random;
}

static double now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int dial(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) != 0) {
        fail("connect");
    }
    return fd;
}

/* Addresses are all of one length, and so are requests of bodies of one length. */
static size_t write_request(struct run *run, const struct kind *kind, char *to, size_t room)
{
    const char *body = kind->bodies[next_random(run) % kind->body_count];
    uint64_t r = run->fresh ? next_random(run) : 0;
    int len =
        snprintf(to, room,
                 "POST %s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: 1%02u.1%02u.1%02u.1%02u\r\n"
                 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                 run->path, run->host, (unsigned)(r % 100), (unsigned)(r / 100 % 100),
                 (unsigned)(r / 10000 % 100), (unsigned)(r / 1000000 % 100), strlen(body), body);
    return (size_t)len;
}

/* Reads one answer whole: its head, then as many bytes as the head says. */
static void read_answer(const struct run *run, char *answer)
{
    size_t got = 0;
    size_t want = SIZE_MAX;
    while (got < want) {
        ssize_t n = read(run->fd, answer + got, ANSWER_MAX - 1 - got);
        if (n <= 0) {
            fail("read");
        }
        got += (size_t)n;
        answer[got] = '\0';
        const char *end = strstr(answer, "\r\n\r\n");
        const char *length = strcasestr(answer, "\r\nContent-Length: ");
        if (want == SIZE_MAX && end != NULL && length != NULL && length < end) {
            want = (size_t)(end + 4 - answer) + strtoul(length + 18, NULL, 10);
        }
    }
}

/* Takes out what stands between before and until. */
static void mask(char *answer, const char *before, const char *until)
{
    char *at = strcasestr(answer, before);
    if (at != NULL) {
        at += strlen(before);
        char *end = at + strcspn(at, until);
        memmove(at, end, strlen(end) + 1);
    }
}

static void compare(struct run *run, struct kind *kind, char *answer)
{
    mask(answer, "\r\nDate: ", "\r");
    mask(answer, "\r\nJeton-Rejection: ", "\r");
    mask(answer, "\"rejection_id\":\"", "\"");
    mask(answer, "\r\nRetry-After: ", "\r");
    unsigned long status = strlen(answer) > 12 ? strtoul(answer + 9, NULL, 10) : 0;
    status = status < STATUSES_MAX ? status : 0;
    char **first = &run->first[status];
    if (*first == NULL) {
        *first = strdup(answer);
    }
    kind->statuses[status]++;
    kind->different += *first == NULL || strcmp(*first, answer) != 0;
}

static double ask(struct run *run, struct kind *kind)
{
    static char request[HEAD_MAX + BODY_MAX];
    static char answer[ANSWER_MAX];
    size_t len = write_request(run, kind, request, sizeof(request));
    double begin = now_ns();
    if (write(run->fd, request, len) != (ssize_t)len) {
        fail("write");
    }
    read_answer(run, answer);
    double took = now_ns() - begin;
    compare(run, kind, answer);
    return took;
}

static void shuffle(struct run *run, size_t *order)
{
    for (size_t i = run->count; i > 1; i--) {
        size_t j = next_random(run) % i;
        size_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

static void measure(struct run *run, size_t rounds)
{
    size_t order[CLASSES_MAX];
    for (size_t i = 0; i < run->count; i++) {
        order[i] = i;
        run->kinds[i].ns = calloc(rounds, sizeof(double));
    }
    for (size_t i = 0; i < WARM_UP; i++) {
        (void)ask(run, &run->kinds[i % run->count]);
    }
    for (size_t round = 0; round < rounds; round++) {
        shuffle(run, order);
        for (size_t i = 0; i < run->count; i++) {
            struct kind *kind = &run->kinds[order[i]];
            kind->ns[round] = ask(run, kind);
        }
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Mean and variance of the samples up to limit. */
struct moments {
    double n;
    double mean;
    double variance;
};

static struct moments moments_of(const double *ns, size_t rounds, double limit)
{
    struct moments m = {0};
    double squares = 0;
    for (size_t i = 0; i < rounds; i++) {
        if (ns[i] <= limit) {
            double before = ns[i] - m.mean;
            m.n++;
            m.mean += before / m.n;
            squares += before * (ns[i] - m.mean);
        }
    }
    m.variance = m.n > 1 ? squares / (m.n - 1) : 0;
    return m;
}

static double welch(const struct kind *a, const struct kind *b, size_t rounds, double limit)
{
    struct moments x = moments_of(a->ns, rounds, limit);
    struct moments y = moments_of(b->ns, rounds, limit);
    return (x.mean - y.mean) / sqrt(x.variance / x.n + y.variance / y.n);
}

/* The samples of all classes in order. */
static double *sort_all(const struct run *run, size_t rounds)
{
    double *all = calloc(run->count * rounds, sizeof(double));
    for (size_t i = 0; all && i < run->count; i++) {
        memcpy(all + i * rounds, run->kinds[i].ns, rounds * sizeof(double));
    }
    if (all == NULL) {
        fail("memory");
    }
    qsort(all, run->count * rounds, sizeof(double), by_value);
    return all;
}

static double median_of(const struct kind *kind, size_t rounds)
{
    double *sorted = calloc(rounds, sizeof(double));
    if (sorted == NULL) {
        fail("memory");
    }
    memcpy(sorted, kind->ns, rounds * sizeof(double));
    qsort(sorted, rounds, sizeof(double), by_value);
    double median = sorted[rounds / 2];
    free(sorted);
    return median;
}

static size_t usual_status(const struct kind *kind)
{
    size_t usual = 0;
    for (size_t i = 1; i < STATUSES_MAX; i++) {
        usual = kind->statuses[i] > kind->statuses[usual] ? i : usual;
    }
    return usual;
}

static size_t count_different(const struct kind *kind, const struct kind *base, size_t rounds)
{
    size_t unequal = usual_status(kind) != usual_status(base) ? rounds : 0;
    return kind->different + base->different + unequal;
}

static void report(const struct run *run, size_t rounds)
{
    const double shares[] = {1, 0.99, 0.95, 0.75};
    const struct kind *base = &run->kinds[0];
    size_t total = run->count * rounds;
    double *all = sort_all(run, rounds);
    for (size_t i = 1; i < run->count; i++) {
        const struct kind *kind = &run->kinds[i];
        (void)printf("%s %.0f %.0f", kind->name, median_of(kind, rounds), median_of(base, rounds));
        for (size_t j = 0; j < 4; j++) {
            double limit = all[(size_t)(shares[j] * (double)(total - 1))];
            (void)printf(" %.2f", welch(kind, base, rounds, limit));
        }
        (void)printf(" %zu\n", count_different(kind, base, rounds));
    }
    free(all);
}

static struct kind *kind_of(struct run *run, const char *name)
{
    size_t i = 0;
    while (i < run->count && strcmp(run->kinds[i].name, name) != 0) {
        i++;
    }
    if (i == CLASSES_MAX) {
        fail("more classes than there is room for");
    }
    (void)snprintf(run->kinds[i].name, sizeof(run->kinds[i].name), "%s", name);
    run->count += i == run->count;
    return &run->kinds[i];
}

static void add_body(struct kind *kind, const char *body)
{
    size_t size = (kind->body_count + 1) * sizeof(*kind->bodies);
    kind->bodies = realloc(kind->bodies, size);
    if (kind->bodies == NULL || (kind->bodies[kind->body_count++] = strdup(body)) == NULL) {
        fail("memory");
    }
}

static void read_classes(struct run *run)
{
    static char line[BODY_MAX + 64];
    static char name[64];
    static char body[BODY_MAX];
    while (fgets(line, sizeof(line), stdin) != NULL) {
        if (sscanf(line, "%63s %8191s", name, body) == 2) {
            add_body(kind_of(run, name), body);
        }
    }
}

int main(int argc, char **argv)
{
    static struct run run = {.random = 88172645463325252U};
    if (argc != 6) {
        (void)fprintf(stderr, "oracle PORT HOST PATH ROUNDS fresh|same < CLASSES\n");
        return 2;
    }
    run.host = argv[2];
    run.path = argv[3];
    run.fresh = strcmp(argv[5], "fresh") == 0;
    read_classes(&run);
    run.random ^= (uint64_t)now_ns();
    run.fd = dial(argv[1]);
    size_t rounds = strtoul(argv[4], NULL, 10);
    measure(&run, rounds);
    report(&run, rounds);
    return 0;
}
