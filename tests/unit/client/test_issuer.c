/* SPDX-License-Identifier: Apache-2.0 */
/* From a configured issuer to candidates, and which metadata they may give. */
#include "client/issuer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define OIDC "/.well-known/openid-configuration"
#define OAUTH "/.well-known/oauth-authorization-server"

struct row {
    const char *text;
    enum jt_issuer_form form;
    const char *candidates[3];
};

static const struct row rows[] = {
    {"id.example",
     JT_ISSUER_DOMAIN,
     {"https://id.example/identity" OIDC, "https://id.example" OIDC, "https://id.example" OAUTH}},
    {"id.example:8443",
     JT_ISSUER_DOMAIN,
     {"https://id.example:8443/identity" OIDC, "https://id.example:8443" OIDC,
      "https://id.example:8443" OAUTH}},
    {"[::1]:80",
     JT_ISSUER_DOMAIN,
     {"https://[::1]:80/identity" OIDC, "https://[::1]:80" OIDC, "https://[::1]:80" OAUTH}},
    {"http://localhost:8080",
     JT_ISSUER_DOMAIN,
     {"http://localhost:8080/identity" OIDC, "http://localhost:8080" OIDC,
      "http://localhost:8080" OAUTH}},
    {"https://id.example/",
     JT_ISSUER_DOMAIN,
     {"https://id.example/identity" OIDC, "https://id.example" OIDC, "https://id.example" OAUTH}},
    {"https://id.example/r/1",
     JT_ISSUER_URL,
     {"https://id.example/r/1" OIDC, "https://id.example" OAUTH "/r/1", NULL}},
    {"https://id.example/r/1/",
     JT_ISSUER_URL,
     {"https://id.example/r/1" OIDC, "https://id.example" OAUTH "/r/1", NULL}},
    {"https://id.example" OIDC, JT_ISSUER_DISCOVERY, {"https://id.example" OIDC, NULL, NULL}},
    {"https://id.example/a/.well-known/b?c=d",
     JT_ISSUER_DISCOVERY,
     {"https://id.example/a/.well-known/b?c=d", NULL, NULL}},
};

static void candidates_stand_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
        struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
        struct jt_issuer issuer;
        assert_int_equal(
            jt_issuer_parse(&arena, jt_str_from_c(rows[i].text), false, &issuer, &trouble), JT_OK);
        assert_int_equal(issuer.form, rows[i].form);
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(k < issuer.count, rows[i].candidates[k] != NULL);
            if (k < issuer.count) {
                assert_string_equal(issuer.candidates[k].ptr, rows[i].candidates[k]);
            }
        }
    }
}

static void nonsense_and_plain_http_are_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "https://",
        "http://id.example",
        "ftp://id.example",
        "id.example/path",
        "https://a b",
        "a,b",
        "https://u@id.example",
        "https://id.example/a#b",
        "https://id.example/a?b",
        "https://id.example?b",
        "http://127.0.0.1.example",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
        struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
        struct jt_issuer issuer;
        if (jt_issuer_parse(&arena, jt_str_from_c(texts[i]), false, &issuer, &trouble) == JT_OK) {
            fail_msg("accepted: %s", texts[i]);
        }
        assert_int_equal(trouble.kind, JT_TROUBLE_LOCAL);
        assert_int_not_equal(trouble.next[0], '\0');
    }
}

static void plain_http_can_be_allowed(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_issuer issuer;
    (void)state;
    assert_int_equal(
        jt_issuer_parse(&arena, JT_STR("http://id.example/a"), true, &issuer, &trouble), JT_OK);
}

static bool accepts(const char *configured, const char *named)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_issuer issuer;
    assert_int_equal(jt_issuer_parse(&arena, jt_str_from_c(configured), false, &issuer, &trouble),
                     JT_OK);
    return jt_issuer_accepts(&issuer, jt_str_from_c(named));
}

static void an_issuer_is_byte_equal(void **state)
{
    (void)state;
    assert_true(accepts("https://id.example/r/1", "https://id.example/r/1"));
    assert_true(accepts("https://id.example/r/1/", "https://id.example/r/1/"));
    assert_false(accepts("https://id.example/r/1", "https://id.example/r/1/"));
    assert_false(accepts("https://id.example/r/1", "https://id.example/r/2"));
    assert_false(accepts("https://id.example/r/1", "https://ID.example/r/1"));
    assert_false(accepts("https://id.example/r/1", "https://id.example:443/r/1"));
    assert_false(accepts("https://id.example/r/1", ""));
}

static void a_domain_gives_issuers_of_its_origin(void **state)
{
    (void)state;
    assert_true(accepts("id.example", "https://id.example/r/1"));
    assert_true(accepts("id.example", "https://ID.EXAMPLE:443"));
    assert_false(accepts("id.example", "http://id.example/r/1"));
    assert_false(accepts("id.example", "https://id.example:444/r/1"));
    assert_false(accepts("id.example", "https://id.example.evil/r/1"));
    assert_false(accepts("id.example", "https://evil/id.example"));
    assert_false(accepts("id.example", ""));
    assert_false(accepts("https://id.example" OIDC, "https://other.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates_stand_in_order),
        cmocka_unit_test(nonsense_and_plain_http_are_refused),
        cmocka_unit_test(plain_http_can_be_allowed),
        cmocka_unit_test(an_issuer_is_byte_equal),
        cmocka_unit_test(a_domain_gives_issuers_of_its_origin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
