/* SPDX-License-Identifier: Apache-2.0 */
/* What the registry finds across clients and realms, and what only with its own client. */
#include "store/registry_house.h"

static void imported_secrets_are_found_by_their_client_alone(void **state)
{
    struct house *h = *state;
    struct fixture_client c[2];
    for (unsigned i = 0; i < 2; i++) {
        make_client(&c[i], i + 1, 1);
        c[i].secrets[0].imported = true;
        memset(c[i].secrets[0].hmac, 5, sizeof(c[i].secrets[0].hmac));
        create(h, &c[i]);
    }
    const uint8_t *hmac = c[0].secrets[0].hmac;
    jt_uuid stranger = uuid_of(2, 0);
    assert_null(jt_registry_secret_by_hmac(h->registry, hmac, JT_STR("")));
    assert_null(jt_registry_secret_by_hmac(h->registry, hmac, JT_STR("stranger")));
    assert_null(jt_registry_secret_of_client(h->registry, hmac, &stranger));
    for (unsigned i = 0; i < 2; i++) {
        const struct jt_registry_secret *secret =
            jt_registry_secret_of_client(h->registry, hmac, &c[i].row.key);
        assert_non_null(secret);
        assert_ptr_equal(jt_registry_secret_by_hmac(h->registry, hmac, c[i].row.client_id), secret);
        assert_ptr_equal(jt_registry_secret_client(secret),
                         jt_registry_client_by_key(h->registry, &c[i].row.key));
    }
}

static const struct jt_registry_client *elsewhere(const struct house *h, const jt_uuid *realm,
                                                  jt_str id)
{
    const struct jt_registry_client *found = NULL;
    (void)jt_registry_client_by_id(h->registry, realm, id, &found);
    return found;
}

/* An id is found in whatever other realm has it, and in the one that asks it does not count. */
static void an_id_is_found_in_other_realms(void **state)
{
    struct house *h = *state;
    struct fixture_client c[2];
    jt_uuid platform = realm_key(PLATFORM);
    jt_uuid test = realm_key(TEST);
    make_client(&c[0], 1, 1);
    create(h, &c[0]);
    jt_str id = c[0].row.client_id;
    assert_null(elsewhere(h, &platform, id));
    assert_non_null(elsewhere(h, &test, id));
    assert_null(elsewhere(h, &test, JT_STR("nobody")));
    make_client(&c[1], 2, 1);
    c[1].row.client_id = id;
    c[1].row.realm = test;
    create(h, &c[1]);
    const struct jt_registry_client *there = elsewhere(h, &platform, id);
    assert_non_null(there);
    assert_true(jt_uuid_equal(&there->key, &c[1].row.key));
    assert_ptr_equal(jt_registry_client_by_id(h->registry, &test, id, NULL), there);
    assert_true(jt_uuid_equal(&jt_registry_client_by_id(h->registry, &platform, id, NULL)->key,
                              &c[0].row.key));
}

static void deleting_a_client_ends_its_secrets(void **state)
{
    struct house *h = *state;
    struct fixture_client c;
    struct jt_client_secret row;
    make_client(&c, 1, 3);
    c.row.deleted = (jt_time){FIXTURE_NOW + 100};
    c.secrets[1].ended = (jt_time){FIXTURE_NOW + 50};
    c.secrets[1].end = JT_SECRET_END_SUPERSEDED;
    c.secrets[2].ended = (jt_time){FIXTURE_NOW + 50};
    c.secrets[2].end = JT_SECRET_END_COMPROMISED;
    create(h, &c);
    for (size_t i = 0; i < 3; i++) {
        const struct jt_registry_secret *secret =
            jt_registry_secret_by_hmac(h->registry, c.secrets[i].hmac, JT_STR(""));
        jt_registry_secret_read(secret, &row);
        assert_int_equal(jt_registry_secret_died_with_client(secret), i == 0);
        assert_true(row.ended.s == FIXTURE_NOW + (i == 0 ? 100 : 50));
        assert_int_equal(row.end, i == 0 ? JT_SECRET_END_RETIRED : c.secrets[i].end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOUSE_CASE(imported_secrets_are_found_by_their_client_alone),
        HOUSE_CASE(an_id_is_found_in_other_realms),
        HOUSE_CASE(deleting_a_client_ends_its_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
