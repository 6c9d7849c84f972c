/* SPDX-License-Identifier: Apache-2.0 */
/* An API in miniature: libjeton's verifier over libcurl, as its owner would wire it. Reads a token
 * a line, answers a verdict a line.
 *
 *     verify_tokens ISSUER AUDIENCE JWKS_URI ACCESS_TOKEN_FOR_WAITING */
#include "net/http_client.h"

#include <jeton/verify.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 20000, TIMEOUT_MS = 5000 };

struct api {
    const char *jwks_uri;
    const char *token;
};

static enum jt_err get(struct jt_arena *arena, const struct jt_http_out *out,
                       struct jt_http_in *ret_in)
{
    struct jt_http_client *client = NULL;
    JT_TRY(jt_http_client_new(&client));
    enum jt_err err = jt_http_client_send(client, arena, out, ret_in);
    jt_http_client_free(client);
    return err;
}

static int fetch_keys(void *arg, struct jeton_key_sink *sink)
{
    const struct api *api = arg;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    struct jt_http_in in = {0};
    const struct jt_http_out out = {
        .method = JT_STR("GET"), .url = jt_str_from_c(api->jwks_uri), .timeout_ms = TIMEOUT_MS};
    if (get(&arena, &out, &in) != JT_OK || in.status != 200) {
        return -1;
    }
    return jeton_key_sink_write(sink, in.body.ptr, in.body.len);
}

static enum jeton_status_answer take(const struct jt_http_in *in, struct jeton_status_sink *sink)
{
    if (in->status == 304) {
        return JETON_STATUS_UNCHANGED;
    }
    if (in->status != 200 || jeton_status_sink_write(sink, in->body.ptr, in->body.len) != 0) {
        return JETON_STATUS_FAILED;
    }
    (void)jeton_status_sink_set_tag(sink, in->etag.len ? in->etag.ptr : "");
    return JETON_STATUS_FETCHED;
}

static enum jeton_status_answer fetch_status(void *arg, const struct jeton_status_request *request,
                                             struct jeton_status_sink *sink)
{
    const struct api *api = arg;
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    struct jt_http_in in = {0};
    const jt_str headers[] = {
        JT_STR("Accept: application/statuslist+jwt"),
        jt_arena_printf(&arena, "If-None-Match: %s", request->tag),
        jt_arena_printf(&arena, "Prefer: wait=%d", request->wait_s),
        jt_arena_printf(&arena, "Authorization: Bearer %s", api->token),
    };
    const struct jt_http_out out = {
        .method = JT_STR("GET"),
        .url = jt_str_from_c(request->uri),
        .headers = headers,
        .header_count = request->wait_s > 0 ? 4 : 1,
        .timeout_ms = TIMEOUT_MS + request->wait_s * 1000,
    };
    return get(&arena, &out, &in) == JT_OK ? take(&in, sink) : JETON_STATUS_FAILED;
}

static void answer_lines(struct jeton_verifier *verifier)
{
    static char line[LINE_MAX_BYTES];
    while (fgets(line, sizeof(line), stdin)) {
        size_t len = strcspn(line, "\r\n");
        (void)puts(jeton_verdict_name(jeton_verifier_check(verifier, line, len, NULL)));
        (void)fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    struct jeton_policy *policy = NULL;
    struct jeton_verifier *verifier = NULL;
    if (argc != 5) {
        return 2;
    }
    struct api api = {argv[3], argv[4]};
    const struct jeton_key_source keys = {fetch_keys, &api};
    const struct jeton_status_source statuses = {.fetch = fetch_status, .arg = &api};
    bool made = jeton_policy_new(argv[1], argv[2], &policy) == JETON_VERIFY_OK &&
                jeton_verifier_new(policy, &keys, &verifier) == JETON_VERIFY_OK &&
                jeton_verifier_follow_statuses(verifier, &statuses) == JETON_VERIFY_OK;
    if (made) {
        answer_lines(verifier);
    }
    jeton_verifier_free(verifier);
    jeton_policy_free(policy);
    return made ? 0 : 1;
}
