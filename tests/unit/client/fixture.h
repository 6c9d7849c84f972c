/* SPDX-License-Identifier: Apache-2.0 */
/* A store in a fresh folder under /tmp, for tests. */
#ifndef JT_TEST_CLIENT_FIXTURE_H
#define JT_TEST_CLIENT_FIXTURE_H

#include "client/store/store.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char home[64];
    struct jt_place place;
    struct jt_token_store store;
    struct jt_trouble trouble;
};

static inline void fixture_init(struct fixture *fixture)
{
    *fixture = (struct fixture){.store = JT_TOKEN_STORE_CLOSED};
    (void)snprintf(fixture->home, sizeof(fixture->home), "/tmp/jeton-unit-XXXXXX");
    assert_non_null(mkdtemp(fixture->home));
    const struct jt_place_env env = {.home = fixture->home};
    assert_int_equal(jt_place_find(&env, &fixture->place, &fixture->trouble), JT_OK);
    assert_int_equal(jt_token_store_open(&fixture->place, true, &jt_rand_system, &fixture->store,
                                         &fixture->trouble),
                     JT_OK);
}

static inline int fixture_remove_one(const char *path, const struct stat *status, int type,
                                     struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

static inline void fixture_clear(struct fixture *fixture)
{
    jt_token_store_clear(&fixture->store);
    (void)nftw(fixture->home, fixture_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline struct jt_want fixture_want(void)
{
    return (struct jt_want){.issuer = JT_STR("id.example"), .client_id = JT_STR("client")};
}

static inline struct jt_token fixture_token(const char *value)
{
    return (struct jt_token){
        .want = fixture_want(),
        .issuer = JT_STR("https://id.example"),
        .access_token = jt_str_from_c(value),
        .obtained_at = {1000},
        .expires_at = {2000},
        .mono = {0},
    };
}

#endif
