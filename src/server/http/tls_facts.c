/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator wants to know of a certificate before it serves. */
#include "codec/civil.h"
#include "server/http/tls.h"
#include "server/http/tls_stream.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <time.h>

static enum jt_err to_time(const ASN1_TIME *time, jt_time *ret_time)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(time, &tm) != 1) {
        return JT_ERR_CRYPTO;
    }
    struct jt_civil day = {tm.tm_year + 1900, (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday};
    ret_time->s =
        jt_civil_to_days(day) * JT_DAY_S + tm.tm_hour * 3600L + tm.tm_min * 60L + tm.tm_sec;
    return JT_OK;
}

static bool names(X509 *cert, jt_str host)
{
    bool bracketed = jt_str_starts_with(host, JT_STR("["));
    char *text JT_CLEAN(jt_cstr_clear) =
        jt_str_dup(bracketed ? jt_str_slice(host, 1, host.len - 2) : host);
    return text &&
           (X509_check_host(cert, text, 0, 0, NULL) == 1 || X509_check_ip_asc(cert, text, 0) == 1);
}

enum jt_err jt_tls_context_facts(const struct jt_tls_context *context, jt_str host,
                                 struct jt_tls_facts *ret_facts)
{
    struct jt_tls_facts facts;
    X509 *cert = jt_tls_context_certificate(context);
    if (cert == NULL) {
        return JT_ERR_CRYPTO;
    }
    JT_TRY(to_time(X509_get0_notBefore(cert), &facts.begins));
    JT_TRY(to_time(X509_get0_notAfter(cert), &facts.ends));
    facts.names_host = names(cert, host);
    *ret_facts = facts;
    return JT_OK;
}
