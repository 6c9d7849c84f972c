/* SPDX-License-Identifier: Apache-2.0 */
/* The five values that name a token. */
#include "client/want.h"

void jt_want_parts(const struct jt_want *want, jt_str ret_parts[static JT_WANT_PARTS])
{
    ret_parts[0] = want->issuer;
    ret_parts[1] = want->client_id;
    ret_parts[2] = want->method;
    ret_parts[3] = want->scope;
    ret_parts[4] = want->resource;
}

bool jt_want_equal(const struct jt_want *a, const struct jt_want *b)
{
    jt_str left[JT_WANT_PARTS];
    jt_str right[JT_WANT_PARTS];
    jt_want_parts(a, left);
    jt_want_parts(b, right);
    for (size_t i = 0; i < JT_WANT_PARTS; i++) {
        if (!jt_str_equal(left[i], right[i])) {
            return false;
        }
    }
    return true;
}

/* Visible ASCII between low and ~; RFC 6749 appendix A: VSCHAR begins at space. */
static bool is_visible(jt_str text, char low)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < low || text.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

/* RFC 6749 §3.3: %x21 / %x23-5B / %x5D-7E, single spaces between. */
static bool is_scope(jt_str scope)
{
    if (jt_str_contains(scope, JT_STR("  ")) || jt_str_starts_with(scope, JT_STR(" ")) ||
        jt_str_ends_with(scope, JT_STR(" "))) {
        return false;
    }
    return is_visible(scope, ' ') && jt_str_find_char(scope, '"') == scope.len &&
           jt_str_find_char(scope, '\\') == scope.len;
}

static enum jt_err refuse(struct jt_trouble *trouble, const char *what, const char *next)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "%s", what);
    jt_trouble_set_next(trouble, "%s", next);
    return JT_ERR_ARG;
}

static bool is_method(jt_str method)
{
    return method.len == 0 || jt_str_equal(method, JT_STR("client_secret_basic")) ||
           jt_str_equal(method, JT_STR("client_secret_post"));
}

enum jt_err jt_want_check(const struct jt_want *want, struct jt_trouble *trouble)
{
    if (want->issuer.len == 0) {
        return refuse(
            trouble, "No issuer is configured, so there is nobody to ask for a token.",
            "Give --issuer (a domain, an issuer or a discovery URL), set JETON_ISSUER, or "
            "keep one with `jeton profile add`.");
    }
    if (want->client_id.len == 0) {
        return refuse(trouble, "No client id is configured.",
                      "Give --client-id, set JETON_CLIENT_ID, or use --profile.");
    }
    if (want->issuer.len > JT_WANT_URL_MAX || !is_visible(want->issuer, '!')) {
        return refuse(trouble, "The issuer is too long or holds spaces or other odd characters.",
                      "Copy it again; it looks like https://id.example.com");
    }
    if (want->client_id.len > JT_WANT_ID_MAX || !is_visible(want->client_id, ' ')) {
        return refuse(trouble, "The client id is too long or holds characters that no id has.",
                      "Copy the client id again, without quotes or line ends.");
    }
    if (want->scope.len > JT_WANT_SCOPE_MAX || !is_scope(want->scope)) {
        return refuse(trouble, "The scope is not a list of names with single spaces between.",
                      "Write it like --scope \"user.manage development:end_user.view\".");
    }
    if (want->resource.len > JT_WANT_URL_MAX || !is_visible(want->resource, '!')) {
        return refuse(
            trouble, "The resource is not a URI.",
            "Write the audience of the API, for instance https://api.example.com/orders.");
    }
    if (!is_method(want->method)) {
        return refuse(trouble, "The authentication method is not one that Jeton speaks.",
                      "Use --auth-method client_secret_basic or client_secret_post.");
    }
    return JT_OK;
}
