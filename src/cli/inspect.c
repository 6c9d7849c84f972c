/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding is done here without trust; the verdict is the verifier's. */
#include "cli/inspect.h"

#include "client/discover.h"

#include "codec/base64url.h"
#include "codec/json.h"

#include <stdio.h>
#include <string.h>

enum { PART_MAX = 64 << 10 };

struct source {
    struct jt_cli *cli;
    struct jt_wire *wire;
    const struct jt_metadata *metadata;
    struct jt_trouble *trouble;
};

void jt_inspection_clear(struct jt_inspection *inspection)
{
    jt_buf_clear(&inspection->header);
    jt_buf_clear(&inspection->claims);
}

/* What is not base64url of one JSON object stays empty. */
static void decode_part(jt_str part, struct jt_buf *ret_json)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    *ret_json = (struct jt_buf)JT_BUF_INIT(PART_MAX);
    if (jt_base64url_decode(ret_json, part) != JT_OK ||
        jt_json_parse(jt_buf_str(ret_json), PART_MAX, &json) != JT_OK ||
        jt_json_type(jt_json_root(json)) != JT_JSON_OBJECT) {
        jt_buf_clear(ret_json);
    }
}

static void decode(jt_str token, struct jt_inspection *inspection)
{
    jt_str rest = token;
    jt_str part;
    if (jt_str_next(&rest, '.', &part)) {
        decode_part(part, &inspection->header);
    }
    if (jt_str_next(&rest, '.', &part)) {
        decode_part(part, &inspection->claims);
    }
}

/* "aud" is a string or an array (RFC 7519 §4.1.3): its first. */
static void copy_claim(const struct jt_inspection *inspection, const char *name, size_t size,
                       char *ret_text)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    jt_str text = jt_str_make(NULL, 0);
    ret_text[0] = '\0';
    if (jt_json_parse(jt_buf_str(&inspection->claims), PART_MAX, &json) != JT_OK) {
        return;
    }
    const struct jt_json_value *value = jt_json_get(jt_json_root(json), name);
    bool is_text = jt_json_string(value, &text) || jt_json_string(jt_json_at(value, 0), &text);
    if (is_text && text.len < size) {
        (void)snprintf(ret_text, size, "%.*s", JT_STR_ARG(text));
    }
}

static int fetch_keys(void *arg, struct jeton_key_sink *sink)
{
    const struct source *source = arg;
    struct jt_url url;
    struct jt_http_in in;
    struct jt_http_out out = {.method = JT_STR("GET"), .url = source->metadata->jwks_uri};
    if (jt_origin_check_url(out.url, "The address of the keys", source->cli->insecure_http, &url,
                            source->trouble) != JT_OK ||
        jt_wire_send(source->wire, &out, &in, source->trouble) != JT_OK) {
        return -1;
    }
    if (in.status != 200) {
        jt_trouble_set(source->trouble, JT_TROUBLE_NETWORK, "%.*s answered %d.",
                       JT_STR_ARG(out.url), in.status);
        return -1;
    }
    return jeton_key_sink_write(sink, in.body.ptr, in.body.len);
}

/* One look and no following: whoever inspects a token wants to know how it is now. */
static enum jeton_status_answer fetch_status(void *arg, const struct jeton_status_request *request,
                                             struct jeton_status_sink *sink)
{
    const struct source *source = arg;
    struct jt_http_in in;
    struct jt_http_out out = {.method = JT_STR("GET"), .url = jt_str_from_c(request->uri)};
    if (request->wait_s > 0 || jt_wire_send(source->wire, &out, &in, source->trouble) != JT_OK) {
        return JETON_STATUS_FAILED;
    }
    if (in.status != 200) {
        jt_trouble_set(source->trouble, JT_TROUBLE_NETWORK, "%s answered %d.", request->uri,
                       in.status);
        return JETON_STATUS_FAILED;
    }
    return jeton_status_sink_write(sink, in.body.ptr, in.body.len) == 0 ? JETON_STATUS_FETCHED
                                                                        : JETON_STATUS_FAILED;
}

static enum jt_err judge(struct source *source, jt_str token, const char *audience,
                         struct jt_inspection *inspection)
{
    struct jeton_policy *policy = NULL;
    struct jeton_verifier *verifier = NULL;
    struct jeton_key_source keys = {.fetch = fetch_keys, .arg = source};
    struct jeton_status_source statuses = {.fetch = fetch_status, .arg = source};
    enum jeton_verify_status status = jeton_policy_new(inspection->issuer, audience, &policy);
    if (status == JETON_VERIFY_OK) {
        status = jeton_verifier_new(policy, &keys, &verifier);
    }
    if (status == JETON_VERIFY_OK) {
        status = jeton_verifier_follow_statuses(verifier, &statuses);
    }
    if (status == JETON_VERIFY_OK) {
        inspection->verdict = jeton_verifier_check(verifier, token.ptr, token.len, NULL);
    }
    jeton_verifier_free(verifier);
    jeton_policy_free(policy);
    return status == JETON_VERIFY_OK      ? JT_OK
           : status == JETON_VERIFY_NOMEM ? JT_ERR_NOMEM
                                          : JT_ERR_ARG;
}

static enum jt_err verify(struct jt_cli *cli, jt_str token, jt_str issuer_text,
                          struct jt_inspection *inspection, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    JT_CLEAN(jt_wire_clear) struct jt_wire wire = {.http = NULL};
    struct jt_issuer issuer;
    struct jt_metadata metadata;
    char audience[JT_WANT_URL_MAX + 1];
    struct source source = {cli, &wire, &metadata, trouble};
    JT_TRY(jt_wire_init(&wire, &arena, &jt_clock_system, JT_WIRE_DEADLINE_MS, cli->ca_file,
                        cli->insecure_http));
    JT_TRY(jt_issuer_parse(&arena, issuer_text, cli->insecure_http, &issuer, trouble));
    JT_TRY(jt_discover(&wire, &issuer, &metadata, trouble));
    copy_claim(inspection, "aud", sizeof(audience), audience);
    if (cli->want.resource.len) {
        (void)snprintf(audience, sizeof(audience), "%.*s", JT_STR_ARG(cli->want.resource));
    }
    (void)snprintf(inspection->issuer, sizeof(inspection->issuer), "%.*s",
                   JT_STR_ARG(metadata.issuer));
    return judge(&source, token, audience[0] ? audience : "-", inspection);
}

/* What the verifier says without an issuer's keys: the form, and nothing more. */
static void judge_form(struct jt_inspection *inspection)
{
    bool is_decoded = inspection->header.len && inspection->claims.len;
    inspection->verdict = is_decoded ? JETON_TOKEN_ISS : JETON_TOKEN_FORMAT;
    (void)snprintf(inspection->detail, sizeof(inspection->detail), "%s",
                   is_decoded
                       ? "It names no issuer, and none is configured."
                       : "It is no JWT: only the server that gave it can say what it means.");
}

enum jt_err jt_inspect(struct jt_cli *cli, jt_str token, struct jt_inspection *ret_inspection)
{
    char named[JT_WANT_URL_MAX + 1];
    struct jt_trouble keys = {.kind = JT_TROUBLE_NONE};
    decode(token, ret_inspection);
    copy_claim(ret_inspection, "iss", sizeof(named), named);
    jt_str issuer = cli->want.issuer.len ? cli->want.issuer : jt_str_from_c(named);
    if (issuer.len == 0 || ret_inspection->header.len == 0 || ret_inspection->claims.len == 0) {
        judge_form(ret_inspection);
        return JT_OK;
    }
    enum jt_err err = verify(cli, token, issuer, ret_inspection, &keys);
    if (err != JT_OK && keys.kind == JT_TROUBLE_NONE) {
        return err;
    }
    if (err != JT_OK) {
        ret_inspection->verdict = JETON_TOKEN_UNAVAILABLE;
    }
    (void)snprintf(ret_inspection->detail, sizeof(ret_inspection->detail), "%s", keys.what);
    return JT_OK;
}
