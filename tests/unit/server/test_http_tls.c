/* SPDX-License-Identifier: Apache-2.0 */
/* TLS: handshake, names, resumed connections, certificates replaced, and what is refused. */
#include "unit/server/http_client.h"

#include "unit/server/http_app.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#define HOST "Host: localhost\r\n"

static struct app app;
static char cert_file[] = "/tmp/jeton-test-cert-XXXXXX";
static char key_file[] = "/tmp/jeton-test-key-XXXXXX";
static SSL_CTX *client_ctx;

static void write_certificate(long serial)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    FILE *cert_out = fopen(cert_file, "w");
    FILE *key_out = fopen(key_file, "w");
    assert_true(key && cert && cert_out && key_out);
    assert_int_equal(X509_set_version(cert, X509_VERSION_3), 1);
    assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(cert), serial), 1);
    assert_non_null(X509_gmtime_adj(X509_getm_notBefore(cert), 0));
    assert_non_null(X509_gmtime_adj(X509_getm_notAfter(cert), 3600));
    assert_int_equal(X509_set_pubkey(cert, key), 1);
    assert_int_equal(X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_ASC,
                                                (const unsigned char *)"localhost", -1, -1, 0),
                     1);
    assert_int_equal(X509_set_issuer_name(cert, X509_get_subject_name(cert)), 1);
    assert_true(X509_sign(cert, key, EVP_sha256()) > 0);
    assert_int_equal(PEM_write_X509(cert_out, cert), 1);
    assert_int_equal(PEM_write_PrivateKey(key_out, key, NULL, NULL, 0, NULL, NULL), 1);
    assert_int_equal(fclose(cert_out), 0);
    assert_int_equal(fclose(key_out), 0);
    X509_free(cert);
    EVP_PKEY_free(key);
}

static int setup(void **state)
{
    struct jt_http_server_options options = app_options();
    (void)state;
    (void)close(mkstemp(cert_file));
    (void)close(mkstemp(key_file));
    write_certificate(1);
    client_ctx = SSL_CTX_new(TLS_client_method());
    options.limits.head_timeout_ms = 20000;
    return client_ctx && app_start(&app, &options, cert_file, key_file) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    app_stop(&app);
    SSL_CTX_free(client_ctx);
    (void)unlink(cert_file);
    (void)unlink(key_file);
    return 0;
}

static SSL *tls_open(const char *name, int version)
{
    SSL *ssl = SSL_new(client_ctx);
    assert_non_null(ssl);
    assert_int_equal(SSL_set_fd(ssl, client_open(app.port)), 1);
    if (version) {
        assert_int_equal(SSL_set_max_proto_version(ssl, version), 1);
    }
    if (name) {
        char copy[64];
        (void)snprintf(copy, sizeof(copy), "%s", name);
        assert_int_equal(SSL_set_tlsext_host_name(ssl, copy), 1);
    }
    assert_int_equal(SSL_connect(ssl), 1);
    return ssl;
}

static void tls_close(SSL *ssl)
{
    int fd = SSL_get_fd(ssl);
    SSL_free(ssl);
    (void)close(fd);
}

static void tls_send(SSL *ssl, const char *text)
{
    assert_int_equal(SSL_write(ssl, text, (int)strlen(text)), (int)strlen(text));
}

/* Head and body of the next response, of which the body's length is returned. */
static size_t tls_receive(SSL *ssl, struct answer *ret_answer)
{
    size_t len = 0;
    memset(ret_answer, 0, sizeof(*ret_answer));
    while (len < 4 || memcmp(ret_answer->head + len - 4, "\r\n\r\n", 4) != 0) {
        assert_int_equal(SSL_read(ssl, ret_answer->head + len, 1), 1);
        len++;
    }
    const char *length = strstr(ret_answer->head, "Content-Length: ");
    size_t left = length ? strtoul(length + 16, NULL, 10) : 0;
    ret_answer->body_len = left;
    ret_answer->status = (int)strtol(ret_answer->head + 9, NULL, 10);
    while (left) {
        char piece[16384];
        int got = SSL_read(ssl, piece, left < sizeof(piece) ? (int)left : (int)sizeof(piece));
        assert_true(got > 0);
        if (left == ret_answer->body_len && got < CLIENT_HEAD_MAX) {
            memcpy(ret_answer->body, piece, (size_t)got);
        }
        left -= (size_t)got;
    }
    return ret_answer->body_len;
}

static void tls_expect(SSL *ssl, int status, const char *body)
{
    struct answer answer;
    (void)tls_receive(ssl, &answer);
    assert_int_equal(answer.status, status);
    assert_string_equal(answer.body, body);
}

static void serve_over(int version)
{
    SSL *ssl = tls_open("Realm.LOCALHOST", version);
    assert_int_equal(SSL_version(ssl), version);
    tls_send(ssl, "GET /sni HTTP/1.1\r\n" HOST "\r\n");
    tls_expect(ssl, 200, "realm.localhost");
    tls_send(ssl, "GET /later HTTP/1.1\r\n" HOST "\r\nPOST / HTTP/1.1\r\n" HOST
                  "Content-Length: 3\r\n\r\nabc");
    tls_expect(ssl, 200, "later");
    tls_expect(ssl, 200, "abc");
    tls_close(ssl);
}

static void test_both_versions_serve(void **state)
{
    (void)state;
    serve_over(TLS1_3_VERSION);
    serve_over(TLS1_2_VERSION);
}

static void test_without_a_name(void **state)
{
    SSL *ssl = tls_open(NULL, 0);
    (void)state;
    tls_send(ssl, "GET /sni HTTP/1.1\r\n" HOST "\r\n");
    tls_expect(ssl, 200, "");
    tls_close(ssl);
}

static void test_large_messages_both_ways(void **state)
{
    enum { LEN = 1000000 };
    struct answer answer;
    SSL *ssl = tls_open(NULL, 0);
    char *body = calloc(1, LEN + 1);
    (void)state;
    assert_non_null(body);
    memset(body, 'x', LEN);
    tls_send(ssl, "GET /big HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(tls_receive(ssl, &answer), APP_BIG);
    tls_send(ssl, "POST /api HTTP/1.1\r\n" HOST "Content-Length: 1000000\r\n\r\n");
    tls_send(ssl, body);
    assert_int_equal(tls_receive(ssl, &answer), LEN);
    assert_int_equal(answer.status, 200);
    free(body);
    tls_close(ssl);
}

/* More than the server may keep arrives while the application thinks: it waits in the kernel. */
static void test_much_input_while_a_request_runs(void **state)
{
    SSL *ssl = tls_open(NULL, 0);
    char text[16384] = "";
    (void)state;
    for (int i = 0; i < 200; i++) {
        (void)snprintf(text + strlen(text), 80, "GET /query?%d HTTP/1.1\r\n" HOST "\r\n", i);
    }
    tls_send(ssl, "GET /hold HTTP/1.1\r\n" HOST "\r\n");
    for (int i = 0; i < 20; i++) {
        tls_send(ssl, text);
    }
    WAIT_FOR(app_held(&app) == 1);
    app_release(&app);
    tls_expect(ssl, 200, "released");
    for (int i = 0; i < 20 * 200; i++) {
        char want[16];
        (void)snprintf(want, sizeof(want), "%d", i % 200);
        tls_expect(ssl, 200, want);
    }
    tls_close(ssl);
}

static void test_close_is_said_properly(void **state)
{
    SSL *ssl = tls_open(NULL, 0);
    char byte = 0;
    (void)state;
    tls_send(ssl, "GET /close HTTP/1.1\r\n" HOST "\r\n");
    tls_expect(ssl, 200, "bye");
    int got = SSL_read(ssl, &byte, 1);
    assert_int_equal(SSL_get_error(ssl, got), SSL_ERROR_ZERO_RETURN);
    tls_close(ssl);
}

static void test_plain_http_on_the_tls_port_is_closed(void **state)
{
    char bytes[256];
    int fd = client_open(app.port);
    (void)state;
    client_send(fd, "GET / HTTP/1.1\r\n" HOST "\r\n");
    int handled = app.handled;
    ssize_t len = 0;
    /* At most an alert, never an answer. */
    while ((len = recv(fd, bytes, sizeof(bytes), 0)) > 0) {
        assert_int_not_equal(bytes[0], 'H');
    }
    assert_int_equal(len, 0);
    assert_int_equal(app.handled, handled);
    (void)close(fd);
}

static void expect_no_handshake(SSL *ssl)
{
    assert_int_equal(SSL_set_fd(ssl, client_open(app.port)), 1);
    assert_true(SSL_connect(ssl) <= 0);
    tls_close(ssl);
}

static void test_old_versions_and_other_protocols_are_refused(void **state)
{
    const unsigned char only_h2[] = "\x02h2";
    const unsigned char both[] = "\x02h2\x08http/1.1";
    const unsigned char *chosen = NULL;
    unsigned chosen_len = 0;
    (void)state;
    SSL *ssl = SSL_new(client_ctx);
    SSL_set_security_level(ssl, 0);
    assert_int_equal(SSL_set_min_proto_version(ssl, TLS1_VERSION), 1);
    assert_int_equal(SSL_set_max_proto_version(ssl, TLS1_1_VERSION), 1);
    expect_no_handshake(ssl);
    ssl = SSL_new(client_ctx);
    assert_int_equal(SSL_set_alpn_protos(ssl, only_h2, sizeof(only_h2) - 1), 0);
    expect_no_handshake(ssl);
    ssl = SSL_new(client_ctx);
    assert_int_equal(SSL_set_alpn_protos(ssl, both, sizeof(both) - 1), 0);
    assert_int_equal(SSL_set_fd(ssl, client_open(app.port)), 1);
    assert_int_equal(SSL_connect(ssl), 1);
    SSL_get0_alpn_selected(ssl, &chosen, &chosen_len);
    assert_int_equal(chosen_len, 8);
    assert_memory_equal(chosen, "http/1.1", 8);
    tls_close(ssl);
}

static void test_renegotiation_is_refused(void **state)
{
    SSL *ssl = tls_open(NULL, TLS1_2_VERSION);
    (void)state;
    const char text[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
    char byte = 0;
    assert_int_equal(SSL_renegotiate(ssl), 1);
    /* The client gives up at the server's no, on the way out or back. */
    assert_true(SSL_write(ssl, text, sizeof(text) - 1) <= 0 || SSL_read(ssl, &byte, 1) <= 0);
    tls_close(ssl);
    serve_over(TLS1_2_VERSION);
}

static long served_serial(void)
{
    SSL *ssl = tls_open(NULL, 0);
    X509 *cert = SSL_get1_peer_certificate(ssl);
    long serial = ASN1_INTEGER_get(X509_get0_serialNumber(cert));
    X509_free(cert);
    tls_close(ssl);
    return serial;
}

static enum jt_err reload(char **ret_why)
{
    const struct jt_http_server_options options = {.limits = jt_http_limits_default};
    return jt_http_server_reload(app.server, &options, cert_file, key_file, ret_why);
}

static void test_certificate_is_replaced(void **state)
{
    char *why = NULL;
    SSL *before = tls_open(NULL, 0);
    (void)state;
    assert_int_equal(served_serial(), 1);
    write_certificate(2);
    assert_int_equal(served_serial(), 1);
    assert_int_equal(reload(&why), JT_OK);
    assert_int_equal(served_serial(), 2);
    FILE *broken = fopen(cert_file, "w");
    assert_non_null(broken);
    assert_int_equal(fclose(broken), 0);
    assert_int_equal(reload(&why), JT_ERR_CRYPTO);
    assert_non_null(why);
    assert_non_null(strstr(why, cert_file));
    free(why);
    assert_int_equal(served_serial(), 2);
    tls_send(before, "GET / HTTP/1.1\r\n" HOST "\r\n");
    tls_expect(before, 200, "hello");
    tls_close(before);
    write_certificate(3);
}

static void test_listener_needs_certificate_and_key(void **state)
{
    struct jt_http_server_options options = app_options();
    const struct jt_http_app callbacks = {
        .body_max = app_body_max, .handle = app_handle, .refuse = app_refuse};
    struct jt_http_server *server = NULL;
    char *why = NULL;
    int listener = -1;
    (void)state;
    assert_int_equal(jt_http_server_new(&options, &callbacks, &server), JT_OK);
    assert_int_equal(
        jt_http_server_listen(server, JT_STR("127.0.0.1:0"), cert_file, NULL, &listener, &why),
        JT_ERR_ARG);
    free(why);
    assert_int_equal(jt_http_server_listen(server, JT_STR("127.0.0.1:0"), cert_file,
                                           "/nonexistent/key", &listener, &why),
                     JT_ERR_CRYPTO);
    assert_non_null(strstr(why, "/nonexistent/key"));
    free(why);
    jt_http_server_free(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_versions_serve),
        cmocka_unit_test(test_without_a_name),
        cmocka_unit_test(test_large_messages_both_ways),
        cmocka_unit_test(test_much_input_while_a_request_runs),
        cmocka_unit_test(test_close_is_said_properly),
        cmocka_unit_test(test_plain_http_on_the_tls_port_is_closed),
        cmocka_unit_test(test_old_versions_and_other_protocols_are_refused),
        cmocka_unit_test(test_renegotiation_is_refused),
        cmocka_unit_test(test_certificate_is_replaced),
        cmocka_unit_test(test_listener_needs_certificate_and_key),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
