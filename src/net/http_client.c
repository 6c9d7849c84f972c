/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl behind a narrow door: http and https alone, no redirects, no cookies, no decompression,
 * every byte counted. */
#include "net/http_client.h"

#include "codec/url.h"
#include "net/curl_common.h"
#include "net/http_headers.h"

#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MS = 30000, CONNECT_TIMEOUT_MS = 5000 };

struct jt_http_client {
    CURL *easy;
    char error[CURL_ERROR_SIZE];
};

/* What comes back, while it comes back. */
struct reception {
    struct jt_buf body;
    struct jt_http_headers headers;
};

enum jt_err jt_http_client_new(struct jt_http_client **ret_client)
{
    JT_TRY(jt_curl_ready());
    struct jt_http_client *client = calloc(1, sizeof(*client));
    if (client == NULL) {
        return JT_ERR_NOMEM;
    }
    client->easy = curl_easy_init();
    if (client->easy == NULL) {
        free(client);
        return JT_ERR_NOMEM;
    }
    *ret_client = client;
    return JT_OK;
}

void jt_http_client_free(struct jt_http_client *client)
{
    if (client) {
        curl_easy_cleanup(client->easy);
        free(client);
    }
}

static size_t take_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct reception *reception = arg;
    jt_buf_append(&reception->body, jt_str_make(bytes, size * count));
    return jt_buf_check(&reception->body) == JT_OK ? size * count : 0;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct reception *reception = arg;
    jt_http_headers_add(&reception->headers, jt_str_make(bytes, size * count));
    return jt_http_headers_check(&reception->headers) == JT_OK ? size * count : 0;
}

static void clear_reception(struct reception *reception)
{
    jt_buf_clear(&reception->body);
    jt_http_headers_clear(&reception->headers);
}

static bool is_one_line(jt_str text)
{
    return jt_str_find_char(text, '\r') == text.len && jt_str_find_char(text, '\n') == text.len &&
           jt_str_find_char(text, '\0') == text.len;
}

static enum jt_err list_headers(struct jt_arena *arena, const struct jt_http_out *out,
                                struct curl_slist **ret_list)
{
    for (size_t i = 0; i < out->header_count; i++) {
        if (!is_one_line(out->headers[i])) {
            return JT_ERR_ARG;
        }
        JT_TRY(jt_curl_list_add(ret_list, arena, out->headers[i]));
    }
    /* Waiting for "100 Continue" costs a second with servers that do not know it. */
    return jt_curl_list_add(ret_list, arena, JT_STR("Expect:"));
}

static bool set_limits(CURL *easy, const struct jt_http_out *out)
{
    long timeout_ms = out->timeout_ms > 0 ? (long)out->timeout_ms : TIMEOUT_MS;
    long connect_ms = timeout_ms < CONNECT_TIMEOUT_MS ? timeout_ms : CONNECT_TIMEOUT_MS;
    CURLcode failed = CURLE_OK;
    failed |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
    failed |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    failed |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    failed |= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    failed |= curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_USERAGENT, "jeton/" JT_VERSION);
    return failed == CURLE_OK;
}

/* method and url are NUL-terminated. */
static bool set_request(CURL *easy, const struct jt_http_out *out, jt_str method, jt_str url)
{
    CURLcode failed = curl_easy_setopt(easy, CURLOPT_URL, url.ptr);
    if (jt_str_equal(method, JT_STR("HEAD"))) {
        failed |= curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (out->body.len || jt_str_equal(method, JT_STR("POST"))) {
        failed |= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)out->body.len);
        failed |=
            curl_easy_setopt(easy, CURLOPT_POSTFIELDS, out->body.len ? out->body.ptr : (void *)"");
        failed |= curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.ptr);
    } else {
        failed |= curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.ptr);
    }
    return failed == CURLE_OK;
}

static bool set_peer(CURL *easy, const struct jt_http_out *out, bool is_local)
{
    CURLcode failed = CURLE_OK;
    if (out->ca_file) {
        failed |= curl_easy_setopt(easy, CURLOPT_CAINFO, out->ca_file);
    }
    if (is_local) {
        /* No proxy is asked to find this machine, least of all with a secret in the clear. */
        failed |= curl_easy_setopt(easy, CURLOPT_PROXY, "");
    }
    return failed == CURLE_OK;
}

static bool set_reception(struct jt_http_client *client, struct reception *reception)
{
    CURLcode failed = CURLE_OK;
    client->error[0] = '\0';
    failed |= curl_easy_setopt(client->easy, CURLOPT_ERRORBUFFER, client->error);
    failed |= curl_easy_setopt(client->easy, CURLOPT_WRITEFUNCTION, take_body);
    failed |= curl_easy_setopt(client->easy, CURLOPT_WRITEDATA, reception);
    failed |= curl_easy_setopt(client->easy, CURLOPT_HEADERFUNCTION, take_header);
    failed |= curl_easy_setopt(client->easy, CURLOPT_HEADERDATA, reception);
    return failed == CURLE_OK;
}

static enum jt_err prepare(struct jt_http_client *client, struct jt_arena *arena,
                           const struct jt_http_out *out, struct reception *reception)
{
    struct jt_url url;
    if (!is_one_line(out->method) || out->method.len == 0 ||
        jt_url_parse(out->url, &url) != JT_OK) {
        return JT_ERR_ARG;
    }
    jt_str method = jt_arena_copy(arena, out->method);
    jt_str address = jt_arena_copy(arena, out->url);
    if (method.ptr == NULL || address.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    curl_easy_reset(client->easy);
    bool is_set = set_limits(client->easy, out) &&
                  set_request(client->easy, out, method, address) &&
                  set_peer(client->easy, out, jt_host_is_loopback(url.host)) &&
                  set_reception(client, reception);
    return is_set ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_err deliver(struct jt_http_client *client, struct jt_arena *arena,
                           struct reception *reception, struct jt_http_in *ret_in)
{
    struct jt_http_in in = {.status = 0};
    long status = 0;
    (void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
    in.status = (int)status;
    in.body = jt_arena_copy(arena, jt_buf_str(&reception->body));
    JT_TRY(jt_http_headers_read(&reception->headers, arena, &in));
    if (in.body.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_in = in;
    return JT_OK;
}

static enum jt_err explain(struct jt_http_client *client, CURLcode code, struct jt_arena *arena,
                           const struct reception *reception, struct jt_http_in *ret_in)
{
    JT_TRY(jt_buf_check(&reception->body));
    JT_TRY(jt_http_headers_check(&reception->headers));
    if (code == CURLE_OUT_OF_MEMORY) {
        return JT_ERR_NOMEM;
    }
    const char *text = client->error[0] ? client->error : curl_easy_strerror(code);
    *ret_in = (struct jt_http_in){.failure = jt_arena_copy(arena, jt_str_from_c(text))};
    return JT_ERR_IO;
}

enum jt_err jt_http_client_send(struct jt_http_client *client, struct jt_arena *arena,
                                const struct jt_http_out *out, struct jt_http_in *ret_in)
{
    struct jt_url url;
    JT_CLEAN(jt_curl_list_clear) struct curl_slist *headers = NULL;
    JT_CLEAN(jt_curl_list_clear) struct curl_slist *names = NULL;
    JT_CLEAN(clear_reception)
    struct reception reception = {
        .body = JT_BUF_INIT(out->body_max ? out->body_max : (size_t)JT_HTTP_OUT_BODY_MAX),
        .headers = JT_HTTP_HEADERS_INIT,
    };
    JT_TRY(prepare(client, arena, out, &reception));
    JT_TRY(jt_url_parse(out->url, &url));
    JT_TRY(list_headers(arena, out, &headers));
    JT_TRY(jt_curl_list_local_name(&names, arena, url.host, url.port));
    if (curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, headers) != CURLE_OK ||
        curl_easy_setopt(client->easy, CURLOPT_RESOLVE, names) != CURLE_OK) {
        return JT_ERR_NOMEM;
    }
    CURLcode code = curl_easy_perform(client->easy);
    enum jt_err err = code == CURLE_OK ? deliver(client, arena, &reception, ret_in)
                                       : explain(client, code, arena, &reception, ret_in);
    curl_easy_reset(client->easy); /* forgets the lists and buffers that end here */
    return err;
}
