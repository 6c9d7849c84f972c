/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSL's reading of certificates. */
#include "crypto/certificate.h"

#include "base/buf.h"

#include <arpa/inet.h>
#include <time.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

static void clear_bio(BIO **bio)
{
    (void)BIO_free(*bio);
}

static void clear_x509(X509 **certificate)
{
    X509_free(*certificate);
}

static void clear_names(GENERAL_NAMES **names)
{
    GENERAL_NAMES_free(*names);
}

static enum jt_err read_name(struct jt_arena *arena, const X509_NAME *name, jt_str *ret_text)
{
    JT_CLEAN(clear_bio) BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    if (bio == NULL ||
        X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) {
        return JT_ERR_NOMEM;
    }
    long len = BIO_get_mem_data(bio, &bytes);
    size_t used = len > 0 ? (size_t)len : 0;
    used = used < JT_CERTIFICATE_TEXT_MAX ? used : JT_CERTIFICATE_TEXT_MAX;
    *ret_text = jt_arena_copy(arena, jt_str_make(bytes, used));
    return ret_text->ptr ? JT_OK : JT_ERR_NOMEM;
}

static void add_name(struct jt_buf *names, jt_str name)
{
    if (names->len + name.len < JT_CERTIFICATE_TEXT_MAX) {
        jt_buf_append_c(names, names->len ? " " : "");
        jt_buf_append(names, name);
    }
}

static void add_address(struct jt_buf *names, const ASN1_STRING *bytes)
{
    char text[INET6_ADDRSTRLEN] = "";
    int len = ASN1_STRING_length(bytes);
    int family = len == 4 ? AF_INET : AF_INET6;
    if ((len == 4 || len == 16) &&
        inet_ntop(family, ASN1_STRING_get0_data(bytes), text, sizeof(text))) {
        add_name(names, jt_str_from_c(text));
    }
}

/* RFC 5280 §4.2.1.6 */
static enum jt_err read_names(struct jt_arena *arena, X509 *certificate, jt_str *ret_names)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    JT_CLEAN(clear_names)
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_DNS) {
            add_name(&text, jt_str_make((const char *)ASN1_STRING_get0_data(name->d.dNSName),
                                        (size_t)ASN1_STRING_length(name->d.dNSName)));
        } else if (name->type == GEN_IPADD) {
            add_address(&text, name->d.iPAddress);
        }
    }
    JT_TRY(jt_buf_check(&text));
    *ret_names = jt_arena_copy(arena, jt_buf_str(&text));
    return ret_names->ptr ? JT_OK : JT_ERR_NOMEM;
}

/* 0 for a time that cannot be read. */
static jt_time read_time(const ASN1_TIME *time)
{
    struct tm parts;
    return (jt_time){ASN1_TIME_to_tm(time, &parts) == 1 ? (int64_t)timegm(&parts) : 0};
}

static bool fits(X509 *certificate, jt_str host)
{
    char name[256];
    if (host.len == 0 || host.len >= sizeof(name)) {
        return false;
    }
    for (size_t i = 0; i < host.len; i++) {
        name[i] = host.ptr[i];
    }
    name[host.len] = '\0';
    return X509_check_host(certificate, name, host.len, 0, NULL) == 1 ||
           X509_check_ip_asc(certificate, name, 0) == 1;
}

enum jt_err jt_certificate_read(struct jt_arena *arena, jt_str pem, jt_str host,
                                struct jt_certificate *ret_certificate)
{
    struct jt_certificate read = {.self_signed = false};
    if (pem.len > JT_CERTIFICATE_PEM_MAX) {
        return JT_ERR_LIMIT;
    }
    JT_CLEAN(clear_bio) BIO *bio = BIO_new_mem_buf(pem.ptr ? pem.ptr : "", (int)pem.len);
    if (bio == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_CLEAN(clear_x509) X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    if (certificate == NULL) {
        return JT_ERR_FORMAT;
    }
    JT_TRY(read_name(arena, X509_get_subject_name(certificate), &read.subject));
    JT_TRY(read_name(arena, X509_get_issuer_name(certificate), &read.issuer));
    JT_TRY(read_names(arena, certificate, &read.names));
    read.not_before = read_time(X509_get0_notBefore(certificate));
    read.not_after = read_time(X509_get0_notAfter(certificate));
    read.self_signed =
        X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
    read.host_fits = fits(certificate, host);
    *ret_certificate = read;
    return JT_OK;
}
