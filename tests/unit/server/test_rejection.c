/* SPDX-License-Identifier: Apache-2.0 */
/* Ids of rejections, what counts together, and ids of clients that are secrets in truth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/json.h"
#include "server/explain/id.h"
#include "server/explain/inbox.h"
#include "server/explain/to_rejection.h"

#include <stdio.h>
#include <string.h>

struct keys {
    struct jt_rejection_ids *ids;
    struct jt_block_cipher *cipher;
};

static int begin(void **state)
{
    static struct keys keys;
    uint8_t key[JT_REJECTION_KEY_LEN] = {7};
    if (jt_rejection_ids_new(key, &keys.ids) != JT_OK ||
        jt_rejection_cipher_new(keys.ids, &keys.cipher) != JT_OK) {
        return -1;
    }
    *state = &keys;
    return 0;
}

static int end(void **state)
{
    struct keys *keys = *state;
    jt_block_free(keys->cipher);
    jt_rejection_ids_free(keys->ids);
    return 0;
}

static uint64_t number(const struct keys *keys, enum jt_reason_id cause, const char *id,
                       const char *address)
{
    uint64_t value = 0;
    assert_int_equal(
        jt_rejection_number(keys->ids, cause, jt_str_from_c(id), jt_str_from_c(address), &value),
        JT_OK);
    return value;
}

static void an_id_leads_back_to_its_number(void **state)
{
    struct keys *keys = *state;
    const uint64_t numbers[] = {0, 1, UINT64_MAX, 0x0123456789abcdef};
    for (size_t i = 0; i < 4; i++) {
        char text[JT_REJECTION_ID_LEN + 1];
        uint64_t found = 1234;
        assert_int_equal(jt_rejection_id_write(keys->cipher, &jt_rand_system, numbers[i], text),
                         JT_OK);
        assert_int_equal(strlen(text), JT_REJECTION_ID_LEN);
        assert_int_equal(jt_rejection_id_read(keys->cipher, jt_str_from_c(text), &found), JT_OK);
        assert_true(found == numbers[i]);
    }
}

static void an_id_is_fresh_each_time(void **state)
{
    struct keys *keys = *state;
    char first[JT_REJECTION_ID_LEN + 1];
    char second[JT_REJECTION_ID_LEN + 1];
    assert_int_equal(jt_rejection_id_write(keys->cipher, &jt_rand_system, 5, first), JT_OK);
    assert_int_equal(jt_rejection_id_write(keys->cipher, &jt_rand_system, 5, second), JT_OK);
    assert_string_not_equal(first, second);
}

/* An id is an argument of `jeton explain`, which would take "-abc" for options. */
static void an_id_never_looks_like_an_option(void **state)
{
    struct keys *keys = *state;
    for (uint64_t i = 0; i < 2000; i++) {
        char text[JT_REJECTION_ID_LEN + 1];
        assert_int_equal(jt_rejection_id_write(keys->cipher, &jt_rand_system, i, text), JT_OK);
        assert_int_not_equal(text[0], '-');
    }
}

static void what_is_no_id_is_refused(void **state)
{
    struct keys *keys = *state;
    static const char *const others[] = {
        "",
        "x",
        "AAAAAAAAAAAAAAAAAAAAA",   /* one short */
        "AAAAAAAAAAAAAAAAAAAAAAA", /* one long */
        "AAAAAAAAAAAAAAAAAAAAAB",  /* spare bits */
        "AAAAAAAAAAAAAAAAAAAA==",
        "AAAAAAAAAAA/AAAAAAAAAA",
        "AAAAAAAAAAA AAAAAAAAAA",
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        uint64_t found = 77;
        assert_int_equal(jt_rejection_id_read(keys->cipher, jt_str_from_c(others[i]), &found),
                         JT_ERR_FORMAT);
        assert_true(found == 77);
    }
}

static enum jt_err give_none(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void without_random_bytes_there_is_no_id(void **state)
{
    struct keys *keys = *state;
    const struct jt_rand broken = {.fill = give_none};
    char text[JT_REJECTION_ID_LEN + 1];
    assert_int_equal(jt_rejection_id_write(keys->cipher, &broken, 5, text), JT_ERR_CRYPTO);
}

static void id_cause_and_address_count_together(void **state)
{
    struct keys *keys = *state;
    uint64_t one = number(keys, JT_REASON_secret_wrong, "client", "127.0.0.1");
    assert_true(one == number(keys, JT_REASON_secret_wrong, "client", "127.0.0.1"));
    assert_true(one != number(keys, JT_REASON_client_unknown, "client", "127.0.0.1"));
    assert_true(one != number(keys, JT_REASON_secret_wrong, "clienu", "127.0.0.1"));
    assert_true(one != number(keys, JT_REASON_secret_wrong, "client", "127.0.0.2"));
    /* Where one text ends and the next begins matters. */
    assert_true(number(keys, JT_REASON_secret_wrong, "1x", "10.0.0.1") !=
                number(keys, JT_REASON_secret_wrong, "x", "10.0.0.11"));
}

static void names_are_shown(void **state)
{
    static const char *const names[] = {
        "",
        "bootstrap",
        "my-nightly-import",
        "service-2024-prod-backend",
        "5f0c1a52-6b1f-4f0a-9b57-2f4c8f0d9a11",
        "5F0C1A52-6B1F-4F0A-9B57-2F4C8F0D9A11",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_false(jt_client_id_is_like_secret(jt_str_from_c(names[i]), JT_STR("other")));
    }
}

static void secrets_are_not_shown(void **state)
{
    static const char *const secrets[] = {
        "jtn_",
        "jtn_0123456789abcdefghijABCDEFGHIJ0123456789abc123456",
        "x.JTN_0123",
        "Zm9vYmFyYmF6cXV4",
        "0123456789abcdef0123456789abcdef",
        "abcdefghijklmnopqrstuvwx",
        "has a space",
        "p@ssw0rd",
        "caf\xc3\xa9",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        assert_true(jt_client_id_is_like_secret(jt_str_from_c(secrets[i]), JT_STR("")));
    }
    assert_true(jt_client_id_is_like_secret(JT_STR("same"), JT_STR("same")));
    char longer[129];
    memset(longer, 'a', sizeof(longer));
    assert_true(jt_client_id_is_like_secret(jt_str_make(longer, sizeof(longer)), JT_STR("")));
}

static void a_fingerprint_is_stable_and_keyed(void **state)
{
    struct keys *keys = *state;
    uint8_t other_key[JT_REJECTION_KEY_LEN] = {8};
    struct jt_rejection_ids *other = NULL;
    char one[JT_FINGERPRINT_TEXT + 1];
    char two[JT_FINGERPRINT_TEXT + 1];
    assert_int_equal(jt_rejection_fingerprint(keys->ids, JT_STR("jtn_x"), one), JT_OK);
    assert_int_equal(jt_rejection_fingerprint(keys->ids, JT_STR("jtn_x"), two), JT_OK);
    assert_string_equal(one, two);
    assert_int_equal(strlen(one), JT_FINGERPRINT_TEXT);
    assert_null(strstr(one, "jtn_"));
    assert_int_equal(jt_rejection_ids_new(other_key, &other), JT_OK);
    assert_int_equal(jt_rejection_fingerprint(other, JT_STR("jtn_x"), two), JT_OK);
    assert_string_not_equal(one, two);
    jt_rejection_ids_free(other);
}

static struct jt_inbox_entry entry(uint64_t number, int64_t at)
{
    return (struct jt_inbox_entry){.number = number,
                                   .reason = jt_reason_get(JT_REASON_secret_wrong),
                                   .method = "none",
                                   .count = 1,
                                   .first = {at},
                                   .last = {at}};
}

static void the_inbox_counts_equal_numbers(void **state)
{
    struct jt_inbox *inbox = NULL;
    struct jt_inbox_entry first = entry(9, 100);
    struct jt_inbox_entry second = entry(9, 200);
    (void)state;
    assert_int_equal(jt_inbox_new(&inbox), JT_OK);
    assert_int_equal(jt_inbox_put(inbox, &first), JT_INBOX_FIRST);
    assert_int_equal(jt_inbox_put(inbox, &second), JT_INBOX_KEPT);
    const struct jt_inbox_half *half = jt_inbox_take(inbox);
    assert_int_equal(half->count, 1);
    assert_int_equal(half->entries[0].count, 2);
    assert_int_equal(half->entries[0].first.s, 100);
    assert_int_equal(half->entries[0].last.s, 200);
    /* Until it is done, what was taken stays and new ones wait in the other half. */
    assert_int_equal(jt_inbox_put(inbox, &second), JT_INBOX_FIRST);
    assert_ptr_equal(jt_inbox_take(inbox), half);
    jt_inbox_done(inbox);
    assert_int_equal(jt_inbox_take(inbox)->entries[0].count, 1);
    jt_inbox_free(inbox);
}

static void a_full_inbox_drops_and_still_counts(void **state)
{
    struct jt_inbox *inbox = NULL;
    (void)state;
    assert_int_equal(jt_inbox_new(&inbox), JT_OK);
    for (uint64_t i = 0; i < JT_INBOX_MAX; i++) {
        struct jt_inbox_entry one = entry(i * JT_INBOX_SLOTS, 1); /* all in one slot */
        (void)snprintf(one.source, sizeof(one.source), "10.0.%u.%u", (unsigned)(i / 256),
                       (unsigned)(i % 256));
        assert_int_not_equal(jt_inbox_put(inbox, &one), JT_INBOX_DROPPED);
    }
    struct jt_inbox_entry new = entry(12345, 1);
    struct jt_inbox_entry known = entry(0, 1);
    assert_int_equal(jt_inbox_put(inbox, &new), JT_INBOX_DROPPED);
    assert_int_equal(jt_inbox_put(inbox, &known), JT_INBOX_KEPT);
    assert_int_equal(jt_inbox_take(inbox)->count, JT_INBOX_MAX);
    jt_inbox_done(inbox);
    assert_int_equal(jt_inbox_take(inbox)->count, 0);
    jt_inbox_free(inbox);
}

/* One address with many client ids leaves room for the others. */
static void one_source_cannot_take_all_of_the_inbox(void **state)
{
    struct jt_inbox *inbox = NULL;
    struct jt_inbox_entry noisy = entry(0, 1);
    struct jt_inbox_entry quiet = entry(JT_INBOX_MAX * 2, 1);
    unsigned dropped = 0;
    (void)state;
    assert_int_equal(jt_inbox_new(&inbox), JT_OK);
    memcpy(noisy.source, "192.0.2.1", 10);
    memcpy(quiet.source, "192.0.2.2", 10);
    for (uint64_t i = 0; i < JT_INBOX_MAX; i++) {
        noisy.number = i;
        dropped += jt_inbox_put(inbox, &noisy) == JT_INBOX_DROPPED;
    }
    assert_int_equal(dropped, JT_INBOX_MAX / 2);
    for (uint64_t i = 0; i < JT_INBOX_SOURCE_MAX; i++) {
        quiet.number++;
        assert_int_equal(jt_inbox_put(inbox, &quiet), JT_INBOX_KEPT);
    }
    quiet.number++;
    assert_int_equal(jt_inbox_put(inbox, &quiet), JT_INBOX_DROPPED);
    noisy.number = 5;
    assert_int_equal(jt_inbox_put(inbox, &noisy), JT_INBOX_KEPT); /* counted to what is there */
    jt_inbox_free(inbox);
}

static void a_source_is_an_address_or_a_network(void **state)
{
    static const char *const texts[][2] = {
        {"192.0.2.7", "192.0.2.7"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"2001:db8:1:2::", "2001:db8:1:2::/64"},
        {"::1", "::/64"},
        {"::ffff:192.0.2.7", "192.0.2.7"},
        {"::FFFF:c000:207", "192.0.2.7"},
        {"::fffe:c000:207", "::/64"},
        {"", ""},
        {"not:an:address", "not:an:address"},
    };
    char source[JT_SOURCE_TEXT + 1];
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        jt_source_of(jt_str_from_c(texts[i][0]), source);
        assert_string_equal(source, texts[i][1]);
    }
}

static void a_row_tells_evidence_remedy_and_trace(void **state)
{
    struct jt_arena arena = {0};
    struct jt_rejection row;
    struct jt_json *json = NULL;
    struct jt_inbox_entry one = entry(1, 1);
    (void)state;
    one.trace.entries[0].step = "read the \"form\"";
    one.trace.entries[0].result = JT_STEP_NEXT;
    one.trace.entries[1].step = "authenticate";
    one.trace.entries[1].result = JT_STEP_REFUSED;
    one.trace.count = 2;
    assert_int_equal(jt_inbox_entry_to_rejection(&arena, &one, &row), JT_OK);
    assert_true(jt_str_equal(row.cause, JT_STR("secret_wrong")));
    assert_true(row.evidence.len > 0 && row.remedy.len > row.evidence.len);
    assert_true(jt_str_starts_with(row.remedy, row.evidence));
    assert_int_equal(jt_json_parse(row.trace_json, 1000, &json), JT_OK);
    assert_int_equal(jt_json_count(jt_json_root(json)), 2);
    jt_str outcome;
    assert_true(
        jt_json_string(jt_json_get(jt_json_at(jt_json_root(json), 1), "outcome"), &outcome));
    assert_true(jt_str_equal(outcome, JT_STR("refused")));
    jt_json_free(json);
    jt_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_leads_back_to_its_number),
        cmocka_unit_test(an_id_is_fresh_each_time),
        cmocka_unit_test(an_id_never_looks_like_an_option),
        cmocka_unit_test(what_is_no_id_is_refused),
        cmocka_unit_test(without_random_bytes_there_is_no_id),
        cmocka_unit_test(id_cause_and_address_count_together),
        cmocka_unit_test(names_are_shown),
        cmocka_unit_test(secrets_are_not_shown),
        cmocka_unit_test(a_fingerprint_is_stable_and_keyed),
        cmocka_unit_test(the_inbox_counts_equal_numbers),
        cmocka_unit_test(a_full_inbox_drops_and_still_counts),
        cmocka_unit_test(one_source_cannot_take_all_of_the_inbox),
        cmocka_unit_test(a_source_is_an_address_or_a_network),
        cmocka_unit_test(a_row_tells_evidence_remedy_and_trace),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
