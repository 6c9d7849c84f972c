/* SPDX-License-Identifier: Apache-2.0 */
/* kill_store [ROUNDS]: an acknowledged change is never lost. A child writes clients, users and
 * revocations, and reports each one that the store acknowledged through a pipe; it is killed in the
 * middle of it. Then the store must open, be whole, number its events without gaps, and hold
 * everything that was ever reported. */
#include "store/store_fixture.h"

#include "store/sqlite/sqlite.h"

#include <signal.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>

enum { ROUNDS_DEFAULT = 200, NUMBERS_MAX = 1 << 20, REPORTS_MAX = 40, DELAY_MAX_US = 3000 };
enum kind { CLIENT, USER, TOKEN, KINDS };

struct report {
    uint32_t kind;
    uint32_t number;
};

/* What was acknowledged, over all rounds, and what the load found. */
static bool acknowledged[KINDS][NUMBERS_MAX];
static bool found[KINDS][NUMBERS_MAX];

static _Noreturn void die(const char *what)
{
    (void)fprintf(stderr, "kill_store: %s\n", what);
    _Exit(1);
}

static void check(bool holds, const char *what)
{
    if (!holds) {
        die(what);
    }
}

static uint32_t random_below(uint32_t limit)
{
    uint32_t value = 0;
    check(getrandom(&value, sizeof(value), 0) == sizeof(value), "no random numbers");
    return value % limit;
}

static struct jt_store *open_store(const char *uri)
{
    struct jt_store *store = NULL;
    char *why = NULL;
    if (jt_store_open(jt_str_from_c(uri), &store, &why) != JT_OK) {
        die(why ? why : "the store does not open");
    }
    return store;
}

static enum jt_err write_one(struct jt_store *store, enum kind kind, uint32_t number)
{
    struct jt_write write = by_system(1);
    struct fixture_client c;
    struct fixture_user u;
    struct jt_revoked_token token = make_token(number, FIXTURE_NOW);
    make_client(&c, number, 2);
    make_user(&u, number, DEVELOPMENT);
    switch (kind) {
    case CLIENT:
        return store->ops->api_client_create(store, &write, &c.row);
    case USER:
        return store->ops->user_create(store, &write, &u.row);
    case TOKEN:
        return store->ops->token_revoke(store, &write, &token);
    case KINDS:
        break;
    }
    return JT_ERR_ARG;
}

static _Noreturn void write_on(const char *uri, int pipe_end, uint32_t number)
{
    struct jt_store *store = open_store(uri);
    for (;; number++) {
        struct report report = {number % KINDS, number};
        check(write_one(store, (enum kind)report.kind, number) == JT_OK, "a write failed");
        /* Shorter than PIPE_BUF: whole or not at all. */
        if (write(pipe_end, &report, sizeof(report)) != sizeof(report)) {
            _Exit(2);
        }
    }
}

/* Notes reports until there are limit of them or the pipe ends; returns the highest number. */
static uint32_t read_reports(int pipe_end, uint32_t limit, uint32_t highest)
{
    struct report report;
    for (uint32_t i = 0; i < limit; i++) {
        if (read(pipe_end, &report, sizeof(report)) != sizeof(report)) {
            return highest;
        }
        check(report.number < NUMBERS_MAX, "too many rounds");
        acknowledged[report.kind][report.number] = true;
        highest = report.number;
    }
    return highest;
}

static uint32_t one_round(const char *uri, uint32_t number)
{
    int ends[2];
    check(pipe(ends) == 0, "no pipe");
    pid_t child = fork();
    check(child >= 0, "no child");
    if (child == 0) {
        (void)close(ends[0]);
        write_on(uri, ends[1], number);
    }
    (void)close(ends[1]);
    uint32_t highest = read_reports(ends[0], 1 + random_below(REPORTS_MAX), number);
    struct timespec delay = {0, (long)random_below(DELAY_MAX_US) * 1000};
    (void)nanosleep(&delay, NULL); /* where in the next write it dies is what chance is for */
    check(kill(child, SIGKILL) == 0, "the child cannot be killed");
    highest = read_reports(ends[0], UINT32_MAX, highest);
    (void)close(ends[0]);
    int status = 0;
    check(waitpid(child, &status, 0) == child, "the child is lost");
    check(WIFSIGNALED(status), "the child ended by itself");
    return highest;
}

static uint32_t number_of(const uint8_t *bytes)
{
    uint32_t number = 0;
    memcpy(&number, bytes + 12, sizeof(number));
    return number;
}

static enum jt_err find_client(void *arg, const struct jt_api_client *client)
{
    (void)arg;
    uint32_t number = number_of(client->key.bytes);
    check(number == 0 || (client->secret_count == 2 && client->grants.count == 2),
          "a client is not whole");
    found[CLIENT][number] = true;
    return JT_OK;
}

static enum jt_err find_token(void *arg, const struct jt_revoked_token *token)
{
    (void)arg;
    found[TOKEN][number_of(token->jti)] = true;
    return JT_OK;
}

static void find_users(struct jt_store *store, uint32_t up_to)
{
    struct jt_arena arena = {0};
    struct jt_user user;
    jt_uuid realm = realm_key(DEVELOPMENT);
    for (uint32_t number = 1; number <= up_to; number++) {
        jt_uuid key = uuid_of(4, number);
        jt_arena_reset(&arena);
        found[USER][number] = store->ops->user_find(store, &arena, &realm, &key, &user) == JT_OK;
    }
    jt_arena_clear(&arena);
}

static void check_number(struct jt_store *store, const char *sql, int64_t expected)
{
    struct jt_statement st JT_CLEAN(jt_statement_clear) = {0};
    check(jt_statement_take(&jt_sqlite_of(store)->read, sql, &st) == JT_OK, sql);
    check(jt_statement_row(&st) == JT_OK, sql);
    check(jt_statement_int(&st) == expected, sql);
}

/* Numbers, hashes, and the hash that each event names as the one before it. */
static void check_chain(struct jt_store *store)
{
    struct jt_arena arena = {0};
    struct jt_event_chain chain = {0};
    struct jt_event_list list = {.count = 1};
    while (list.count) {
        const struct jt_event_filter filter = {.after = chain.number};
        const struct jt_page page = {100, 0};
        jt_arena_reset(&arena);
        check(store->ops->event_search(store, &arena, &filter, &page, &list) == JT_OK,
              "the events cannot be read");
        for (size_t i = 0; i < list.count; i++) {
            enum jt_event_fault fault = JT_EVENT_HASH;
            check(jt_event_chain_add(&chain, &list.items[i], &fault) == JT_OK, "no hash");
            check(fault == JT_EVENT_WHOLE, "the chain of events is broken");
        }
    }
    check(chain.number > 0, "there are no events");
    jt_arena_clear(&arena);
}

static void check_store(const char *uri, uint32_t up_to)
{
    static const char integrity[] =
        "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    static const char references[] = "SELECT count(*) FROM pragma_foreign_key_check";
    static const char gaps[] = "SELECT max(number) - count(*) FROM event";
    struct jt_store *store = open_store(uri);
    struct jt_store_visitor visitor = {.api_client = find_client, .revoked_token = find_token};
    check_number(store, integrity, 0);
    check_number(store, references, 0);
    check_number(store, gaps, 0);
    check_chain(store);
    check(store->ops->load(store, &visitor) == JT_OK, "the store does not load");
    find_users(store, up_to);
    for (uint32_t number = 1; number <= up_to; number++) {
        for (int kind = 0; kind < KINDS; kind++) {
            check(found[kind][number] || !acknowledged[kind][number],
                  "an acknowledged change is gone");
        }
    }
    jt_store_close(store);
}

int main(int argc, char **argv)
{
    struct fixture f = {0};
    uint64_t rounds = ROUNDS_DEFAULT;
    uint32_t number = 0;
    if (argc > 1 && !jt_str_to_u64(jt_str_from_c(argv[1]), &rounds)) {
        die("usage: kill_store [ROUNDS]");
    }
    fixture_path(&f);
    f.store = open_store(f.uri);
    check(seed_store(f.store) == JT_OK, "the store cannot be seeded");
    fixture_close(&f);
    for (uint64_t round = 0; round < rounds; round++) {
        /* The last one may have been written without a report: its number is not used again. */
        number = one_round(f.uri, number + 2);
        check_store(f.uri, number);
    }
    check(number > rounds, "nothing was written");
    (void)printf("kill_store: %llu kills, %u writes, nothing lost\n", (unsigned long long)rounds,
                 number);
    remove_directory(f.directory);
    return 0;
}
