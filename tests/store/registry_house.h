/* SPDX-License-Identifier: Apache-2.0 */
/* A store with a registry that follows it. */
#ifndef JT_TESTS_REGISTRY_HOUSE_H
#define JT_TESTS_REGISTRY_HOUSE_H

#include "store/store_fixture.h"

#include "store/registry.h"

struct house {
    struct fixture *f;
    struct jt_registry *registry;
};

static inline int registry_house_setup(void **state)
{
    struct house *h = calloc(1, sizeof(*h));
    struct jt_registry_options options = {JT_STR("http://127.0.0.1:8080"), {1, 2, 3}};
    assert_int_equal(fixture_setup((void **)&h->f), 0);
    assert_int_equal(jt_registry_new(&options, &h->registry), JT_OK);
    assert_int_equal(jt_registry_load(h->registry, h->f->store), JT_OK);
    *state = h;
    return 0;
}

static inline int registry_house_teardown(void **state)
{
    struct house *h = *state;
    jt_registry_free(h->registry);
    assert_int_equal(fixture_teardown((void **)&h->f), 0);
    free(h);
    return 0;
}

static inline void create(struct house *h, const struct fixture_client *c)
{
    struct jt_write write = by_system(1);
    assert_int_equal(h->f->store->ops->api_client_create(h->f->store, &write, &c->row), JT_OK);
}

#define HOUSE_CASE(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, registry_house_setup, registry_house_teardown)

#endif
