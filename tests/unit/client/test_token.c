/* SPDX-License-Identifier: Apache-2.0 */
/* A kept token: its text, and its age under clocks that lie, jump and begin anew. */
#include "client/store/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { START = 1000000, LIFETIME = 1000 };

/* Obtained when the server's clock said START, lasting LIFETIME; ours was offset behind. */
static struct jt_token make(int64_t offset_s)
{
    return (struct jt_token){
        .want = {.issuer = JT_STR("https://id.example"), .client_id = JT_STR("c")},
        .issuer = JT_STR("https://id.example"),
        .access_token = JT_STR("t"),
        .obtained_at = {START},
        .expires_at = {START + LIFETIME},
        .offset_s = offset_s,
        .mono = {5000000000},
        .boot = JT_STR("boot-1"),
    };
}

static struct jt_now at(int64_t wall_s, int64_t since_boot_s, const char *boot)
{
    struct jt_now now = {.wall = {wall_s}, .mono = {since_boot_s * 1000000000}};
    (void)snprintf(now.boot, sizeof(now.boot), "%s", boot);
    return now;
}

static void assert_state(const struct jt_token *token, struct jt_now now,
                         enum jt_token_state expected)
{
    assert_int_equal(jt_token_state(token, &now), expected);
}

static void ages(void **state)
{
    struct jt_token token = make(0);
    (void)state;
    assert_state(&token, at(START, 5, "boot-1"), JT_TOKEN_FRESH);
    assert_state(&token, at(START + 799, 804, "boot-1"), JT_TOKEN_FRESH);
    assert_state(&token, at(START + 800, 805, "boot-1"), JT_TOKEN_AGING);
    assert_state(&token, at(START + 999, 1004, "boot-1"), JT_TOKEN_AGING);
    assert_state(&token, at(START + 1000, 1005, "boot-1"), JT_TOKEN_EXPIRED);
    token.invalid = JT_STR("refused");
    assert_state(&token, at(START, 5, "boot-1"), JT_TOKEN_INVALID);
}

static void a_wrong_clock_does_not_matter(void **state)
{
    struct jt_token slow = make(3600);
    struct jt_token fast = make(-3600);
    (void)state;
    assert_state(&slow, at(START - 3600 + 10, 15, "boot-1"), JT_TOKEN_FRESH);
    assert_state(&slow, at(START - 3600 + 1000, 1005, "boot-1"), JT_TOKEN_EXPIRED);
    assert_state(&fast, at(START + 3600 + 10, 15, "boot-1"), JT_TOKEN_FRESH);
    assert_state(&fast, at(START + 3600 + 1000, 1005, "boot-1"), JT_TOKEN_EXPIRED);
}

static void a_clock_set_back_does_not_prolong(void **state)
{
    struct jt_token token = make(0);
    (void)state;
    assert_state(&token, at(START - 50000, 1005, "boot-1"), JT_TOKEN_EXPIRED);
    assert_state(&token, at(START - 50000, 900, "boot-1"), JT_TOKEN_AGING);
}

static void a_clock_set_forward_ends_it(void **state)
{
    struct jt_token token = make(0);
    (void)state;
    assert_state(&token, at(START + 5000, 6, "boot-1"), JT_TOKEN_EXPIRED);
}

static void after_a_reboot_the_later_reading_counts(void **state)
{
    struct jt_token fast = make(-3600);
    (void)state;
    /* The clock was an hour fast and has been put right since. */
    assert_state(&fast, at(START + 10, 1, "boot-2"), JT_TOKEN_FRESH);
    assert_state(&fast, at(START + 1000, 1, "boot-2"), JT_TOKEN_EXPIRED);
    /* An elapsed time of another boot says nothing. */
    struct jt_token token = make(0);
    assert_state(&token, at(START + 10, 999999, "boot-2"), JT_TOKEN_FRESH);
    token.boot = JT_STR("");
    assert_state(&token, at(START + 10, 999999, ""), JT_TOKEN_FRESH);
}

static void what_remains_is_never_negative(void **state)
{
    struct jt_token token = make(0);
    struct jt_now early = at(START + 1, 6, "boot-1");
    struct jt_now late = at(START + 5000, 5005, "boot-1");
    (void)state;
    assert_int_equal(jt_token_remaining_s(&token, &early), 999);
    assert_int_equal(jt_token_remaining_s(&token, &late), 0);
}

static void the_text_is_read_back(void **state)
{
    struct jt_token token = make(-7);
    struct jt_token again;
    (void)state;
    token.scope = JT_STR("a b");
    token.want.scope = JT_STR("a");
    token.want.resource = JT_STR("https://api.example");
    token.want.method = JT_STR("client_secret_post");
    assert_int_equal(jt_token_copy(&token, &again), JT_OK);
    assert_true(jt_want_equal(&token.want, &again.want));
    assert_true(jt_str_equal(again.scope, JT_STR("a b")));
    assert_true(jt_str_equal(again.access_token, JT_STR("t")));
    assert_int_equal(again.offset_s, -7);
    assert_int_equal(again.expires_at.s, START + LIFETIME);
    assert_int_equal(again.mono.ns, 5000000000);
    assert_int_equal(again.invalid.len, 0);
    jt_token_clear(&again);
    assert_null(again.text.ptr);
}

static void assert_refused(const char *text)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_token token;
    jt_buf_append_c(&buf, text);
    if (jt_token_parse(&buf, &token) == JT_OK) {
        fail_msg("accepted: %s", text);
    }
    assert_int_not_equal(buf.len, 0); /* still the caller's */
}

#define WHOLE                                                                                      \
    "jeton token 1\nconfigured_issuer=i\nclient_id=c\naccess_token=t\nobtained_at=1\n"             \
    "expires_at=2\noffset_s=0\nmono_ns=1\n"

static void incomplete_texts_are_refused(void **state)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_token token;
    (void)state;
    jt_buf_append_c(&buf, WHOLE);
    assert_int_equal(jt_token_parse(&buf, &token), JT_OK);
    jt_token_clear(&token);
    assert_refused(WHOLE "junk");
    assert_refused(WHOLE "mono_ns=2\n");
    assert_refused("jeton token 1\n");
    assert_refused("jeton token 1\nconfigured_issuer=i\nclient_id=c\nobtained_at=1\nexpires_at=2\n"
                   "offset_s=0\nmono_ns=1\n");
    assert_refused("jeton token 1\nclient_id=c\naccess_token=t\nobtained_at=1\nexpires_at=2\n"
                   "offset_s=0\nmono_ns=1\n");
    assert_refused(
        "jeton token 1\nconfigured_issuer=i\nclient_id=c\naccess_token=t\nobtained_at=1\n"
        "expires_at=9000000000000000000\noffset_s=0\nmono_ns=1\n");
    assert_refused(
        "jeton token 1\nconfigured_issuer=i\nclient_id=c\naccess_token=t\nobtained_at=1\n"
        "expires_at=2\noffset_s=-9000000000000000000\nmono_ns=1\n");
    assert_refused(
        "jeton token 1\nconfigured_issuer=i\nclient_id=c\naccess_token=t\nobtained_at=1\n"
        "expires_at=2\noffset_s=0\nmono_ns=-1\n");
}

static void a_token_with_a_line_end_is_not_written(void **state)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_token token = make(0);
    (void)state;
    token.access_token = JT_STR("t\ninvalid=");
    assert_int_equal(jt_token_write(&token, &buf), JT_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages),
        cmocka_unit_test(a_wrong_clock_does_not_matter),
        cmocka_unit_test(a_clock_set_back_does_not_prolong),
        cmocka_unit_test(a_clock_set_forward_ends_it),
        cmocka_unit_test(after_a_reboot_the_later_reading_counts),
        cmocka_unit_test(what_remains_is_never_negative),
        cmocka_unit_test(the_text_is_read_back),
        cmocka_unit_test(incomplete_texts_are_refused),
        cmocka_unit_test(a_token_with_a_line_end_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
