/* SPDX-License-Identifier: Apache-2.0 */
/* A store in a directory of its own, seeded like a first start, and objects to put into it. */
#ifndef JT_TESTS_STORE_FIXTURE_H
#define JT_TESTS_STORE_FIXTURE_H

#include "store/store.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FIXTURE static inline __attribute__((unused))

enum { FIXTURE_NOW = 1790000000, FIXTURE_SECRETS = 4 };

enum fixture_realm { PLATFORM = 1, DEVELOPMENT, TEST, PRODUCTION };

FIXTURE jt_uuid uuid_of(unsigned group, unsigned number)
{
    jt_uuid uuid = {{0}};
    uuid.bytes[0] = (uint8_t)group;
    uuid.bytes[6] = 0x40;
    uuid.bytes[8] = 0x80;
    memcpy(uuid.bytes + 12, &number, sizeof(number));
    return uuid;
}

FIXTURE jt_uuid realm_key(enum fixture_realm realm)
{
    return uuid_of(1, realm);
}

FIXTURE struct jt_write by_system(int64_t seconds)
{
    return (struct jt_write){
        .actor = {.kind = JT_ACTOR_SYSTEM, .name = JT_STR("system"), .request_id = JT_STR("r-1")},
        .now = {FIXTURE_NOW + seconds}};
}

/* An API client with as many secrets as it needs, and everything that it points to. */
struct fixture_client {
    char client_id[JT_UUID_TEXT + 1];
    char name[64];
    struct jt_grant grants[8];
    struct jt_client_secret secrets[FIXTURE_SECRETS];
    struct jt_api_client row;
};

FIXTURE struct jt_client_secret make_secret(unsigned number, unsigned which, const jt_uuid *client)
{
    struct jt_client_secret secret = {
        .id = uuid_of(3, number * FIXTURE_SECRETS + which),
        .client = *client,
        .hmac_key_version = 1,
        .hint = "wxyz",
        .created = {FIXTURE_NOW - which},
        .expires = {FIXTURE_NOW + 90 * 86400},
        .status_list = 1 + number / 100000,
        .status_index = (number * FIXTURE_SECRETS + which) % 1048576,
    };
    memcpy(secret.hmac, secret.id.bytes, sizeof(secret.id.bytes));
    secret.hmac[31] = 0xAB;
    return secret;
}

/* number: what makes it differ from others. */
FIXTURE void make_client(struct fixture_client *c, unsigned number, size_t secret_count)
{
    jt_uuid key = uuid_of(2, number);
    memset(c, 0, sizeof(*c));
    jt_uuid_write(&key, c->client_id);
    (void)snprintf(c->name, sizeof(c->name), "Client %u", number);
    for (size_t i = 0; i < secret_count; i++) {
        c->secrets[i] = make_secret(number, (unsigned)i, &key);
    }
    c->grants[0] = (struct jt_grant){JT_PERM_USER_MANAGE, 0};
    c->grants[1] = (struct jt_grant){JT_PERM_END_USER_VIEW, 1};
    c->row = (struct jt_api_client){
        .key = key,
        .realm = realm_key(PLATFORM),
        .kind = JT_CLIENT_KIND_API,
        .client_id = jt_str_from_c(c->client_id),
        .name = jt_str_from_c(c->name),
        .description = JT_STR("Made by a test"),
        .auth_methods = JT_AUTH_METHOD_ALL,
        .grants = {false, c->grants, 2},
        .secrets = c->secrets,
        .secret_count = secret_count,
        .created = {FIXTURE_NOW},
        .updated = {FIXTURE_NOW},
        .version = 1,
    };
}

struct fixture_user {
    char email[64];
    char name[64];
    struct jt_user row;
};

FIXTURE void make_user(struct fixture_user *u, unsigned number, enum fixture_realm realm)
{
    memset(u, 0, sizeof(*u));
    (void)snprintf(u->email, sizeof(u->email), "user%u@example.org", number);
    (void)snprintf(u->name, sizeof(u->name), "User %u", number);
    u->row = (struct jt_user){
        .key = uuid_of(4, number),
        .realm = realm_key(realm),
        .email = jt_str_from_c(u->email),
        .name = jt_str_from_c(u->name),
        .photo_url = JT_STR("https://example.org/p.png"),
        .password_hash = JT_STR("$argon2id$never-shown"),
        .status = JT_USER_ACTIVE,
        .email_verified = true,
        .created = {FIXTURE_NOW},
        .updated = {FIXTURE_NOW},
        .version = 1,
    };
}

FIXTURE struct jt_circle make_circle(enum jt_circle_kind kind, unsigned number)
{
    static char names[16][32];
    (void)snprintf(names[number % 16], sizeof(names[0]), "Role %u", number);
    return (struct jt_circle){
        .kind = kind,
        .key = uuid_of(5, number),
        .realm = realm_key(PLATFORM),
        .name = jt_str_from_c(names[number % 16]),
        .description = JT_STR("A role"),
        .created = {FIXTURE_NOW},
        .updated = {FIXTURE_NOW},
        .version = 1,
    };
}

FIXTURE struct jt_circle make_role(unsigned number)
{
    return make_circle(JT_APPLICATION_ROLE, number);
}

FIXTURE struct jt_circle_place place_of(const struct jt_circle *circle)
{
    return (struct jt_circle_place){circle->kind, circle->realm};
}

FIXTURE struct jt_membership make_membership(const struct jt_circle *circle,
                                             const struct jt_user *user)
{
    return (struct jt_membership){.place = place_of(circle),
                                  .circle = circle->key,
                                  .user_realm = user->realm,
                                  .user = user->key};
}

FIXTURE struct jt_revoked_token make_token(unsigned number, int64_t expires_s)
{
    struct jt_revoked_token token = {.realm = realm_key(PLATFORM), .token_expires = {expires_s}};
    jt_uuid jti = uuid_of(6, number);
    memcpy(token.jti, jti.bytes, sizeof(token.jti));
    return token;
}

FIXTURE struct jt_signing_key make_key(const char *kid, enum fixture_realm realm)
{
    return (struct jt_signing_key){
        .kid = jt_str_from_c(kid),
        .realm = realm_key(realm),
        .alg = JT_STR("ES256"),
        .state = JT_SIGNING_KEY_ACTIVE,
        .private_sealed = JT_STR("sealed\0bytes"),
        .created = {FIXTURE_NOW},
        .activated = {FIXTURE_NOW},
    };
}

/* A platform realm and three stages with theirs. */
FIXTURE void make_realms(struct jt_realm realms[static 4], struct jt_stage stages[static 3])
{
    static const jt_str platform_hosts[] = {JT_STR_INIT("127.0.0.1"), JT_STR_INIT("localhost"),
                                            JT_STR_INIT("[::1]")};
    static const jt_str slugs[] = {JT_STR_INIT("development"), JT_STR_INIT("test"),
                                   JT_STR_INIT("production")};
    static const jt_str stage_hosts[] = {JT_STR_INIT("development.localhost"),
                                         JT_STR_INIT("test.localhost"),
                                         JT_STR_INIT("production.localhost")};
    realms[0] = (struct jt_realm){.key = realm_key(PLATFORM),
                                  .kind = JT_REALM_PLATFORM,
                                  .alg = JT_STR("ES256"),
                                  .hosts = platform_hosts,
                                  .host_count = 3,
                                  .created = {FIXTURE_NOW}};
    for (unsigned i = 0; i < 3; i++) {
        realms[i + 1] = (struct jt_realm){.key = realm_key(DEVELOPMENT + i),
                                          .kind = JT_REALM_APPLICATION,
                                          .alg = JT_STR("ES256"),
                                          .hosts = &stage_hosts[i],
                                          .host_count = 1,
                                          .created = {FIXTURE_NOW}};
        stages[i] = (struct jt_stage){.id = i + 1,
                                      .slug = slugs[i],
                                      .label = slugs[i],
                                      .realm = realm_key(DEVELOPMENT + i),
                                      .created = {FIXTURE_NOW},
                                      .version = 1};
    }
}

FIXTURE enum jt_err seed_store(struct jt_store *store)
{
    static const uint8_t check[32] = {7, 7, 7};
    struct jt_realm realms[4];
    struct jt_stage stages[3];
    make_realms(realms, stages);
    struct jt_api api = {.id = JT_API_IDENTITY,
                         .key = uuid_of(7, 1),
                         .name = JT_STR("Identity"),
                         .token_lifetime_s = 43200,
                         .created = {FIXTURE_NOW},
                         .version = 1};
    struct fixture_client bootstrap;
    struct fixture_user administrator;
    make_client(&bootstrap, 0, 1);
    bootstrap.row.grants = (struct jt_grants){.all = true};
    make_user(&administrator, 0, PLATFORM);
    struct jt_signing_key key = make_key("kid-0", PLATFORM);
    struct jt_seed seed = {
        .organization = {uuid_of(8, 1), JT_STR("default"), JT_STR("Default"), {FIXTURE_NOW}},
        .realms = realms,
        .realm_count = 4,
        .stages = stages,
        .stage_count = 3,
        .apis = &api,
        .api_count = 1,
        .signing_keys = &key,
        .signing_key_count = 1,
        .administrator = &administrator.row,
        .bootstrap = &bootstrap.row,
        .master_check = check};
    struct jt_write write = by_system(0);
    return store->ops->seed(store, &write, &seed);
}

struct fixture {
    char directory[64];
    char file[96];
    char uri[112];
    struct jt_store *store;
    struct jt_arena arena;
};

FIXTURE void fixture_path(struct fixture *f)
{
    (void)snprintf(f->directory, sizeof(f->directory), "/tmp/jt-store-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    (void)snprintf(f->file, sizeof(f->file), "%s/jeton.db", f->directory);
    (void)snprintf(f->uri, sizeof(f->uri), "sqlite:%s", f->file);
}

FIXTURE void fixture_open(struct fixture *f)
{
    char *why = NULL;
    enum jt_err err = jt_store_open(jt_str_from_c(f->uri), &f->store, &why);
    if (err != JT_OK) {
        fail_msg("%s", why ? why : "no reason");
    }
}

FIXTURE void fixture_close(struct fixture *f)
{
    /* As a server that accepted the store leaves it: with the log folded into the database. */
    f->store->ops->set_listener(f->store, NULL);
    jt_store_close(f->store);
    f->store = NULL;
}

FIXTURE int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    fixture_path(f);
    fixture_open(f);
    assert_int_equal(seed_store(f->store), JT_OK);
    *state = f;
    return 0;
}

FIXTURE void remove_directory(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry = NULL;
    while (directory && (entry = readdir(directory)) != NULL) {
        char file[512];
        (void)snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
        (void)unlink(file);
    }
    if (directory) {
        (void)closedir(directory);
    }
    (void)rmdir(path);
}

FIXTURE int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    jt_store_close(f->store);
    jt_arena_clear(&f->arena);
    remove_directory(f->directory);
    free(f);
    return 0;
}

/* A failure of open: its kind, and words that the reason must hold. */
FIXTURE void expect_open_fails(const char *uri, enum jt_err expected, const char *words)
{
    struct jt_store *store = NULL;
    char *why = NULL;
    assert_int_equal(jt_store_open(jt_str_from_c(uri), &store, &why), expected);
    assert_null(store);
    assert_non_null(why);
    if (strstr(why, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", why, words);
    }
    free(why);
}

#endif
