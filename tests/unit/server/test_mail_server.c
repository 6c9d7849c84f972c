/* SPDX-License-Identifier: Apache-2.0 */
/* The options about mail: addresses of mail servers, and what does not go together. */
#include "server/config/mail_server.h"

#include "support/assert_str.h"

#include <string.h>

static void addresses_are_taken_apart(void **state)
{
    (void)state;
    struct jt_mail_server server;
    assert_int_equal(jt_mail_server_parse(JT_STR("smtp://mail.example.org"), &server), JT_OK);
    assert_str(server.host, "mail.example.org");
    assert_int_equal(server.port, 25);
    assert_false(server.is_smtps);
    assert_int_equal(jt_mail_server_parse(JT_STR("smtps://[2001:db8::1]"), &server), JT_OK);
    assert_str(server.host, "2001:db8::1");
    assert_true(server.host_is_ipv6);
    assert_int_equal(server.port, 465);
    assert_true(server.is_smtps);
    assert_int_equal(jt_mail_server_parse(JT_STR("smtp://127.0.0.1:587"), &server), JT_OK);
    assert_int_equal(server.port, 587);
}

static void other_addresses_are_refused(void **state)
{
    static const jt_str bad[] = {
        JT_STR_INIT(""),
        JT_STR_INIT("mail.example.org"),
        JT_STR_INIT("http://mail.example.org"),
        JT_STR_INIT("smtp:mail.example.org"),
        JT_STR_INIT("smtp://"),
        JT_STR_INIT("smtps://"),
        JT_STR_INIT("smtp://mail.example.org/"),
        JT_STR_INIT("smtp://mail.example.org/name"),
        JT_STR_INIT("smtp://user:word@mail.example.org"),
        JT_STR_INIT("smtp://mail.example.org:0"),
        JT_STR_INIT("smtp://mail.example.org:65536"),
        JT_STR_INIT("smtp://mail.example.org?x"),
        JT_STR_INIT("smtp://mail example.org"),
        JT_STR_INIT("smtp://a\r\nb"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct jt_mail_server server;
        assert_int_equal(jt_mail_server_parse(bad[i], &server), JT_ERR_FORMAT);
    }
}

#define ARGS(...) ((char *[]){__VA_ARGS__, NULL})

static void expect(char *const *args, const char *words)
{
    struct jt_config config;
    JT_CLEAN(jt_buf_clear) struct jt_buf why = {0};
    int count = 0;
    while (args[count]) {
        count++;
    }
    enum jt_err err = jt_config_load(&config, count, args, NULL, &why);
    assert_int_equal(err, words ? JT_ERR_ARG : JT_OK);
    if (words && strstr(jt_buf_c(&why), words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", jt_buf_c(&why), words);
    }
    jt_config_clear(&config);
}

#define SERVER "--mail-server=smtp://mail.example.org"
#define FROM "--mail-from=jeton@example.org"

static void good_options_go_together(void **state)
{
    (void)state;
    expect(ARGS(SERVER, FROM), NULL);
    expect(ARGS(SERVER, FROM, "--mail-user=u", "--mail-password-file=f"), NULL);
    expect(ARGS("--mail-server=smtp://127.0.0.1", FROM, "--mail-starttls=false"), NULL);
    expect(ARGS("--mail-server=smtp://[::1]:2525", FROM, "--mail-starttls=false"), NULL);
    expect(ARGS(SERVER, FROM, "--mail-starttls=false", "--mail-insecure"), NULL);
    expect(ARGS("--mail-server=smtps://mail.example.org", FROM, "--mail-starttls=false"), NULL);
}

static void bad_options_are_said(void **state)
{
    (void)state;
    expect(ARGS("--mail-server=mail.example.org", FROM), "is not smtp://HOST:PORT");
    expect(ARGS(SERVER), "--mail-from");
    expect(ARGS(SERVER, "--mail-from=Jeton <jeton@example.org>"), "--mail-from");
    expect(ARGS(SERVER, "--mail-from=a@b\r\nBcc: c@d"), "--mail-from");
    expect(ARGS(SERVER, FROM, "--mail-starttls=false"), "--mail-insecure");
    expect(ARGS(SERVER, FROM, "--mail-user=u"), "go together");
    expect(ARGS(SERVER, FROM, "--mail-password-file=f"), "go together");
    expect(ARGS(FROM), "no --mail-server");
    expect(ARGS("--mail-ca-file=f"), "no --mail-server");
    expect(ARGS(SERVER, FROM, "--mail-retry=0"), "from 1 to 3600");
    expect(ARGS(SERVER, FROM, "--mail-timeout-ms=99"), "from 100 to");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_taken_apart),
        cmocka_unit_test(other_addresses_are_refused),
        cmocka_unit_test(good_options_go_together),
        cmocka_unit_test(bad_options_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
