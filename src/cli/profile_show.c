/* SPDX-License-Identifier: Apache-2.0 */
/* jeton profile list and show: everything but the secrets. */
#include "cli/profile_verbs.h"
#include "cli/say.h"

#include "client/store/place.h"

#include "codec/json_write.h"

#include <stdio.h>

struct listing {
    struct jt_cli *cli;
    int dir;
    struct jt_json_writer w;
    size_t count;
};

static void write_member(struct jt_json_writer *w, const char *name, jt_str value)
{
    if (value.len) {
        jt_json_member_string(w, name, value);
    }
}

static void write_json(struct jt_json_writer *w, jt_str name, const struct jt_profile *profile)
{
    jt_json_object_begin(w);
    jt_json_member_string(w, "profile", name);
    write_member(w, "issuer", profile->want.issuer);
    write_member(w, "client_id", profile->want.client_id);
    write_member(w, "scope", profile->want.scope);
    write_member(w, "resource", profile->want.resource);
    write_member(w, "auth_method", profile->want.method);
    write_member(w, "token_origins", profile->token_origins);
    write_member(w, "allow_origins", profile->allow_origins);
    write_member(w, "ca_file", profile->ca_file);
    jt_json_member_bool(w, "insecure_http", profile->insecure_http);
    jt_json_member_bool(w, "has_secret", profile->client_secret.len > 0);
    jt_json_object_end(w);
}

static void write_line(struct jt_buf *out, const char *name, jt_str value)
{
    if (value.len) {
        jt_buf_append_f(out, "%-14s %.*s\n", name, JT_STR_ARG(value));
    }
}

static void write_plain(struct jt_buf *out, jt_str name, const struct jt_profile *profile)
{
    write_line(out, "profile", name);
    write_line(out, "issuer", profile->want.issuer);
    write_line(out, "client id", profile->want.client_id);
    write_line(out, "scope", profile->want.scope);
    write_line(out, "resource", profile->want.resource);
    write_line(out, "auth method", profile->want.method);
    write_line(out, "token origins", profile->token_origins);
    write_line(out, "allow origins", profile->allow_origins);
    write_line(out, "ca file", profile->ca_file);
    write_line(out, "insecure http", jt_str_from_c(profile->insecure_http ? "yes" : ""));
    write_line(out, "client secret", JT_STR("kept encrypted, never shown"));
}

static enum jt_err damaged(const char *name, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                   "The profile \"%s\" cannot be read: it is damaged, a link, somebody else's, or "
                   "was written with another store key.",
                   name);
    jt_trouble_set_next(trouble, "Write it again: jeton profile add %s", name);
    return JT_ERR_DAMAGED;
}

enum jt_err jt_profile_verb_show(struct jt_cli *cli, const char *name, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_fd_clear) int dir = -1;
    JT_CLEAN(jt_profile_clear) struct jt_profile profile = {.text = {0}};
    struct jt_json_writer w = {.buf = &cli->out};
    enum jt_err err = jt_profiles_open(cli, false, &dir, trouble);
    if (err == JT_OK) {
        err = jt_profile_find(dir, &cli->store.keys, jt_str_from_c(name), &profile);
    }
    if (err != JT_OK && trouble->kind == JT_TROUBLE_NONE) {
        return err == JT_ERR_NOT_FOUND ? jt_profile_missing(name, trouble) : damaged(name, trouble);
    }
    JT_TRY(err);
    if (!cli->options.json) {
        write_plain(&cli->out, jt_str_from_c(name), &profile);
        return JT_OK;
    }
    write_json(&w, jt_str_from_c(name), &profile);
    jt_buf_append_char(&cli->out, '\n');
    return JT_OK;
}

static void visit(void *arg, jt_str name)
{
    struct listing *listing = arg;
    struct jt_buf *out = &listing->cli->out;
    JT_CLEAN(jt_profile_clear) struct jt_profile profile = {.text = {0}};
    enum jt_err err = jt_profile_find(listing->dir, &listing->cli->store.keys, name, &profile);
    listing->count++;
    if (err != JT_OK && !listing->cli->options.json) {
        jt_buf_append_f(out, "%-16.*s (unreadable)\n", JT_STR_ARG(name));
    } else if (!listing->cli->options.json) {
        jt_buf_append_f(out, "%-16.*s %.*s at %.*s\n", JT_STR_ARG(name),
                        JT_STR_ARG(profile.want.client_id), JT_STR_ARG(profile.want.issuer));
    } else {
        write_json(&listing->w, name, &profile);
    }
}

enum jt_err jt_profile_verb_list(struct jt_cli *cli, const char *name, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_fd_clear) int dir = -1;
    (void)name;
    enum jt_err err = jt_profiles_open(cli, false, &dir, trouble);
    struct listing listing = {.cli = cli, .dir = dir, .w = {.buf = &cli->out}};
    if (cli->options.json) {
        jt_json_object_begin(&listing.w);
        jt_json_name(&listing.w, "profiles");
        jt_json_array_begin(&listing.w);
    }
    if (err == JT_OK) {
        err = jt_profile_each(dir, visit, &listing);
    }
    if (cli->options.json) {
        jt_json_array_end(&listing.w);
        jt_json_object_end(&listing.w);
        jt_buf_append_char(&cli->out, '\n');
    }
    if (err == JT_ERR_NOT_FOUND && trouble->kind == JT_TROUBLE_NONE) {
        err = JT_OK;
    }
    if (listing.count == 0 && err == JT_OK) {
        jt_say_note(cli, "There is no profile yet; `jeton profile add` makes one.");
    }
    return err;
}
