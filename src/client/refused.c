/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a "no". */
#include "client/refused.h"

#include "client/challenge.h"
#include "client/wire.h"

#include "codec/json.h"

static void copy_member(const struct jt_json_value *object, const char *name, char *field,
                        size_t size)
{
    jt_str text;
    if (field[0] == '\0' && jt_json_string(jt_json_get(object, name), &text)) {
        jt_trouble_copy(field, size, text);
    }
}

/* Absent members leave their fields empty; a body that is no JSON leaves all. */
static void read_members(const struct jt_http_in *in, bool is_api, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    if (!jt_wire_is_json(in) || jt_json_parse(in->body, JT_WIRE_BODY_MAX, &json) != JT_OK) {
        return;
    }
    const struct jt_json_value *root = jt_json_root(json);
    copy_member(root, "error", trouble->error, sizeof(trouble->error));
    copy_member(root, "error_description", trouble->description, sizeof(trouble->description));
    copy_member(root, "rejection_id", trouble->rejection_id, sizeof(trouble->rejection_id));
    copy_member(root, "error_uri", trouble->error_uri, sizeof(trouble->error_uri));
    if (is_api) { /* RFC 9457, with Jeton's code */
        copy_member(root, "code", trouble->error, sizeof(trouble->error));
        copy_member(root, "detail", trouble->description, sizeof(trouble->description));
        copy_member(root, "title", trouble->description, sizeof(trouble->description));
    }
}

static enum jt_err no_oauth(const struct jt_http_in *in, jt_str url, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_NETWORK,
                   "%.*s answered %d without an OAuth error, so this is no answer of a token "
                   "endpoint.",
                   JT_STR_ARG(url), in->status);
    if (in->status >= 300 && in->status < 400 && in->location.len > 0) {
        jt_trouble_set(trouble, JT_TROUBLE_NETWORK,
                       "%.*s answered %d and points to %.*s; credentials do not follow redirects.",
                       JT_STR_ARG(url), in->status, JT_STR_ARG(jt_str_slice(in->location, 0, 200)));
    }
    jt_trouble_set_next(trouble, "Check the issuer; `jeton discover` shows what it publishes.");
    trouble->status = in->status;
    return JT_ERR_FORMAT;
}

/* It becomes part of a command to copy, so a server may not put just anything there. */
static bool has_reference(const struct jt_trouble *trouble)
{
    jt_str id = jt_str_from_c(trouble->rejection_id);
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
            return false;
        }
    }
    return id.len > 0;
}

/* What keeps a reference that begins with a hyphen from looking like an option. */
static const char *dashes(const struct jt_trouble *trouble)
{
    return trouble->rejection_id[0] == '-' ? "-- " : "";
}

static void advise_reference(struct jt_trouble *trouble)
{
    if (has_reference(trouble)) {
        jt_trouble_set_next(trouble, "An administrator sees the cause with: jeton explain %s%s",
                            dashes(trouble), trouble->rejection_id);
    }
}

static void advise(const struct jt_http_in *in, struct jt_trouble *trouble)
{
    jt_str error = jt_str_from_c(trouble->error);
    if (in->retry_after_s >= 0) {
        jt_trouble_set_next(trouble, "Try again in %lld s.", (long long)in->retry_after_s);
    } else if (has_reference(trouble) && jt_str_equal(error, JT_STR("invalid_client"))) {
        jt_trouble_set_next(trouble,
                            "Check client id and secret; an administrator sees the cause with: "
                            "jeton explain %s%s",
                            dashes(trouble), trouble->rejection_id);
    } else if (jt_str_equal(error, JT_STR("invalid_client"))) {
        jt_trouble_set_next(trouble, "Check client id and secret, and that they belong to this "
                                     "issuer.");
    } else if (jt_str_equal(error, JT_STR("invalid_scope"))) {
        jt_trouble_set_next(trouble, "Ask for less with --scope, or have the permission granted.");
    } else if (jt_str_equal(error, JT_STR("invalid_target"))) {
        jt_trouble_set_next(trouble, "Check --resource: it must be the audience of an API.");
    } else {
        advise_reference(trouble);
    }
}

enum jt_err jt_refused_by_token_endpoint(const struct jt_http_in *in, jt_str url,
                                         struct jt_trouble *trouble)
{
    struct jt_trouble members = {.kind = JT_TROUBLE_REFUSED};
    read_members(in, false, &members);
    if (members.error[0] == '\0') {
        return no_oauth(in, url, trouble);
    }
    jt_trouble_set(trouble, JT_TROUBLE_REFUSED, "The server refused: %s.", members.error);
    read_members(in, false, trouble);
    trouble->status = in->status;
    advise(in, trouble);
    return JT_ERR_REFUSED;
}

bool jt_refused_invalid_token(const struct jt_http_in *in)
{
    struct jt_challenge challenge;
    return in->status == 401 && jt_challenge_find_bearer(in->www_authenticate, &challenge) &&
           jt_str_equal(challenge.error, JT_STR("invalid_token"));
}

void jt_refused_by_api(const struct jt_http_in *in, struct jt_trouble *trouble)
{
    struct jt_challenge challenge = {.error = {NULL, 0}};
    jt_trouble_set(trouble, JT_TROUBLE_REFUSED, "The API answered %d.", in->status);
    trouble->status = in->status;
    if (jt_challenge_find_bearer(in->www_authenticate, &challenge)) {
        jt_trouble_copy(trouble->error, sizeof(trouble->error), challenge.error);
        jt_trouble_copy(trouble->description, sizeof(trouble->description),
                        challenge.error_description);
    }
    read_members(in, true, trouble);
    if (challenge.scope.len) {
        jt_trouble_set_next(trouble, "The API wants the scope: %.*s",
                            JT_STR_ARG(jt_str_slice(challenge.scope, 0, 400)));
    } else if (in->status >= 300 && in->status < 400) {
        jt_trouble_set_next(trouble, "It points to %.*s; tokens do not follow redirects.",
                            JT_STR_ARG(jt_str_slice(in->location, 0, 400)));
    } else if (in->retry_after_s >= 0) {
        jt_trouble_set_next(trouble, "Try again in %lld s.", (long long)in->retry_after_s);
    } else {
        advise_reference(trouble);
    }
}
