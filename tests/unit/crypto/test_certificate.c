/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates read for a person. The one below is self-signed, made for this test, its key thrown
 * away. */
#include "support/assert_str.h"

#include "crypto/certificate.h"

#define PEM                                                                                        \
    "-----BEGIN CERTIFICATE-----\n"                                                                \
    "MIIB7zCCAZWgAwIBAgIUMyftTWj6zzyHwpKBtQgbJS0AvuowCgYIKoZIzj0EAwIw\n"                           \
    "KzEQMA4GA1UECgwHRXhhbXBsZTEXMBUGA1UEAwwOaWQuZXhhbXBsZS5jb20wHhcN\n"                           \
    "MjYxMTIyMDI0NDEzWhcNMjYxMjIyMDI0NDEzWjArMRAwDgYDVQQKDAdFeGFtcGxl\n"                           \
    "MRcwFQYDVQQDDA5pZC5leGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEH\n"                           \
    "A0IABM8X9h/gBMwc6keGk1U9Jy807jIOVpmof5SR7UTSQvCl8eUHA8waWHkSgnCT\n"                           \
    "8jokI9khCK6Gv0/FdUEt2YpYZICjgZYwgZMwHQYDVR0OBBYEFPzr9VOp1KCgEAA1\n"                           \
    "bdqi2n5FjGUXMB8GA1UdIwQYMBaAFPzr9VOp1KCgEAA1bdqi2n5FjGUXMA8GA1Ud\n"                           \
    "EwEB/wQFMAMBAf8wQAYDVR0RBDkwN4IOaWQuZXhhbXBsZS5jb22CDSouZXhhbXBs\n"                           \
    "ZS5vcmeHBMAAAgeHECABDbgAAAAAAAAAAAAAAAcwCgYIKoZIzj0EAwIDSAAwRQIg\n"                           \
    "Tzb83PJWoiPkfHYpPp89P8rJ5WusQVHm5dtwKE33hOACIQCVrwqHJJEBSqqJkgH1\n"                           \
    "udKeHklgL2FdSOTFTn+urHkZzg==\n"                                                               \
    "-----END CERTIFICATE-----\n"

static void a_certificate_is_read(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_certificate read;
    (void)state;
    assert_int_equal(jt_certificate_read(&arena, JT_STR(PEM), JT_STR("id.example.com"), &read),
                     JT_OK);
    assert_str(read.subject, "CN=id.example.com,O=Example");
    assert_str(read.issuer, "CN=id.example.com,O=Example");
    assert_str(read.names, "id.example.com *.example.org 192.0.2.7 2001:db8::7");
    assert_true(read.self_signed);
    assert_true(read.host_fits);
    assert_int_equal(read.not_before.s, 1795315453);
    assert_int_equal(read.not_after.s, 1797907453);
}

static void names_fit_or_not(void **state)
{
    static const struct {
        const char *host;
        bool fits;
    } cases[] = {
        {"id.example.com", true},   {"ID.example.com", true},
        {"a.example.org", true},    {"192.0.2.7", true},
        {"2001:db8::7", true},      {"example.org", false},
        {"a.b.example.org", false}, {"other.example.com", false},
        {"192.0.2.8", false},       {"", false},
    };
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_certificate read;
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(
            jt_certificate_read(&arena, JT_STR(PEM), jt_str_from_c(cases[i].host), &read), JT_OK);
        assert_int_equal(read.host_fits, cases[i].fits);
    }
}

static void what_is_no_certificate_is_none(void **state)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_certificate read;
    (void)state;
    static char large[JT_CERTIFICATE_PEM_MAX + 1];
    assert_int_equal(jt_certificate_read(&arena, JT_STR(""), JT_STR("h"), &read), JT_ERR_FORMAT);
    assert_int_equal(jt_certificate_read(&arena, JT_STR("nonsense"), JT_STR("h"), &read),
                     JT_ERR_FORMAT);
    jt_str cut = jt_str_slice(JT_STR(PEM), 0, 300);
    assert_int_equal(jt_certificate_read(&arena, cut, JT_STR("h"), &read), JT_ERR_FORMAT);
    assert_int_equal(
        jt_certificate_read(&arena, jt_str_make(large, sizeof(large)), JT_STR("h"), &read),
        JT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_is_read),
        cmocka_unit_test(names_fit_or_not),
        cmocka_unit_test(what_is_no_certificate_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
