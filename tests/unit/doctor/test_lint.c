/* SPDX-License-Identifier: Apache-2.0 */
/* P0: what a secret, an id and an address look like. */
#include "unit/doctor/fixture.h"

#define GENUINE "jtn_0000000000000000000000000000000000000000000"

static void a_good_secret_has_no_remark(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, "5d1f0b0c-4a53-4d52-9b7a-3a2d0d3c7a11", "Zk3vQ8mP1xR7tY2wN6bL9cD4fG5hJ0sA");
    for (size_t i = 0; i < f.facts.lint.count; i++) {
        assert_int_equal(f.facts.lint.at[i].kind, JT_LINT_NO_AUDIENCE);
    }
    assert_int_equal(f.facts.lint.decoded.len, 0);
    assert_int_equal(f.facts.lint.cleaned.len, 0);
    fixture_clear(&f);
}

static const struct jt_lint_remark *remark_of(struct fixture *f, const char *secret,
                                              enum jt_lint_kind kind)
{
    fixture_init(f, "client", secret);
    return jt_lint_find(&f->facts, JT_LINT_SECRET, kind);
}

static void characters_are_found_with_their_place(void **state)
{
    static const struct {
        const char *secret;
        enum jt_lint_kind kind;
        size_t at;
        uint32_t code_point;
    } cases[] = {
        {" abcdefgh", JT_LINT_WHITESPACE, 1, ' '},
        {"abcdefgh\n", JT_LINT_WHITESPACE, 9, '\n'},
        {"abc\tdefgh", JT_LINT_WHITESPACE, 4, '\t'},
        {"abcdefgh\r", JT_LINT_WHITESPACE, 9, '\r'},
        {"\xef\xbb\xbf"
         "abcdefgh",
         JT_LINT_INVISIBLE, 1, 0xfeff},
        {"abcd\xe2\x80\x8b"
         "efgh",
         JT_LINT_INVISIBLE, 5, 0x200b},
        {"abcdefgh\xc2\xa0", JT_LINT_INVISIBLE, 9, 0xa0},
        {"abcd\x01"
         "efgh",
         JT_LINT_CONTROL, 5, 1},
        {"abcd\xc3\xa9"
         "fgh",
         JT_LINT_NON_ASCII, 5, 0xe9},
        {"abcd\xff"
         "fgh",
         JT_LINT_NON_ASCII, 5, 0xff},
        {"\xe2\x80\x9c"
         "abcdefgh\xe2\x80\x9d",
         JT_LINT_QUOTED, 1, 0x201c},
        {"\"abcdefgh\"", JT_LINT_QUOTED, 1, '"'},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture f;
        const struct jt_lint_remark *remark = remark_of(&f, cases[i].secret, cases[i].kind);
        assert_non_null(remark);
        assert_int_equal(remark->at, cases[i].at);
        assert_int_equal(remark->code_point, cases[i].code_point);
        fixture_clear(&f);
    }
}

static void what_does_not_belong_is_taken_out(void **state)
{
    static const char *const spoiled[] = {
        " abcdefgh",
        "abcdefgh\r\n",
        "abcd efgh",
        "\"abcdefgh\"",
        "'abcdefgh'\n",
        "\xef\xbb\xbf"
        "abcdefgh",
        "abc\xe2\x80\x8b"
        "defgh\xc2\xa0",
        "\xe2\x80\x98"
        "abcdefgh\xe2\x80\x99",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(spoiled) / sizeof(spoiled[0]); i++) {
        struct fixture f;
        fixture_init(&f, "client", spoiled[i]);
        assert_str(f.facts.lint.cleaned, "abcdefgh");
        fixture_clear(&f);
    }
}

static void percent_encoding_is_seen_once_and_twice(void **state)
{
    struct fixture f;
    (void)state;
    const struct jt_lint_remark *once = remark_of(&f, "abc%2Fdef%2Bgh", JT_LINT_PERCENT_ENCODED);
    assert_non_null(once);
    assert_int_equal(once->times, 1);
    assert_str(f.facts.lint.decoded, "abc/def+gh");
    fixture_clear(&f);
    const struct jt_lint_remark *twice = remark_of(&f, "abc%252Fdef", JT_LINT_PERCENT_ENCODED);
    assert_non_null(twice);
    assert_int_equal(twice->times, 2);
    assert_str(f.facts.lint.decoded, "abc/def");
    fixture_clear(&f);
}

static void a_percent_that_is_no_escape_is_none(void **state)
{
    static const char *const secrets[] = {"abc%def",   "abc%zzdef", "abc%2",     "100%",
                                          "abc%00def", "abc%ffdef", "abc%2Fdef%"};
    (void)state;
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        struct fixture f;
        assert_null(remark_of(&f, secrets[i], JT_LINT_PERCENT_ENCODED));
        assert_int_equal(f.facts.lint.decoded.len, 0);
        fixture_clear(&f);
    }
}

static void masks_variables_and_shapes(void **state)
{
    static const struct {
        const char *secret;
        enum jt_lint_kind kind;
        bool expected;
    } cases[] = {
        {"********", JT_LINT_MASKED, true},
        {"\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2", JT_LINT_MASKED, true},
        {"****", JT_LINT_MASKED, true},
        {"***", JT_LINT_MASKED, false},
        {"*******x", JT_LINT_MASKED, false},
        {"${SECRET}", JT_LINT_VARIABLE, true},
        {"$CLIENT_SECRET", JT_LINT_VARIABLE, true},
        {"%CLIENT_SECRET%", JT_LINT_VARIABLE, true},
        {"<client secret>", JT_LINT_VARIABLE, true},
        {"abc$def", JT_LINT_VARIABLE, false},
        {"$", JT_LINT_VARIABLE, false},
        {"7c9e6679-7425-40de-944b-e07fc1f90ae7", JT_LINT_GUID, true},
        {"7C9E6679-7425-40DE-944B-E07FC1F90AE7", JT_LINT_GUID, true},
        {"7c9e6679-7425-40de-944b-e07fc1f90aeg", JT_LINT_GUID, false},
        {"7c9e6679742540de944be07fc1f90ae7", JT_LINT_GUID, false},
        {"abc\\def", JT_LINT_BACKSLASH, true},
        {"abc/def", JT_LINT_RESERVED, true},
        {"abc-def_g.h*", JT_LINT_RESERVED, false},
        {"jtn_short", JT_LINT_TRUNCATED, true},
        {GENUINE "000000", JT_LINT_CHECKSUM, true},
        {"other_short", JT_LINT_TRUNCATED, false},
        {"", JT_LINT_EMPTY, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture f;
        bool found = remark_of(&f, cases[i].secret, cases[i].kind) != NULL;
        if (found != cases[i].expected) {
            fail_msg("case %zu: %s", i, cases[i].secret);
        }
        fixture_clear(&f);
    }
}

static void the_value_of_a_usual_variable_is_seen(void **state)
{
    static const char *const variables[] = {"HOME=/srv/worker", "ODD=abcdefgh", "USER=ab", NULL};
    struct fixture f;
    (void)state;
    fixture_init(&f, "client", "abc/srv/workerdef");
    f.facts.lint.count = 0;
    f.facts.config.variables = variables;
    assert_int_equal(jt_lint(&f.arena, &f.facts), JT_OK);
    const struct jt_lint_remark *remark = jt_lint_find(&f.facts, JT_LINT_SECRET, JT_LINT_EXPANDED);
    assert_non_null(remark);
    assert_str(remark->name, "HOME");
    f.facts.lint.count = 0;
    f.facts.config.secret = JT_STR("xxabcdefghab"); /* of no usual variable, or too short */
    assert_int_equal(jt_lint(&f.arena, &f.facts), JT_OK);
    assert_null(jt_lint_find(&f.facts, JT_LINT_SECRET, JT_LINT_EXPANDED));
    fixture_clear(&f);
}

static bool url_has(const char *issuer, enum jt_lint_kind kind)
{
    struct fixture f;
    fixture_init(&f, "client", "secret");
    f.facts.lint.count = 0;
    f.facts.config.issuer = jt_str_from_c(issuer);
    assert_int_equal(jt_lint(&f.arena, &f.facts), JT_OK);
    bool has = jt_lint_find(&f.facts, JT_LINT_URL, kind) != NULL;
    fixture_clear(&f);
    return has;
}

static void addresses_are_looked_at(void **state)
{
    (void)state;
    assert_true(url_has("http://id.example.com", JT_LINT_PLAIN_HTTP));
    assert_false(url_has("http://127.0.0.1:8080", JT_LINT_PLAIN_HTTP));
    assert_false(url_has("id.example.com", JT_LINT_NOT_A_URL));
    assert_true(url_has("ftp://id.example.com", JT_LINT_NOT_A_URL));
    assert_true(url_has("https://id.example.com/ a", JT_LINT_WHITESPACE));
    assert_true(url_has("https://l/common/oauth2/v2.0/token", JT_LINT_TENANT_WORD));
    assert_true(url_has("https://l/organizations/v2.0", JT_LINT_TENANT_WORD));
    assert_false(url_has("https://l/common/api", JT_LINT_TENANT_WORD));
    assert_false(url_has("https://l/contoso/oauth2/v2.0/token", JT_LINT_TENANT_WORD));
    assert_true(url_has("https://x/oauth2/v1/token", JT_LINT_OKTA_ORG_SERVER));
    assert_false(url_has("https://x/oauth2/default/v1/token", JT_LINT_OKTA_ORG_SERVER));
    assert_true(url_has("https://x/auth/realms/a", JT_LINT_AUTH_PREFIX));
}

static bool id_has(const char *id, const char *secret, enum jt_lint_kind kind)
{
    struct fixture f;
    fixture_init(&f, id, secret);
    bool has = jt_lint_find(&f.facts, JT_LINT_CLIENT_ID, kind) != NULL;
    fixture_clear(&f);
    return has;
}

static void client_ids_are_looked_at(void **state)
{
    (void)state;
    assert_true(id_has("", "s", JT_LINT_EMPTY));
    assert_true(id_has("urn:app", "s", JT_LINT_COLON));
    assert_true(id_has("app ", "s", JT_LINT_WHITESPACE));
    assert_true(id_has("jtn_abc", "s", JT_LINT_LOOKS_LIKE_SECRET));
    assert_true(id_has("aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB", "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                       JT_LINT_LOOKS_LIKE_SECRET));
    assert_false(id_has("aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB", "aB3xB3", JT_LINT_LOOKS_LIKE_SECRET));
    assert_false(id_has("orders-batch", "s", JT_LINT_LOOKS_LIKE_SECRET));
}

static void more_remarks_than_room_are_let_go(void **state)
{
    struct fixture f;
    (void)state;
    fixture_init(&f, "client", "secret");
    for (int i = 0; i < 2 * JT_LINT_MAX; i++) {
        assert_non_null(jt_lint_add(&f.facts, JT_LINT_SECRET, JT_LINT_EMPTY));
    }
    assert_int_equal(f.facts.lint.count, JT_LINT_MAX);
    fixture_clear(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_secret_has_no_remark),
        cmocka_unit_test(characters_are_found_with_their_place),
        cmocka_unit_test(what_does_not_belong_is_taken_out),
        cmocka_unit_test(percent_encoding_is_seen_once_and_twice),
        cmocka_unit_test(a_percent_that_is_no_escape_is_none),
        cmocka_unit_test(masks_variables_and_shapes),
        cmocka_unit_test(the_value_of_a_usual_variable_is_seen),
        cmocka_unit_test(addresses_are_looked_at),
        cmocka_unit_test(client_ids_are_looked_at),
        cmocka_unit_test(more_remarks_than_room_are_let_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
