/* SPDX-License-Identifier: Apache-2.0 */
/* A whole server inside a test: a store in a directory of its own, registry, keyring, HTTP server
 * on a free port, and a client that sends bytes and reads what comes back. */
#ifndef JT_TESTS_RUNNING_SERVER_H
#define JT_TESTS_RUNNING_SERVER_H

#include "model/limits.h"
#include "oauth/secret_format.h"
#include "server/api/limiter.h"
#include "server/app.h"
#include "server/config/config.h"
#include "server/explain/recorder.h"
#include "server/keys/keyring.h"
#include "server/metrics.h"
#include "server/throttle.h"
#include "server/usage.h"
#include "store/listener.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RS_RESPONSE_MAX = 512 << 10, RS_GRANTS_MAX = 4 };

#define RS_BASE "http://localhost:8080"
#define RS_PLATFORM "11111111-1111-4111-8111-111111111111"
#define RS_DEVELOPMENT "22222222-2222-4222-8222-222222222222"
#define RS_TOKEN_PATH "/auth/realms/" RS_PLATFORM "/protocol/openid-connect/token"

struct rs_clock {
    struct jt_clock clock;
    _Atomic int64_t ahead_s; /* how far the tests have moved it */
};

struct running_server {
    char dir[64];
    struct jt_config config;
    struct rs_clock clock;
    struct jt_server server;
    struct jt_http_server *http;
    struct jt_store_listener_pair listeners; /* both follow the store */
    struct jt_arena arena;
    jt_uuid platform;
    jt_uuid development;
    uint16_t port;
};

/* What is told of a client to be made. */
struct rs_client {
    const char *client_id;
    const char *secret; /* its text, as the client has it */
    struct jt_grants grants;
    unsigned auth_methods; /* 0: all */
    jt_time expires;       /* 0: in a year */
    jt_time ended;
    enum jt_secret_end end;
    bool suspended;
    bool deleted;
    bool in_development; /* in that realm instead of the platform's */
};

struct rs_response {
    int status;
    char text[RS_RESPONSE_MAX]; /* all of it */
    const char *body;
};

static inline jt_time rs_wall(const struct jt_clock *clock)
{
    const struct rs_clock *own = (const struct rs_clock *)clock;
    return (jt_time){jt_clock_now(&jt_clock_system).s + atomic_load(&own->ahead_s)};
}

static inline jt_mono rs_mono(const struct jt_clock *clock)
{
    const struct rs_clock *own = (const struct rs_clock *)clock;
    return (jt_mono){jt_clock_mono(&jt_clock_system).ns + atomic_load(&own->ahead_s) * 1000000000};
}

static inline jt_time rs_now(const struct running_server *rs)
{
    return jt_clock_now(&rs->clock.clock);
}

static inline struct jt_write rs_write(const struct running_server *rs)
{
    return (struct jt_write){.actor = {.kind = JT_ACTOR_SYSTEM, .name = JT_STR("test")},
                             .now = rs_now(rs)};
}

static inline void rs_make_rows(struct running_server *rs, const struct rs_client *told,
                                struct jt_api_client *client, struct jt_client_secret *secret)
{
    jt_time now = rs_now(rs);
    *client = (struct jt_api_client){
        .realm = told->in_development ? rs->development : rs->platform,
        .kind = JT_CLIENT_KIND_API,
        .client_id = jt_str_from_c(told->client_id),
        .name = jt_str_from_c(told->client_id),
        .auth_methods = told->auth_methods ? told->auth_methods : JT_AUTH_METHOD_ALL,
        .grants = told->grants,
        .secrets = secret,
        .secret_count = 1,
        .suspended = told->suspended ? now : (jt_time){0},
        .deleted = told->deleted ? now : (jt_time){0},
        .created = now,
        .updated = now,
    };
    *secret = (struct jt_client_secret){
        .hmac_key_version = 1,
        .created = now,
        .expires = told->expires.s ? told->expires : (jt_time){now.s + 365 * 86400},
        .ended = told->ended,
        .end = told->end,
        .hint = "hint",
    };
    assert_int_equal(jt_uuid_make(&jt_rand_system, &client->key), JT_OK);
    assert_int_equal(jt_uuid_make(&jt_rand_system, &secret->id), JT_OK);
    secret->client = client->key;
    memcpy(&secret->status_index, secret->id.bytes, sizeof(secret->status_index));
    secret->status_index %= JT_STATUS_LIST_BITS;
    assert_int_equal(jt_hmac(rs->server.secret_hmac, jt_str_from_c(told->secret), secret->hmac),
                     JT_OK);
}

/* Before the HTTP server runs, or while nothing else writes. */
static inline void rs_add_client(struct running_server *rs, const struct rs_client *told)
{
    struct jt_api_client client;
    struct jt_client_secret secret;
    struct jt_write write = rs_write(rs);
    rs_make_rows(rs, told, &client, &secret);
    assert_int_equal(rs->server.store->ops->api_client_create(rs->server.store, &write, &client),
                     JT_OK);
}

static inline struct jt_realm rs_realm(jt_uuid key, enum jt_realm_kind kind, const jt_str *hosts,
                                       size_t host_count, jt_time now)
{
    return (struct jt_realm){.key = key,
                             .kind = kind,
                             .alg = JT_STR("ES256"),
                             .hosts = hosts,
                             .host_count = host_count,
                             .created = now,
                             .version = 1};
}

static inline void rs_seed(struct running_server *rs)
{
    static const jt_str platform_hosts[] = {JT_STR_INIT("localhost"), JT_STR_INIT("127.0.0.1"),
                                            JT_STR_INIT("::1")};
    static const jt_str development_hosts[] = {JT_STR_INIT("development.localhost")};
    jt_time now = rs_now(rs);
    const struct jt_alg *es256 = jt_alg_find(JT_STR("ES256"));
    const struct jt_realm realms[] = {
        rs_realm(rs->platform, JT_REALM_PLATFORM, platform_hosts, 3, now),
        rs_realm(rs->development, JT_REALM_APPLICATION, development_hosts, 1, now),
    };
    const struct jt_stage stage = {.id = 1,
                                   .slug = JT_STR("development"),
                                   .label = JT_STR("Development"),
                                   .realm = rs->development,
                                   .created = now};
    struct jt_api api = {.id = JT_API_IDENTITY,
                         .name = JT_STR("Identity"),
                         .token_lifetime_s = JT_TOKEN_LIFETIME_S,
                         .created = now};
    struct jt_signing_key keys[2];
    struct jt_user administrator = {.realm = rs->platform,
                                    .email = JT_STR("admin@example.com"),
                                    .name = JT_STR("Administrator"),
                                    .status = JT_USER_ACTIVE,
                                    .created = now,
                                    .updated = now};
    struct jt_api_client bootstrap;
    struct jt_client_secret secret;
    const struct rs_client told = {
        .client_id = "bootstrap", .secret = "bootstrap-secret", .grants = {.all = true}};
    const uint8_t check[32] = {1};
    rs_make_rows(rs, &told, &bootstrap, &secret);
    assert_int_equal(jt_uuid_make(&jt_rand_system, &api.key), JT_OK);
    assert_int_equal(jt_uuid_make(&jt_rand_system, &administrator.key), JT_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(jt_keyring_make(rs->server.keyring, &rs->arena, &realms[i].key, es256,
                                         JT_SIGNING_KEY_ACTIVE, now, &keys[i]),
                         JT_OK);
    }
    struct jt_seed seed = {
        .organization = {.slug = JT_STR("default"), .name = JT_STR("Default"), .created = now},
        .realms = realms,
        .realm_count = 2,
        .stages = &stage,
        .stage_count = 1,
        .apis = &api,
        .api_count = 1,
        .signing_keys = keys,
        .signing_key_count = 2,
        .administrator = &administrator,
        .bootstrap = &bootstrap,
        .master_check = check,
    };
    struct jt_write write = rs_write(rs);
    assert_int_equal(jt_uuid_make(&jt_rand_system, &seed.organization.key), JT_OK);
    assert_int_equal(rs->server.store->ops->seed(rs->server.store, &write, &seed), JT_OK);
}

static inline void rs_open_store(struct running_server *rs)
{
    char uri[96];
    char *why = NULL;
    (void)snprintf(rs->dir, sizeof(rs->dir), "/tmp/jeton-test-XXXXXX");
    assert_non_null(mkdtemp(rs->dir));
    (void)snprintf(uri, sizeof(uri), "sqlite:%s/jeton.db", rs->dir);
    assert_int_equal(jt_store_open(jt_str_from_c(uri), &rs->server.store, &why), JT_OK);
}

static inline void rs_load(struct running_server *rs)
{
    const struct jt_registry_options options = {.public_url = JT_STR(RS_BASE), .hash_key = {5}};
    struct jt_store *store = rs->server.store;
    const struct jt_store_visitor visitor = {.signing_key = jt_keyring_visit,
                                             .arg = rs->server.keyring};
    assert_int_equal(jt_registry_new(&options, &rs->server.registry), JT_OK);
    assert_int_equal(jt_registry_load(rs->server.registry, store), JT_OK);
    assert_int_equal(store->ops->load(store, &visitor), JT_OK);
    rs->listeners.first = jt_registry_listener(rs->server.registry);
    rs->listeners.second = jt_keyring_listener(rs->server.keyring);
    const struct jt_store_listener both = jt_store_listener_of_pair(&rs->listeners);
    store->ops->set_listener(store, &both);
}

static inline void rs_listen(struct running_server *rs)
{
    struct jt_http_app app;
    char *why = NULL;
    int listener = -1;
    const struct jt_http_server_options options = {.limits = rs->config.limits,
                                                   .threads = 1,
                                                   .clock = rs->server.clock,
                                                   .rand = &jt_rand_system};
    jt_app_init(&rs->server, &app);
    assert_int_equal(jt_http_server_new(&options, &app, &rs->http), JT_OK);
    rs->server.http = rs->http;
    assert_int_equal(
        jt_http_server_listen(rs->http, JT_STR("127.0.0.1:0"), NULL, NULL, &listener, &why), JT_OK);
    rs->port = jt_http_server_port(rs->http, listener);
    assert_int_equal(jt_http_server_start(rs->http), JT_OK);
}

/* Everything but the HTTP server. failure_limit: of the throttle. */
static inline void rs_prepare(struct running_server *rs, int64_t failure_limit)
{
    const uint8_t seal_key[32] = {3};
    const uint8_t hmac_key[JT_HMAC_KEY_LEN] = {4};
    memset(rs, 0, sizeof(*rs));
    rs->clock.clock = (struct jt_clock){.wall = rs_wall, .mono = rs_mono};
    rs->config.limits = jt_http_limits_default;
    rs->config.public_url = JT_STR(RS_BASE);
    rs->config.token_max = 12288;
    rs->server = (struct jt_server){.config = &rs->config,
                                    .clock = &rs->clock.clock,
                                    .rand = &jt_rand_system,
                                    .secret_hmac_version = 1,
                                    .admin_listener = -1,
                                    .ready = true};
    assert_int_equal(jt_uuid_parse(JT_STR(RS_PLATFORM), &rs->platform), JT_OK);
    assert_int_equal(jt_uuid_parse(JT_STR(RS_DEVELOPMENT), &rs->development), JT_OK);
    assert_int_equal(jt_hmac_key_new(hmac_key, &rs->server.secret_hmac), JT_OK);
    assert_int_equal(jt_keyring_new(seal_key, &rs->server.keyring), JT_OK);
    assert_int_equal(jt_throttle_new(failure_limit, &jt_rand_system, &rs->server.throttle), JT_OK);
    rs_open_store(rs);
    rs_seed(rs);
    rs_load(rs);
    assert_int_equal(jt_executor_new(&rs->server.executor), JT_OK);
    assert_int_equal(jt_usage_new(rs->server.store, rs->server.executor, &rs->server.usage), JT_OK);
}

/* Without rejections, metrics and a limit of the management API. */
static inline void rs_start(struct running_server *rs, int64_t failure_limit)
{
    rs_prepare(rs, failure_limit);
    rs_listen(rs);
}

/* With them: between rs_prepare() and rs_listen(). */
static inline void rs_add_api(struct running_server *rs, int64_t api_limit)
{
    static const uint8_t key[JT_REJECTION_KEY_LEN] = {6};
    const struct jt_recorder_options options = {.store = rs->server.store,
                                                .executor = rs->server.executor,
                                                .clock = rs->server.clock,
                                                .key = key,
                                                .rows_max = 1000,
                                                .age_max_s = 86400};
    assert_int_equal(jt_metrics_new(rs->server.clock, &rs->server.metrics), JT_OK);
    assert_int_equal(jt_api_limiter_new(api_limit, &rs->server.api_limiter), JT_OK);
    assert_int_equal(jt_recorder_new(&options, &rs->server.recorder), JT_OK);
}

static inline void rs_remove_dir(const char *dir)
{
    static const char *const names[] = {"jeton.db", "jeton.db-wal", "jeton.db-shm", "jeton.lock"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[128];
        (void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(dir);
}

static inline void rs_stop(struct running_server *rs)
{
    jt_http_server_stop(rs->http, 1000);
    jt_recorder_stop(rs->server.recorder);
    jt_executor_stop(rs->server.executor);
    jt_http_server_free(rs->http);
    jt_usage_free(rs->server.usage);
    jt_recorder_free(rs->server.recorder);
    jt_metrics_free(rs->server.metrics);
    jt_api_limiter_free(rs->server.api_limiter);
    jt_executor_free(rs->server.executor);
    jt_store_close(rs->server.store);
    jt_registry_free(rs->server.registry);
    jt_keyring_free(rs->server.keyring);
    jt_throttle_free(rs->server.throttle);
    jt_hmac_key_free(rs->server.secret_hmac);
    jt_arena_clear(&rs->arena);
    rs_remove_dir(rs->dir);
}

/* Sends these bytes, which must ask for the connection to be closed, and reads to its end. */
static inline void rs_exchange(const struct running_server *rs, const char *bytes,
                               struct rs_response *ret_response)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(rs->port)};
    size_t len = 0;
    ssize_t got = 0;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &address.sin_addr), 1);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL), strlen(bytes));
    while ((got = recv(fd, ret_response->text + len, RS_RESPONSE_MAX - 1 - len, 0)) > 0) {
        len += (size_t)got;
    }
    (void)close(fd);
    ret_response->text[len] = '\0';
    assert_int_equal(sscanf(ret_response->text, "HTTP/1.1 %d", &ret_response->status), 1);
    const char *end = strstr(ret_response->text, "\r\n\r\n");
    assert_non_null(end);
    ret_response->body = end + 4;
}

/* headers: whole lines, each with CR LF. */
static inline void rs_request(const struct running_server *rs, const char *method, const char *path,
                              const char *host, const char *headers, const char *body,
                              struct rs_response *ret_response)
{
    static char bytes[RS_RESPONSE_MAX];
    char length[64] = "";
    if (body[0] != '\0' || strcmp(method, "POST") == 0) {
        (void)snprintf(length, sizeof(length), "Content-Length: %zu\r\n", strlen(body));
    }
    int len = snprintf(bytes, sizeof(bytes),
                       "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s%s\r\n%s", method,
                       path, host, length, headers, body);
    assert_true(len > 0 && (size_t)len < sizeof(bytes));
    rs_exchange(rs, bytes, ret_response);
}

#define RS_FORM "Content-Type: application/x-www-form-urlencoded\r\n"

/* POSTs a form to the platform's hosts. */
static inline void rs_post(const struct running_server *rs, const char *path, const char *form,
                           struct rs_response *ret_response)
{
    rs_request(rs, "POST", path, "localhost", RS_FORM, form, ret_response);
}

static inline bool rs_has(const struct rs_response *response, const char *text)
{
    return strstr(response->text, text) != NULL;
}

#endif
