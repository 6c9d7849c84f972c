/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery: ask, believe little, choose. */
#include "client/discover.h"

#include "codec/json.h"

static bool get_string(const struct jt_json_value *root, const char *name, struct jt_arena *arena,
                       jt_str *ret_text)
{
    jt_str text = jt_str_make("", 0);
    (void)jt_json_string(jt_json_get(root, name), &text);
    *ret_text = jt_arena_copy(arena, text);
    return ret_text->ptr != NULL;
}

/* Absent means client_secret_basic (RFC 8414 §2); the caller knows what silence is worth. */
static void read_methods(const struct jt_json_value *root, struct jt_metadata *metadata)
{
    const struct jt_json_value *list = jt_json_get(root, "token_endpoint_auth_methods_supported");
    metadata->methods_listed = jt_json_type(list) == JT_JSON_ARRAY;
    for (size_t i = 0; metadata->methods_listed && i < jt_json_count(list); i++) {
        jt_str method = jt_str_make(NULL, 0);
        (void)jt_json_string(jt_json_at(list, i), &method);
        metadata->basic_supported |= jt_str_equal(method, JT_STR("client_secret_basic"));
        metadata->post_supported |= jt_str_equal(method, JT_STR("client_secret_post"));
    }
}

static enum jt_err read_document(struct jt_wire *wire, const struct jt_http_in *in, jt_str url,
                                 struct jt_metadata *ret_metadata)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    JT_TRY(jt_json_parse(in->body, JT_WIRE_BODY_MAX, &json));
    const struct jt_json_value *root = jt_json_root(json);
    struct jt_metadata metadata = {.url = url, .document = in->body};
    jt_str issuer;
    if (!jt_json_string(jt_json_get(root, "issuer"), &issuer)) {
        return JT_ERR_FORMAT; /* some other JSON */
    }
    if (!get_string(root, "issuer", wire->arena, &metadata.issuer) ||
        !get_string(root, "token_endpoint", wire->arena, &metadata.token_endpoint) ||
        !get_string(root, "jwks_uri", wire->arena, &metadata.jwks_uri)) {
        return JT_ERR_NOMEM;
    }
    read_methods(root, &metadata);
    *ret_metadata = metadata;
    return JT_OK;
}

/* What a server says in a 404 may be the cure, so the first such sentence is kept. */
static void keep_hint(const struct jt_http_in *in, struct jt_trouble *hint)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    jt_str text;
    if (hint->next[0] == '\0' && in->status >= 300 && in->status < 400) {
        jt_trouble_set_next(hint, "It points to %.*s; if that is right, configure it.",
                            JT_STR_ARG(jt_str_slice(in->location, 0, 300)));
    }
    if (jt_json_parse(in->body, JT_WIRE_BODY_MAX, &json) != JT_OK) {
        return;
    }
    const struct jt_json_value *root = jt_json_root(json);
    if (hint->description[0] == '\0' &&
        jt_json_string(jt_json_get(root, "error_description"), &text)) {
        jt_trouble_copy(hint->description, sizeof(hint->description), text);
    }
}

/* JT_ERR_NOT_FOUND: no metadata here, try the next candidate. */
static enum jt_err ask(struct jt_wire *wire, jt_str url, struct jt_metadata *ret_metadata,
                       struct jt_trouble *hint, struct jt_trouble *trouble)
{
    const jt_str headers[] = {JT_STR_INIT("Accept: application/json")};
    struct jt_http_out out = {
        .method = JT_STR("GET"), .url = url, .headers = headers, .header_count = 1};
    struct jt_http_in in;
    JT_TRY(jt_wire_send(wire, &out, &in, trouble));
    if (in.status >= 500) {
        jt_trouble_set(trouble, JT_TROUBLE_NETWORK, "%.*s answered %d: the server has a fault.",
                       JT_STR_ARG(url), in.status);
        jt_trouble_set_next(trouble, "Try again later.");
        trouble->status = in.status;
        return JT_ERR_UNAVAILABLE;
    }
    if (in.status != 200) {
        keep_hint(&in, hint);
        return JT_ERR_NOT_FOUND;
    }
    /* A web application answers every path, with its page or some JSON: no metadata either. */
    enum jt_err err = read_document(wire, &in, url, ret_metadata);
    return err == JT_ERR_NOMEM ? err : err == JT_OK ? JT_OK : JT_ERR_NOT_FOUND;
}

static enum jt_err refuse_issuer(const struct jt_issuer *issuer, const struct jt_metadata *metadata,
                                 struct jt_trouble *trouble)
{
    bool is_url = issuer->form == JT_ISSUER_URL;
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                   "The metadata at %.*s are of another issuer: %.*s (%s %.*s). Nothing was sent "
                   "to it.",
                   JT_STR_ARG(metadata->url), JT_STR_ARG(jt_str_slice(metadata->issuer, 0, 200)),
                   is_url ? "configured is" : "it must have the origin of",
                   JT_STR_ARG(issuer->text));
    jt_trouble_set_next(trouble, "If that issuer is the right one, configure it with --issuer, "
                                 "letter for letter.");
    return JT_ERR_REFUSED;
}

static enum jt_err none_found(const struct jt_issuer *issuer, const struct jt_trouble *hint,
                              struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_NETWORK, "No metadata for %.*s: asked %.*s%s.",
                   JT_STR_ARG(issuer->text), JT_STR_ARG(issuer->candidates[0]),
                   issuer->count > 1 ? " and the other well-known addresses" : "");
    jt_trouble_copy(trouble->description, sizeof(trouble->description),
                    jt_str_from_c(hint->description));
    jt_trouble_set_next(
        trouble, "%s",
        hint->next[0] ? hint->next : "Check the issuer: a domain, an issuer or a discovery URL.");
    return JT_ERR_NOT_FOUND;
}

enum jt_err jt_discover(struct jt_wire *wire, const struct jt_issuer *issuer,
                        struct jt_metadata *ret_metadata, struct jt_trouble *trouble)
{
    struct jt_trouble hint = {.kind = JT_TROUBLE_NONE};
    struct jt_metadata metadata = {.url = {NULL, 0}};
    enum jt_err err = JT_ERR_NOT_FOUND;
    for (size_t i = 0; i < issuer->count && err == JT_ERR_NOT_FOUND; i++) {
        err = ask(wire, issuer->candidates[i], &metadata, &hint, trouble);
    }
    if (err == JT_ERR_NOT_FOUND) {
        return none_found(issuer, &hint, trouble);
    }
    if (err != JT_OK) {
        jt_trouble_set_err(trouble, err);
        return err;
    }
    if (!jt_issuer_accepts(issuer, metadata.issuer)) {
        return refuse_issuer(issuer, &metadata, trouble);
    }
    *ret_metadata = metadata;
    return JT_OK;
}

enum jt_err jt_discover_check_token_endpoint(const struct jt_metadata *metadata,
                                             jt_str token_origins, bool insecure_http,
                                             struct jt_trouble *trouble)
{
    struct jt_url endpoint;
    struct jt_url document;
    char origin[256];
    JT_TRY(jt_url_parse(metadata->url, &document));
    if (metadata->token_endpoint.len == 0) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The metadata at %.*s name no token endpoint.",
                       JT_STR_ARG(metadata->url));
        jt_trouble_set_next(trouble, "This server gives no tokens; check the issuer.");
        return JT_ERR_REFUSED;
    }
    JT_TRY(jt_origin_check_url(metadata->token_endpoint, "The token endpoint", insecure_http,
                               &endpoint, trouble));
    if (jt_url_same_origin(&endpoint, &document) || jt_origin_in_list(&endpoint, token_origins)) {
        return JT_OK;
    }
    jt_origin_write(&endpoint, sizeof(origin), origin);
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                   "The metadata at %.*s name a token endpoint elsewhere: %.*s. The secret was not "
                   "sent.",
                   JT_STR_ARG(metadata->url),
                   JT_STR_ARG(jt_str_slice(metadata->token_endpoint, 0, 200)));
    jt_trouble_set_next(trouble, "If that server may have the secret, say so: --token-origin %s",
                        origin);
    return JT_ERR_REFUSED;
}
