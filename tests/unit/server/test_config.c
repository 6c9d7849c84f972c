/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration: sources and their strength, bad values and what is said about them. */
#include "server/config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct jt_config config;
static struct jt_buf why;

static int teardown(void **state)
{
    (void)state;
    jt_config_clear(&config);
    jt_buf_clear(&why);
    return 0;
}

static enum jt_err load(char *const *args, char *const *envp)
{
    int count = 0;
    while (args && args[count]) {
        count++;
    }
    return jt_config_load(&config, count, args, envp, &why);
}

#define ARGS(...) ((char *[]){__VA_ARGS__, NULL})
#define assert_text(value, literal) assert_true(jt_str_equal((value), jt_str_from_c(literal)))
#define assert_says(words) assert_non_null(strstr(jt_buf_c(&why), (words)))

static void test_defaults(void **state)
{
    (void)state;
    assert_int_equal(load(NULL, NULL), JT_OK);
    assert_text(config.data_dir, "./data");
    assert_int_equal(config.listen.count, 1);
    assert_text(config.listen.items[0], "127.0.0.1:8080");
    assert_text(config.admin_listen, "127.0.0.1:9090");
    assert_text(config.public_url, "http://127.0.0.1:8080");
    assert_text(config.store_uri, "sqlite:./data/jeton.db");
    assert_int_equal(config.failure_limit, 60);
    assert_int_equal(config.api_limit, 100);
    assert_int_equal(config.limits.head_max, 16384);
    assert_int_equal(config.limits.body_max, 65536);
    assert_int_equal(config.limits.api_body_max, 1048576);
    assert_true(config.access_log);
}

static void test_arguments_replace_lists(void **state)
{
    (void)state;
    char **args = ARGS("--listen", "[::1]:81", "--listen=127.0.0.1:82", "--threads", "2");
    assert_int_equal(load(args, NULL), JT_OK);
    assert_int_equal(config.listen.count, 2);
    assert_text(config.public_url, "http://[::1]:81");
    assert_text(jt_config_public_host(&config), "[::1]");
    assert_int_equal(config.threads, 2);
}

static void test_environment_is_weaker_than_arguments(void **state)
{
    (void)state;
    char **envp = ARGS("JETOND_FAILURE_LIMIT=7", "JETOND_API_LIMIT=8", "PATH=/bin");
    assert_int_equal(load(ARGS("--api-limit=9"), envp), JT_OK);
    assert_int_equal(config.failure_limit, 7);
    assert_int_equal(config.api_limit, 9);
}

static void test_file_is_weaker_than_environment(void **state)
{
    (void)state;
    char path[] = "/tmp/jeton-config-XXXXXX";
    int fd = mkstemp(path);
    const char text[] = "# a comment\r\nfailure-limit = 1\n\napi-limit=2\ninsecure-http\n";
    assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
    assert_int_equal(close(fd), 0);
    enum jt_err err = load(ARGS("--config", path), ARGS("JETOND_API_LIMIT=3"));
    (void)unlink(path);
    assert_int_equal(err, JT_OK);
    assert_int_equal(config.failure_limit, 1);
    assert_int_equal(config.api_limit, 3);
    assert_true(config.insecure_http);
}

static void test_public_url_is_normalized(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--public-url", "HTTPS://Id.Example:443/"), NULL), JT_OK);
    assert_text(config.public_url, "https://id.example");
    assert_text(jt_config_public_host(&config), "id.example");
}

static void test_certificate_makes_https(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--tls-cert=c", "--tls-key=k"), NULL), JT_OK);
    assert_text(config.public_url, "https://127.0.0.1:8080");
}

static void test_unknown_option(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--lisen", "x"), NULL), JT_ERR_ARG);
    assert_says("there is no option lisen");
}

static void test_missing_value(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--listen"), NULL), JT_ERR_ARG);
    assert_says("--listen needs a value");
}

static void test_number_out_of_bounds(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--threads=257"), NULL), JT_ERR_ARG);
    assert_says("from 0 to 256, not \"257\"");
}

static void test_flag_with_other_word(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--access-log=maybe"), NULL), JT_ERR_ARG);
    assert_says("must be true or false");
}

static void test_stray_argument(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("serve"), NULL), JT_ERR_ARG);
    assert_says("unexpected argument serve");
}

static void test_missing_file(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--config=/nonexistent/jetond.conf"), NULL), JT_ERR_IO);
    assert_says("/nonexistent/jetond.conf");
}

static void test_http_on_a_public_host(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--public-url=http://id.example"), NULL), JT_ERR_ARG);
    assert_says("--insecure-http");
}

static void test_http_on_a_public_host_when_insisted(void **state)
{
    (void)state;
    char **args = ARGS("--public-url=http://id.example", "--insecure-http");
    assert_int_equal(load(args, NULL), JT_OK);
}

static void test_public_url_with_path(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--public-url=https://id.example/a"), NULL), JT_ERR_ARG);
    assert_says("must not have a path");
}

static void test_key_without_certificate(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--tls-key=k"), NULL), JT_ERR_ARG);
    assert_says("go together");
}

static void test_proxy_of_everybody(void **state)
{
    (void)state;
    assert_int_equal(load(ARGS("--trusted-proxy=0.0.0.0/0"), NULL), JT_ERR_ARG);
    assert_says("everybody");
}

static void test_proxy_that_is_no_address(void **state)
{
    (void)state;
    static char *bad[] = {"x", "", "10.0.0.0/33", "10.0.0.0/", "localhost", "[::1]", "::/129"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char option[60];
        (void)snprintf(option, sizeof(option), "--trusted-proxy=%s", bad[i]);
        assert_int_equal(load(ARGS(option), NULL), JT_ERR_ARG);
        assert_says("neither an address nor a network");
        jt_config_clear(&config);
        jt_buf_reset(&why);
    }
    assert_int_equal(load(ARGS("--trusted-proxy=10.0.0.0/8", "--trusted-proxy=::1"), NULL), JT_OK);
}

static void test_bad_listen_addresses(void **state)
{
    (void)state;
    static char *bad[] = {"8080", "127.0.0.1", "127.0.0.1:65536", ":8080", "127.0.0.1:", "a:b"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(load(ARGS("--listen", bad[i]), NULL), JT_ERR_ARG);
        assert_says("is not ADDR:PORT");
        jt_config_clear(&config);
        jt_buf_reset(&why);
    }
}

static void test_written_config_is_read_again(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    assert_int_equal(load(ARGS("--listen=[::1]:1", "--listen=[::1]:2", "--api-limit=5"), NULL),
                     JT_OK);
    jt_config_write(&config, &text);
    assert_non_null(strstr(jt_buf_c(&text), "listen = [::1]:1\nlisten = [::1]:2\n"));
    assert_non_null(strstr(jt_buf_c(&text), "api-limit = 5\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_defaults, teardown),
        cmocka_unit_test_teardown(test_arguments_replace_lists, teardown),
        cmocka_unit_test_teardown(test_environment_is_weaker_than_arguments, teardown),
        cmocka_unit_test_teardown(test_file_is_weaker_than_environment, teardown),
        cmocka_unit_test_teardown(test_public_url_is_normalized, teardown),
        cmocka_unit_test_teardown(test_certificate_makes_https, teardown),
        cmocka_unit_test_teardown(test_unknown_option, teardown),
        cmocka_unit_test_teardown(test_missing_value, teardown),
        cmocka_unit_test_teardown(test_number_out_of_bounds, teardown),
        cmocka_unit_test_teardown(test_flag_with_other_word, teardown),
        cmocka_unit_test_teardown(test_stray_argument, teardown),
        cmocka_unit_test_teardown(test_missing_file, teardown),
        cmocka_unit_test_teardown(test_http_on_a_public_host, teardown),
        cmocka_unit_test_teardown(test_http_on_a_public_host_when_insisted, teardown),
        cmocka_unit_test_teardown(test_public_url_with_path, teardown),
        cmocka_unit_test_teardown(test_key_without_certificate, teardown),
        cmocka_unit_test_teardown(test_proxy_of_everybody, teardown),
        cmocka_unit_test_teardown(test_proxy_that_is_no_address, teardown),
        cmocka_unit_test_teardown(test_bad_listen_addresses, teardown),
        cmocka_unit_test_teardown(test_written_config_is_read_again, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
