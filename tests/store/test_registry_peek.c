/* SPDX-License-Identifier: Apache-2.0 */
/* The registry while it is being filled: what it finds in the store, what changes meanwhile, and
 * what happens when the store cannot be read. Threads: test_registry_fill_race.c. */
#include "store/client_change.h"

#include "store/registry.h"
#include "store/registry_status.h"

#include <sqlite3.h>

enum { CLIENTS = 20, SUSPENDED = 3, DELETED = 4, IMPORTER = 5, TAKER = 6, FORGETFUL = 7 };
enum { BITS = 3, PARTS = 5 }; /* of a small store: bits taken, set twice; tokens, clients */

struct house {
    struct fixture *f;
    struct jt_registry *registry;
    struct fixture_client clients[CLIENTS];
    struct jt_revoked_token token;
    unsigned told;
};

/* Beside the program's connections, as somebody with a shell would. */
static void execute(struct fixture *f, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(f->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(db, 5000), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void add_client(struct house *h, unsigned number)
{
    struct jt_write write = by_system(1);
    struct fixture_client *c = &h->clients[number];
    make_client(c, number, number % 2 + 1);
    c->row.suspended.s = number == SUSPENDED;
    c->row.deleted.s = number == DELETED;
    c->secrets[0].imported = number == IMPORTER || number == TAKER;
    c->secrets[0].forgotten = number == FORGETFUL;
    if (number == TAKER) {
        memcpy(c->secrets[0].hmac, h->clients[IMPORTER].secrets[0].hmac, JT_SECRET_HMAC_LEN);
    }
    assert_int_equal(h->f->store->ops->api_client_create(h->f->store, &write, &c->row), JT_OK);
}

static void told(void *arg, uint32_t list)
{
    ((struct house *)arg)->told += list == 1;
}

static int setup(void **state)
{
    static const struct jt_registry_options options = {JT_STR_INIT("http://127.0.0.1:8080"), {1}};
    struct house *h = calloc(1, sizeof(*h));
    struct jt_write write = by_system(1);
    assert_int_equal(fixture_setup((void **)&h->f), 0);
    for (unsigned i = 1; i < CLIENTS; i++) {
        add_client(h, i);
    }
    h->token = make_token(1, FIXTURE_NOW);
    assert_int_equal(h->f->store->ops->token_revoke(h->f->store, &write, &h->token), JT_OK);
    assert_int_equal(jt_registry_new(&options, &h->registry), JT_OK);
    jt_registry_status_listen(h->registry, told, h);
    assert_int_equal(jt_registry_load_begin(h->registry, h->f->store), JT_OK);
    *state = h;
    return 0;
}

static int teardown(void **state)
{
    struct house *h = *state;
    jt_registry_free(h->registry);
    assert_int_equal(fixture_teardown((void **)&h->f), 0);
    free(h);
    return 0;
}

static void load_one_more(struct house *h, bool expected)
{
    bool more = !expected;
    assert_int_equal(jt_registry_load_more(h->registry, &more), JT_OK);
    assert_int_equal(more, expected);
    assert_int_equal(jt_registry_is_loaded(h->registry), !expected);
}

static const struct jt_registry_client *by_id(struct house *h, unsigned number)
{
    jt_uuid realm = realm_key(PLATFORM);
    return jt_registry_client_by_id(h->registry, &realm, h->clients[number].row.client_id, NULL);
}

static const struct jt_registry_client *by_key(struct house *h, unsigned number)
{
    return jt_registry_client_by_key(h->registry, &h->clients[number].row.key);
}

static const struct jt_registry_secret *by_hmac(struct house *h, unsigned secret_of, unsigned of)
{
    const struct fixture_client *c = &h->clients[secret_of];
    return jt_registry_secret_of_client(h->registry, c->secrets[0].hmac, &h->clients[of].row.key);
}

static void assert_whole(struct house *h, unsigned number)
{
    const struct fixture_client *c = &h->clients[number];
    const struct jt_registry_client *client = by_id(h, number);
    struct jt_client_secret row;
    assert_non_null(client);
    assert_non_null(by_key(h, number));
    assert_true(jt_uuid_equal(&client->key, &c->row.key));
    assert_true(jt_str_equal(jt_registry_client_id(client), c->row.client_id));
    assert_true(jt_str_equal(jt_registry_client_name(client), c->row.name));
    assert_int_equal(client->suspended, number == SUSPENDED);
    assert_int_equal(client->deleted, number == DELETED);
    assert_int_equal(client->secret_count, number % 2 + 1);
    assert_true(jt_grants_has(client->grants, JT_PERM_END_USER_VIEW, 1));
    assert_true(jt_str_equal(jt_registry_client_scope(h->registry, client, JT_API_IDENTITY),
                             JT_STR("development:end_user.view user.manage")));
    assert_int_equal(by_hmac(h, number, number) == NULL, number == FORGETFUL);
    if (number != FORGETFUL) {
        jt_registry_secret_read(by_hmac(h, number, number), &row);
        assert_true(jt_uuid_equal(&row.client, &c->row.key));
        assert_true(jt_uuid_equal(&row.id, &c->secrets[0].id));
        assert_int_equal(row.status_index, c->secrets[0].status_index);
    }
}

static void assert_nobody_else(struct house *h)
{
    jt_uuid other = realm_key(TEST);
    jt_uuid unknown = uuid_of(2, 999999);
    jt_uuid platform = realm_key(PLATFORM);
    const uint8_t hmac[JT_SECRET_HMAC_LEN] = {1};
    const uint8_t jti[16] = {1};
    const struct jt_registry *r = h->registry;
    assert_null(jt_registry_client_by_id(r, &other, h->clients[1].row.client_id, NULL));
    assert_null(jt_registry_client_by_id(r, &platform, JT_STR("nobody"), NULL));
    assert_null(jt_registry_client_by_id(r, &platform, JT_STR(""), NULL));
    assert_null(jt_registry_client_by_id(r, &unknown, h->clients[1].row.client_id, NULL));
    assert_null(jt_registry_client_by_key(r, &unknown));
    const uint8_t *imported = h->clients[IMPORTER].secrets[0].hmac;
    const struct jt_registry_secret *found =
        jt_registry_secret_by_hmac(r, imported, h->clients[TAKER].row.client_id);
    assert_null(jt_registry_secret_by_hmac(r, hmac, JT_STR("")));
    assert_null(by_hmac(h, 1, 2));
    assert_null(by_hmac(h, IMPORTER, 1));
    /* Across clients all are found but the imported ones, which need the id. */
    assert_non_null(jt_registry_secret_by_hmac(r, h->clients[1].secrets[0].hmac, JT_STR("")));
    assert_null(jt_registry_secret_by_hmac(r, imported, JT_STR("")));
    assert_null(jt_registry_secret_by_hmac(r, imported, h->clients[1].row.client_id));
    assert_non_null(found);
    assert_true(jt_uuid_equal(&jt_registry_secret_client(found)->key, &h->clients[TAKER].row.key));
    assert_false(jt_registry_token_is_revoked(r, jti));
}

/* Where the client is not, it is said that there is one elsewhere; at home nobody is elsewhere. */
static void assert_elsewhere(struct house *h, unsigned number)
{
    jt_uuid other = realm_key(TEST);
    jt_uuid platform = realm_key(PLATFORM);
    const struct jt_api_client *row = &h->clients[number].row;
    const struct jt_registry_client *elsewhere = NULL;
    const struct jt_registry *r = h->registry;
    assert_null(jt_registry_client_by_id(r, &other, row->client_id, &elsewhere));
    assert_non_null(elsewhere);
    assert_true(jt_uuid_equal(&elsewhere->key, &row->key));
    assert_non_null(jt_registry_client_by_id(r, &platform, row->client_id, &elsewhere));
    assert_null(elsewhere);
    elsewhere = jt_registry_nobody(r);
    assert_null(jt_registry_client_by_id(r, &other, JT_STR("nobody"), &elsewhere));
    assert_null(elsewhere);
}

/* Whose it is does not matter, nor that it was imported: no rejection may keep it. */
static void assert_known(struct house *h)
{
    const uint8_t nobodys[JT_SECRET_HMAC_LEN] = {0};
    for (unsigned i = 1; i < CLIENTS; i++) {
        const uint8_t *hmac = h->clients[i].secrets[0].hmac;
        assert_int_equal(jt_registry_hmac_is_known(h->registry, hmac), i != FORGETFUL);
    }
    assert_false(jt_registry_hmac_is_known(h->registry, nobodys));
}

static void everything_is_found_at_every_stage_of_the_load(void **state)
{
    struct house *h = *state;
    for (int part = 0; part <= PARTS; part++) {
        for (unsigned i = 1; i < CLIENTS; i++) {
            assert_whole(h, i);
            assert_elsewhere(h, i);
        }
        assert_nobody_else(h);
        assert_known(h);
        assert_true(jt_registry_token_is_revoked(h->registry, h->token.jti));
        assert_true(jt_registry_faults(h->registry) == 0);
        if (part < PARTS) {
            load_one_more(h, part < PARTS - 1);
        }
    }
    load_one_more(h, false);
    assert_int_equal(jt_registry_load_begin(h->registry, h->f->store), JT_ERR_ARG);
}

/* After each part another client: renaming suspends it, and takes a method. */
static void what_changes_meanwhile_stays_changed(void **state)
{
    struct house *h = *state;
    struct jt_write write = by_system(2);
    struct jt_api_client changed;
    for (unsigned part = 0; part <= PARTS; part++) {
        struct change rename = change_of(10 + part, "api_client.edit", apply_rename);
        struct jt_revoked_token token = make_token(10 + part, FIXTURE_NOW + 1000);
        assert_int_equal(run(h->f, &rename, &write, &changed), JT_OK);
        assert_int_equal(h->f->store->ops->token_revoke(h->f->store, &write, &token), JT_OK);
        assert_true(by_id(h, 10 + part)->suspended);
        assert_true(jt_registry_token_is_revoked(h->registry, token.jti));
        if (part < PARTS) {
            load_one_more(h, part < PARTS - 1);
        }
    }
    for (unsigned part = 0; part <= PARTS; part++) {
        const struct jt_registry_client *client = by_id(h, 10 + part);
        struct jt_revoked_token token = make_token(10 + part, FIXTURE_NOW + 1000);
        assert_true(client->suspended && client->auth_methods == JT_AUTH_METHOD_POST);
        assert_true(jt_str_equal(jt_registry_client_name(client), JT_STR("Renamed")));
        assert_true(jt_registry_token_is_revoked(h->registry, token.jti));
    }
    assert_false(by_id(h, 10 + PARTS + 1)->suspended);
}

static void who_is_made_meanwhile_is_found(void **state)
{
    struct house *h = *state;
    for (unsigned part = 0; part < PARTS; part++) {
        struct fixture_client c;
        create(h->f, &c, 100 + part, 1);
        assert_non_null(jt_registry_client_by_key(h->registry, &c.row.key));
        load_one_more(h, part < PARTS - 1);
        assert_non_null(jt_registry_client_by_key(h->registry, &c.row.key));
    }
}

static bool bit_is_set(struct house *h, unsigned number)
{
    static uint8_t bits[JT_STATUS_LIST_BYTES];
    uint32_t index = h->clients[number].secrets[0].status_index;
    jt_uuid realm;
    assert_int_equal(jt_registry_status_copy(h->registry, 1, &realm, bits), JT_OK);
    assert_true(jt_uuid_equal(&realm, &h->clients[number].row.realm));
    return bits[index / 8] >> index % 8 & 1;
}

/* A list that lacks a bit would say "good" of a token that must not be trusted. */
static void status_lists_are_given_out_when_they_are_whole(void **state)
{
    struct house *h = *state;
    static uint8_t bits[JT_STATUS_LIST_BYTES];
    struct jt_write write = by_system(2);
    struct jt_api_client changed;
    struct change rename = change_of(10, "api_client.edit", apply_rename);
    uint32_t list = 0;
    uint32_t index = 0;
    jt_uuid realm = realm_key(PLATFORM);
    assert_int_equal(run(h->f, &rename, &write, &changed), JT_OK);
    assert_false(jt_registry_status_is_whole(h->registry));
    assert_int_equal(jt_registry_status_copy(h->registry, 1, &realm, bits), JT_ERR_UNAVAILABLE);
    assert_int_equal(jt_registry_status_take(h->registry, &jt_rand_system, &realm, &list, &index),
                     JT_ERR_UNAVAILABLE);
    assert_int_equal(h->told, 0);
    for (int i = 0; i < BITS; i++) {
        assert_false(jt_registry_status_is_whole(h->registry));
        load_one_more(h, true);
    }
    assert_true(jt_registry_status_is_whole(h->registry));
    assert_int_equal(h->told, 1);
    assert_true(bit_is_set(h, SUSPENDED) && bit_is_set(h, DELETED) && bit_is_set(h, 10));
    assert_false(bit_is_set(h, 1) || bit_is_set(h, 2) || bit_is_set(h, 11));
    assert_int_equal(jt_registry_status_take(h->registry, &jt_rand_system, &realm, &list, &index),
                     JT_OK);
    load_one_more(h, true);
    load_one_more(h, false);
    assert_int_equal(h->told, 1); /* nothing changed since */
    assert_true(bit_is_set(h, SUSPENDED));
}

/* Whose row cannot be read is neither there nor not there; nobody else suffers. */
static void a_damaged_row_is_a_fault_and_never_an_answer(void **state)
{
    struct house *h = *state;
    jt_uuid platform = realm_key(PLATFORM);
    bool more = true;
    execute(h->f, "UPDATE client_secret SET key = x'00' WHERE id = (SELECT min(client_secret.id)"
                  " FROM client_secret JOIN api_client ON api_client.id = client"
                  " WHERE name = 'Client 9')");
    for (int i = 0; i < PARTS - 1; i++) {
        load_one_more(h, true);
    }
    for (uint64_t faults = 0; faults < 3; faults++) {
        assert_true(jt_registry_faults(h->registry) == faults);
        assert_null(by_id(h, 9));
        assert_true(jt_registry_faults(h->registry) == faults + 1);
        assert_int_equal(jt_registry_load_more(h->registry, &more), JT_ERR_DAMAGED);
        assert_false(jt_registry_is_loaded(h->registry));
        assert_whole(h, 8);
        assert_whole(h, 10);
    }
    for (int i = 0; i < 200; i++) { /* some of them read the damaged row in the place of none */
        char name[16];
        (void)snprintf(name, sizeof(name), "nobody-%d", i);
        assert_null(jt_registry_client_by_id(h->registry, &platform, jt_str_from_c(name), NULL));
    }
    assert_true(jt_registry_faults(h->registry) == 3);
    execute(h->f, "UPDATE client_secret SET key = randomblob(16) WHERE key = x'00'");
    load_one_more(h, false);
    assert_non_null(by_id(h, 9));
}

static void a_revocation_that_cannot_be_read_counts_as_one(void **state)
{
    struct house *h = *state;
    const uint8_t jti[16] = {1};
    execute(h->f, "ALTER TABLE revoked_token RENAME TO away");
    assert_true(jt_registry_token_is_revoked(h->registry, jti));
    assert_true(jt_registry_faults(h->registry) == 1);
    execute(h->f, "ALTER TABLE away RENAME TO revoked_token");
    assert_false(jt_registry_token_is_revoked(h->registry, jti));
    assert_true(jt_registry_faults(h->registry) == 1);
}

/* What is found is kept until the next part; that is bounded. */
static void looking_without_end_is_a_fault(void **state)
{
    struct house *h = *state;
    while (jt_registry_faults(h->registry) == 0) {
        (void)by_id(h, 1);
    }
    assert_null(by_id(h, 1));
    load_one_more(h, true);
    assert_whole(h, 1);
}

/* The work is the same: somebody is read, with all that belongs to it. */
static void the_store_reads_another_one_when_there_is_none(void **state)
{
    struct house *h = *state;
    struct jt_store *store = h->f->store;
    jt_uuid unknown = uuid_of(2, 999999);
    const uint8_t hmac[JT_SECRET_HMAC_LEN] = {1};
    jt_uuid seen = {{0}};
    unsigned different = 0;
    for (uint64_t i = 0; i < 64; i++) {
        const struct jt_peek peeks[] = {
            {.key = &unknown, .decoy = i << 1},
            {.hmac = hmac, .decoy = i << 1},
            {.realm = &unknown, .client_id = JT_STR("x"), .decoy = UINT64_MAX - i}};
        struct jt_api_client client;
        bool found = true;
        assert_int_equal(
            store->ops->client_peek(store, &h->f->arena, &peeks[i % 3], &client, &found), JT_OK);
        assert_false(found);
        assert_true(client.secret_count > 0 && client.client_id.len > 0);
        different += !jt_uuid_equal(&client.key, &seen);
        seen = client.key;
    }
    assert_true(different > 16);
    store->ops->peek_end(store);
    const struct jt_peek late = {.key = &unknown};
    struct jt_api_client client;
    bool found = false;
    assert_int_equal(store->ops->client_peek(store, &h->f->arena, &late, &client, &found),
                     JT_ERR_UNAVAILABLE);
    assert_int_equal(store->ops->token_peek(store, h->token.jti, &found), JT_ERR_UNAVAILABLE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(everything_is_found_at_every_stage_of_the_load),
        CASE(what_changes_meanwhile_stays_changed),
        CASE(who_is_made_meanwhile_is_found),
        CASE(status_lists_are_given_out_when_they_are_whole),
        CASE(a_damaged_row_is_a_fault_and_never_an_answer),
        CASE(a_revocation_that_cannot_be_read_counts_as_one),
        CASE(looking_without_end_is_a_fault),
        CASE(the_store_reads_another_one_when_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
