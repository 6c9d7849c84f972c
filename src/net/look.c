/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl's connection without a request. */
#include "net/look.h"

#include "codec/url.h"
#include "net/curl_common.h"
#include "net/http_headers.h"

#include <string.h>

enum { TIMEOUT_MS = 5000 };

static void clear_easy(CURL **easy)
{
    curl_easy_cleanup(*easy);
    *easy = NULL;
}

static size_t drop_body(char *bytes, size_t size, size_t count, void *arg)
{
    (void)bytes;
    (void)arg;
    return size * count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct jt_http_headers *headers = arg;
    jt_http_headers_add(headers, jt_str_make(bytes, size * count));
    return jt_http_headers_check(headers) == JT_OK ? size * count : 0;
}

static enum jt_look_outcome outcome_of(CURLcode code, long proxy_status)
{
    if (proxy_status >= 300) {
        return JT_LOOK_PROXY;
    }
    if (code == CURLE_OK) {
        return JT_LOOK_OK;
    }
    static const struct {
        CURLcode code;
        enum jt_look_outcome outcome;
    } rows[] = {
        {CURLE_COULDNT_RESOLVE_HOST, JT_LOOK_NO_NAME},
        {CURLE_COULDNT_RESOLVE_PROXY, JT_LOOK_NO_PROXY_NAME},
        {CURLE_COULDNT_CONNECT, JT_LOOK_REFUSED},
        {CURLE_OPERATION_TIMEDOUT, JT_LOOK_TIMEOUT},
        {CURLE_PROXY, JT_LOOK_PROXY},
        {CURLE_SSL_CONNECT_ERROR, JT_LOOK_TLS},
        {CURLE_PEER_FAILED_VERIFICATION, JT_LOOK_VERIFY},
        {CURLE_SSL_CACERT_BADFILE, JT_LOOK_CA_FILE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].code == code) {
            return rows[i].outcome;
        }
    }
    return JT_LOOK_OTHER;
}

static bool set_way(CURL *easy, const struct jt_look_out *out, bool is_local)
{
    long verify = out->unverified ? 0 : 1;
    long timeout_ms = out->timeout_ms > 0 ? (long)out->timeout_ms : TIMEOUT_MS;
    CURLcode failed = CURLE_OK;
    failed |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
    failed |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    failed |= curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verify);
    failed |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2 * verify);
    failed |= curl_easy_setopt(easy, CURLOPT_USERAGENT, "jeton/" JT_VERSION);
    if (out->ca_file) {
        failed |= curl_easy_setopt(easy, CURLOPT_CAINFO, out->ca_file);
    }
    if (out->direct || is_local) {
        failed |= curl_easy_setopt(easy, CURLOPT_PROXY, "");
    }
    return failed == CURLE_OK;
}

static bool set_request(CURL *easy, const struct jt_look_out *out, const char *url, char *error,
                        struct jt_http_headers *headers)
{
    CURLcode failed = CURLE_OK;
    failed |= curl_easy_setopt(easy, CURLOPT_URL, url);
    failed |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    failed |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_body);
    failed |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    failed |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, headers);
    failed |= out->fetch ? curl_easy_setopt(easy, CURLOPT_NOBODY, 1L)
                         : curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    return failed == CURLE_OK;
}

/* "Cert:-----BEGIN CERTIFICATE-----…" among the lines of one certificate. */
static jt_str find_pem(const struct curl_slist *lines)
{
    for (; lines; lines = lines->next) {
        jt_str line = jt_str_from_c(lines->data);
        if (jt_str_starts_with(line, JT_STR("Cert:"))) {
            return jt_str_from(line, 5);
        }
    }
    return jt_str_make(NULL, 0);
}

static enum jt_err read_chain(CURL *easy, struct jt_arena *arena, struct jt_look *look)
{
    struct curl_certinfo *info = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK || info == NULL) {
        return JT_OK;
    }
    for (int i = 0; i < info->num_of_certs && look->chain_count < JT_LOOK_CHAIN_MAX; i++) {
        jt_str pem = jt_arena_copy(arena, find_pem(info->certinfo[i]));
        if (pem.ptr == NULL) {
            return JT_ERR_NOMEM;
        }
        look->chain[look->chain_count++] = pem;
    }
    return JT_OK;
}

static enum jt_err read_result(CURL *easy, CURLcode code, const char *error, struct jt_arena *arena,
                               const struct jt_http_headers *headers, struct jt_look *ret_look)
{
    struct jt_look look = {.outcome = JT_LOOK_OK};
    struct jt_http_in in = {.status = 0};
    long proxy_status = 0;
    char *address = NULL;
    (void)curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    (void)curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
    look.outcome = outcome_of(code, proxy_status);
    look.proxy_status = (int)proxy_status;
    look.address = jt_arena_copy(arena, jt_str_from_c(address));
    look.failure = jt_arena_copy(
        arena,
        code == CURLE_OK ? JT_STR("") : jt_str_from_c(error[0] ? error : curl_easy_strerror(code)));
    JT_TRY(read_chain(easy, arena, &look));
    JT_TRY(jt_http_headers_read(headers, arena, &in));
    look.date = in.date;
    if (look.address.ptr == NULL || look.failure.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_look = look;
    return JT_OK;
}

enum jt_err jt_look_at(struct jt_arena *arena, const struct jt_look_out *out,
                       struct jt_look *ret_look)
{
    struct jt_url url;
    char error[CURL_ERROR_SIZE] = "";
    JT_CLEAN(jt_curl_list_clear) struct curl_slist *names = NULL;
    JT_CLEAN(jt_http_headers_clear) struct jt_http_headers headers = JT_HTTP_HEADERS_INIT;
    JT_TRY(jt_curl_ready());
    jt_str address = jt_arena_copy(arena, out->url);
    JT_CLEAN(clear_easy) CURL *easy = curl_easy_init();
    if (easy == NULL || address.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    if (jt_url_parse(out->url, &url) != JT_OK) {
        return JT_ERR_ARG;
    }
    JT_TRY(jt_curl_list_local_name(&names, arena, url.host, url.port));
    bool is_set = set_way(easy, out, jt_host_is_loopback(url.host)) &&
                  set_request(easy, out, address.ptr, error, &headers) &&
                  curl_easy_setopt(easy, CURLOPT_RESOLVE, names) == CURLE_OK;
    if (!is_set) {
        return JT_ERR_NOMEM;
    }
    CURLcode code = curl_easy_perform(easy);
    return code == CURLE_OUT_OF_MEMORY ? JT_ERR_NOMEM
                                       : read_result(easy, code, error, arena, &headers, ret_look);
}
