/* SPDX-License-Identifier: Apache-2.0 */
/* From what a person configured to the addresses to ask. */
#include "client/issuer.h"

#define WELL_KNOWN JT_STR("/.well-known/")

/* A bare host: https is assumed. */
static jt_str with_scheme(struct jt_arena *arena, jt_str text)
{
    jt_str host;
    uint16_t port = 0;
    if (jt_authority_parse(text, &host, &port) == JT_OK) {
        return jt_arena_printf(arena, "https://%.*s", JT_STR_ARG(text));
    }
    return jt_arena_copy(arena, text);
}

static enum jt_issuer_form form_of(const struct jt_issuer *issuer)
{
    if (jt_str_contains(issuer->url.path, WELL_KNOWN)) {
        return JT_ISSUER_DISCOVERY;
    }
    /* "https://host/" is how browsers copy "https://host". */
    bool has_path = issuer->url.path.len > 1;
    return has_path ? JT_ISSUER_URL : JT_ISSUER_DOMAIN;
}

static enum jt_err add(struct jt_arena *arena, struct jt_issuer *issuer, jt_str before,
                       const char *middle, jt_str after)
{
    jt_str url =
        jt_arena_printf(arena, "%.*s%s%.*s", JT_STR_ARG(before), middle, JT_STR_ARG(after));
    if (url.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    issuer->candidates[issuer->count++] = url;
    return JT_OK;
}

static jt_str without_slash(jt_str text)
{
    return jt_str_ends_with(text, JT_STR("/")) ? jt_str_slice(text, 0, text.len - 1) : text;
}

static enum jt_err list_domain(struct jt_arena *arena, struct jt_issuer *issuer)
{
    jt_str origin = without_slash(issuer->text);
    jt_str none = jt_str_make(NULL, 0);
    JT_TRY(add(arena, issuer, origin, "/identity/.well-known/openid-configuration", none));
    JT_TRY(add(arena, issuer, origin, "/.well-known/openid-configuration", none));
    return add(arena, issuer, origin, "/.well-known/oauth-authorization-server", none);
}

/* OpenID Connect Discovery §4 appends, RFC 8414 §3.1 inserts. */
static enum jt_err list_issuer(struct jt_arena *arena, struct jt_issuer *issuer)
{
    jt_str text = without_slash(issuer->text);
    jt_str path = without_slash(issuer->url.path);
    jt_str origin = jt_str_slice(text, 0, text.len - path.len);
    JT_TRY(add(arena, issuer, text, "/.well-known/openid-configuration", jt_str_make(NULL, 0)));
    return add(arena, issuer, origin, "/.well-known/oauth-authorization-server", path);
}

static enum jt_err list_candidates(struct jt_arena *arena, struct jt_issuer *issuer)
{
    switch (issuer->form) {
    case JT_ISSUER_DOMAIN:
        return list_domain(arena, issuer);
    case JT_ISSUER_URL:
        return list_issuer(arena, issuer);
    case JT_ISSUER_DISCOVERY:
        return add(arena, issuer, issuer->text, "", jt_str_make(NULL, 0));
    }
    return JT_ERR_ARG;
}

enum jt_err jt_issuer_parse(struct jt_arena *arena, jt_str text, bool insecure_http,
                            struct jt_issuer *ret_issuer, struct jt_trouble *trouble)
{
    struct jt_issuer issuer = {.text = with_scheme(arena, text)};
    if (issuer.text.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    enum jt_err err =
        jt_origin_check_url(issuer.text, "The issuer", insecure_http, &issuer.url, trouble);
    if (err == JT_ERR_FORMAT) {
        jt_trouble_set_next(trouble, "Write a domain (id.example.com), an issuer "
                                     "(https://id.example.com/realm) or a discovery URL.");
    }
    JT_TRY(err);
    issuer.form = form_of(&issuer);
    if (issuer.url.has_query && issuer.form != JT_ISSUER_DISCOVERY) {
        /* RFC 8414 §2: an issuer has no query. */
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "An issuer has no query: %.*s",
                       JT_STR_ARG(jt_str_slice(text, 0, 200)));
        jt_trouble_set_next(trouble, "Leave out what begins with the question mark.");
        return JT_ERR_FORMAT;
    }
    JT_TRY(list_candidates(arena, &issuer));
    *ret_issuer = issuer;
    return JT_OK;
}

bool jt_issuer_accepts(const struct jt_issuer *issuer, jt_str named)
{
    struct jt_url url;
    if (issuer->form == JT_ISSUER_URL) {
        return jt_str_equal(issuer->text, named);
    }
    return jt_url_parse(named, &url) == JT_OK && jt_url_same_origin(&url, &issuer->url);
}
