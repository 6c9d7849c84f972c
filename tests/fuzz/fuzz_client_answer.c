/* SPDX-License-Identifier: Apache-2.0 */
/* What a hostile server may say to the client: headers, challenges, token answers, issuers. The
 * first byte chooses the reader. */
#include "client/answer.h"
#include "client/challenge.h"
#include "client/issuer.h"
#include "net/http_headers.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static bool is_inside(jt_str part, jt_str whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static void read_challenge(jt_str text)
{
    struct jt_challenge challenge;
    if (jt_challenge_find_bearer(text, &challenge)) {
        demand(is_inside(challenge.error, text) && is_inside(challenge.scope, text) &&
               is_inside(challenge.error_description, text));
    }
}

static void read_headers(jt_str text)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    JT_CLEAN(jt_http_headers_clear) struct jt_http_headers headers = JT_HTTP_HEADERS_INIT;
    struct jt_http_in in = {.status = 200};
    jt_str rest = text;
    for (jt_str line; jt_str_next(&rest, '\n', &line);) {
        jt_http_headers_add(&headers, line);
        jt_http_headers_add(&headers, JT_STR("\n"));
    }
    if (jt_http_headers_check(&headers) == JT_OK &&
        jt_http_headers_read(&headers, &arena, &in) == JT_OK) {
        demand(in.retry_after_s >= -1 && in.content_type.ptr && in.location.ptr);
    }
}

static void read_answer(jt_str text)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_answer answer;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (jt_answer_parse(&arena, text, &answer, &trouble) == JT_OK) {
        demand(answer.lifetime_s >= 0 && answer.lifetime_s <= JT_ANSWER_LIFETIME_MAX_S);
        demand(answer.access_token.len &&
               strlen(answer.access_token.ptr) == answer.access_token.len);
    } else {
        demand(trouble.kind != JT_TROUBLE_NONE);
    }
}

static void read_issuer(jt_str text)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_issuer issuer;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (jt_issuer_parse(&arena, text, false, &issuer, &trouble) != JT_OK) {
        return;
    }
    demand(issuer.count > 0 && (issuer.url.is_https || jt_host_is_loopback(issuer.url.host)));
    for (size_t i = 0; i < issuer.count; i++) {
        struct jt_url url;
        /* Appending may make a URL too long; otherwise every candidate is of the same origin. */
        demand(jt_url_parse(issuer.candidates[i], &url) != JT_OK ||
               jt_url_same_origin(&url, &issuer.url));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(jt_str text) = {read_challenge, read_headers, read_answer,
                                                   read_issuer};
    if (size > 0) {
        readers[data[0] % 4](jt_str_make((const char *)data + 1, size - 1));
    }
    return 0;
}
