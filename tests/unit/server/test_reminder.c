/* SPDX-License-Identifier: Apache-2.0 */
/* The reminder as a mail: what it says, and that no name or address gets out of its place. */
#include "server/mail/backoff.h"
#include "server/mail/message.h"
#include "server/mail/password.h"
#include "server/mail/reminder.h"

#include "support/assert_str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct jt_reminder_sender sender = {JT_STR_INIT("jeton@example.org"),
                                                 JT_STR_INIT("https://id.example.org")};

static struct jt_mail make_mail(void)
{
    return (struct jt_mail){.number = 1,
                            .queued = {1790000000},
                            .recipient = {{2}},
                            .recipient_name = JT_STR("Ada"),
                            .recipient_email = JT_STR("ada@example.org"),
                            .client = {{3}},
                            .client_id = JT_STR("billing-id"),
                            .client_name = JT_STR("Billing"),
                            .secret = {{4}},
                            .hint = "wxyz",
                            .expires = {1791000000}};
}

#define assert_says(text, words)                                                                   \
    do {                                                                                           \
        if (jt_str_find((text), JT_STR(words)) == (text).len) {                                    \
            fail_msg("%.*s does not say %s", JT_STR_ARG(text), words);                             \
        }                                                                                          \
    } while (0)

static void it_says_everything(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_mail mail = make_mail();
    assert_int_equal(jt_reminder_write(&mail, &sender, &buf), JT_OK);
    jt_str text = jt_buf_str(&buf);
    assert_true(jt_str_starts_with(text, JT_STR("From: Jeton <jeton@example.org>\r\n"
                                                "To: ada@example.org\r\n"
                                                "Subject: The secret of Billing ends on "
                                                "2026-10-03\r\n"
                                                "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n"
                                                "Message-ID: <reminder.")));
    assert_says(text, ".02000000-0000-0000-0000-000000000000@example.org>\r\n");
    assert_says(text, "Content-Transfer-Encoding: 7bit\r\n\r\nHello Ada,\r\n");
    assert_says(text, "API client   Billing\r\n");
    assert_says(text, "client id    billing-id\r\n");
    assert_says(text, "ends in wxyz\r\n");
    assert_says(text, "works until  2026-10-03T04:00:00Z (UTC)\r\n");
    assert_says(text, "last used    never\r\n");
    assert_says(text, "server       https://id.example.org\r\n");
    assert_says(text, "\r\n  jeton secret rotate\r\n");
    assert_says(text, "\r\n  jeton secret generate 03000000-0000-0000-0000-000000000000\r\n");
}

static void it_says_who_uses_the_secret(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_mail mail = make_mail();
    mail.last_used = (jt_time){1790000000};
    mail.last_used_from = JT_STR("192.0.2.1");
    mail.recipient_name = JT_STR("");
    assert_int_equal(jt_reminder_write(&mail, &sender, &buf), JT_OK);
    assert_says(jt_buf_str(&buf), "last used    2026-09-21T14:13:20Z from 192.0.2.1\r\n");
    assert_says(jt_buf_str(&buf), "\r\n\r\nHello,\r\n");
}

/* A mail that came twice is recognised by its bytes. */
static void the_same_mail_has_the_same_bytes(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf first = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf second = {0};
    struct jt_mail mail = make_mail();
    assert_int_equal(jt_reminder_write(&mail, &sender, &first), JT_OK);
    mail.number = 99;
    mail.attempts = 7;
    assert_int_equal(jt_reminder_write(&mail, &sender, &second), JT_OK);
    assert_str_equal(jt_buf_str(&second), jt_buf_str(&first));
}

static void addresses_that_are_none_are_refused(void **state)
{
    static const jt_str bad[] = {
        JT_STR_INIT(""),
        JT_STR_INIT("nobody"),
        JT_STR_INIT("a@b\r\nBcc: eve@example.org"),
        JT_STR_INIT("a@b, eve@example.org"),
        JT_STR_INIT("a@b>\nBcc: <eve@example.org"),
        JT_STR_INIT("\"a b\"@example.org"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
        struct jt_mail mail = make_mail();
        mail.recipient_email = bad[i];
        assert_int_equal(jt_reminder_write(&mail, &sender, &buf), JT_ERR_ARG);
        assert_int_equal(buf.len, 0);
    }
}

/* Names come checked; what reaches the mail another way still makes no header and no line. */
static void a_name_adds_no_header(void **state)
{
    (void)state;
    struct jt_mail mail = make_mail();
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    mail.client_name = JT_STR("x\r\nBcc: eve@example.org");
    assert_int_equal(jt_reminder_write(&mail, &sender, &buf), JT_ERR_ARG);
    mail = make_mail();
    mail.last_used = (jt_time){1};
    mail.last_used_from = JT_STR("\r.\r");
    jt_buf_clear(&buf);
    assert_int_equal(jt_reminder_write(&mail, &sender, &buf), JT_OK);
    assert_says(jt_buf_str(&buf), " from ?.?\r\n");
}

static void any_script_is_carried(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_mail mail = make_mail();
    mail.client_name = JT_STR("B\xc3\xbcro");
    assert_int_equal(jt_reminder_write(&mail, &sender, &buf), JT_OK);
    assert_says(jt_buf_str(&buf), "Subject: =?utf-8?B?");
    assert_says(jt_buf_str(&buf), "quoted-printable\r\n\r\n");
    assert_says(jt_buf_str(&buf), "API client   B=C3=BCro\r\n");
    for (size_t i = 0; i < buf.len; i++) {
        assert_true((unsigned char)buf.ptr[i] < 0x80);
    }
}

static void a_message_needs_a_host_and_clean_values(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    const struct jt_message good = {.from = JT_STR("a@b"),
                                    .to = JT_STR("c@d"),
                                    .subject = JT_STR("s"),
                                    .id = JT_STR("i"),
                                    .body = JT_STR("b\n")};
    struct jt_message bad = good;
    bad.from = JT_STR("nobody");
    assert_int_equal(jt_message_write(&bad, &buf), JT_ERR_ARG);
    bad.from = JT_STR("a@b\r\nX: y");
    assert_int_equal(jt_message_write(&bad, &buf), JT_ERR_ARG);
    bad = good;
    bad.id = JT_STR("i\n");
    assert_int_equal(jt_message_write(&bad, &buf), JT_ERR_ARG);
    bad = good;
    bad.to = JT_STR("c@d\n");
    assert_int_equal(jt_message_write(&bad, &buf), JT_ERR_ARG);
    jt_buf_clear(&buf);
    assert_int_equal(jt_message_write(&good, &buf), JT_OK);
    assert_true(jt_str_ends_with(jt_buf_str(&buf), JT_STR("7bit\r\n\r\nb\r\n")));
}

static void waits_double_up_to_an_hour(void **state)
{
    static const struct {
        uint32_t attempts;
        int64_t middle;
    } rows[] = {{0, 60}, {1, 120}, {3, 480}, {5, 1920}, {6, 3600}, {7, 3600}, {UINT32_MAX, 3600}};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t lowest = INT64_MAX;
        int64_t highest = 0;
        for (int round = 0; round < 200; round++) {
            int64_t wait = jt_mail_wait_s(&jt_rand_system, 60, rows[i].attempts);
            lowest = wait < lowest ? wait : lowest;
            highest = wait > highest ? wait : highest;
        }
        assert_true(lowest >= rows[i].middle * 3 / 4);
        assert_true(highest <= rows[i].middle * 5 / 4);
        assert_true(highest > lowest);
    }
    assert_int_equal(jt_mail_wait_s(&jt_rand_system, 1, 0), 1);
    assert_true(jt_mail_refused_wait_s(&jt_rand_system) >= 9 * 3600);
}

static enum jt_err no_bytes(const struct jt_rand *source, void *ret_bytes, size_t len)
{
    (void)source;
    (void)ret_bytes;
    (void)len;
    return JT_ERR_CRYPTO;
}

static void without_chance_it_waits_all_the_same(void **state)
{
    (void)state;
    const struct jt_rand none = {.fill = no_bytes};
    assert_int_equal(jt_mail_wait_s(&none, 60, 2), 240);
}

static enum jt_err read_password(const char *text, size_t len, struct jt_secret *password)
{
    char path[] = "/tmp/jeton-password-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, text, len), len);
    assert_int_equal(close(fd), 0);
    JT_CLEAN(jt_buf_clear) struct jt_buf why = {0};
    const struct jt_config config = {.mail_password_file = jt_str_from_c(path)};
    enum jt_err err = jt_mail_password_read(&config, password, &why);
    (void)unlink(path);
    assert_int_equal(err == JT_OK, why.len == 0);
    assert_int_equal(jt_mail_password_read(&config, password, &why), JT_ERR_IO);
    return err;
}

static void the_password_is_the_first_line(void **state)
{
    (void)state;
    JT_CLEAN(jt_secret_clear) struct jt_secret password = {0};
    assert_int_equal(read_password("one two\r\nthree\n", 15, &password), JT_OK);
    assert_str(jt_secret_reveal(&password), "one two");
}

static void no_password_is_said(void **state)
{
    (void)state;
    JT_CLEAN(jt_secret_clear) struct jt_secret password = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf why = {0};
    const struct jt_config none = {0};
    assert_int_equal(read_password("", 0, &password), JT_ERR_IO);
    assert_int_equal(read_password("\nx", 2, &password), JT_ERR_IO);
    assert_int_equal(read_password("a\0b", 3, &password), JT_ERR_IO);
    assert_int_equal(read_password("a\x01", 2, &password), JT_ERR_IO);
    assert_true(jt_secret_is_empty(&password));
    assert_int_equal(jt_mail_password_read(&none, &password, &why), JT_OK);
    assert_true(jt_secret_is_empty(&password));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_everything),
        cmocka_unit_test(it_says_who_uses_the_secret),
        cmocka_unit_test(the_same_mail_has_the_same_bytes),
        cmocka_unit_test(addresses_that_are_none_are_refused),
        cmocka_unit_test(a_name_adds_no_header),
        cmocka_unit_test(any_script_is_carried),
        cmocka_unit_test(a_message_needs_a_host_and_clean_values),
        cmocka_unit_test(waits_double_up_to_an_hour),
        cmocka_unit_test(without_chance_it_waits_all_the_same),
        cmocka_unit_test(the_password_is_the_first_line),
        cmocka_unit_test(no_password_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
