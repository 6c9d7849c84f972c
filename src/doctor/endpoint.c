/* SPDX-License-Identifier: Apache-2.0 */
/* Token endpoints as addresses: whose they are, and how two of them differ. */
#include "doctor/probe.h"

#include "codec/url.h"

/* What stands between an issuer and its token endpoint, and what to put there instead. */
static const struct {
    const char *end;
    const char *instead;
} forms[] = {
    {"/protocol/openid-connect/token", ""}, /* Keycloak, ODC, Jeton */
    {"/oauth2/v2.0/token", "/v2.0"},        /* Entra ID */
    {"/oauth2/v1/token", ""},               /* Okta's organization server */
    {"/v1/token", ""},                      /* Okta's custom servers */
    {"/oauth2/token", ""},                  /* Hydra, Entra ID v1 */
    {"/oauth/token", ""},                   /* Auth0 */
    {"/connect/token", ""},                 /* IdentityServer */
    {"/token", ""},
};

static jt_str origin_of(struct jt_arena *arena, const struct jt_url *url)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf origin = {0};
    jt_url_write_origin(&origin, url);
    return jt_arena_copy(arena, jt_buf_str(&origin));
}

jt_str jt_issuer_of_endpoint(struct jt_arena *arena, jt_str endpoint)
{
    struct jt_url url;
    if (jt_url_parse(endpoint, &url) != JT_OK) {
        return jt_str_make("", 0);
    }
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        jt_str end = jt_str_from_c(forms[i].end);
        if (jt_str_ends_with(url.path, end)) {
            return jt_arena_printf(arena, "%.*s%.*s%s", JT_STR_ARG(origin_of(arena, &url)),
                                   JT_STR_ARG(jt_str_slice(url.path, 0, url.path.len - end.len)),
                                   forms[i].instead);
        }
    }
    return origin_of(arena, &url);
}

/* How many bytes both begin with, up to and without the last slash before they differ. */
static size_t same_start(jt_str a, jt_str b)
{
    size_t at = 0;
    size_t slash = 0;
    while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at]) {
        slash = a.ptr[at] == '/' ? at : slash;
        at++;
    }
    return slash;
}

/* Likewise from the end. */
static size_t same_end(jt_str a, jt_str b)
{
    size_t len = 0;
    size_t slash = 0;
    while (len < a.len && len < b.len && a.ptr[a.len - 1 - len] == b.ptr[b.len - 1 - len]) {
        len++;
        slash = a.ptr[a.len - len] == '/' ? len : slash;
    }
    return slash;
}

/* Begins one segment earlier: "/realms/AAA" says more than "/AAA". */
static size_t one_segment_back(jt_str path, size_t at)
{
    size_t back = at;
    while (back > 0 && path.ptr[back - 1] != '/') {
        back--;
    }
    return back > 0 ? back - 1 : at;
}

static jt_str part(struct jt_arena *arena, jt_str path, size_t start, size_t end_len)
{
    size_t end = path.len > end_len ? path.len - end_len : 0;
    jt_str middle = jt_str_slice(path, start, end > start ? end - start : path.len);
    return jt_arena_copy(arena, jt_str_slice(middle, 0, 200));
}

void jt_difference_find(struct jt_arena *arena, jt_str ours, jt_str theirs,
                        struct jt_doctor_difference *ret_difference)
{
    struct jt_url mine;
    struct jt_url other;
    struct jt_doctor_difference found = {.differs = !jt_str_equal(ours, theirs)};
    if (!found.differs || jt_url_parse(ours, &mine) != JT_OK ||
        jt_url_parse(theirs, &other) != JT_OK) {
        found.ours = ours;
        found.theirs = theirs;
    } else if (!jt_url_same_origin(&mine, &other)) {
        found.origin = true;
        found.ours = origin_of(arena, &mine);
        found.theirs = origin_of(arena, &other);
    } else if (jt_str_equal(mine.path, other.path)) {
        found.differs = mine.has_query || other.has_query;
        found.ours = ours;
        found.theirs = theirs;
    } else {
        size_t start = one_segment_back(mine.path, same_start(mine.path, other.path));
        size_t end =
            same_end(jt_str_from(mine.path, start + 1), jt_str_from(other.path, start + 1));
        found.ours = part(arena, mine.path, start, end);
        found.theirs = part(arena, other.path, start, end);
    }
    *ret_difference = found;
}
