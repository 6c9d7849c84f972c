/* SPDX-License-Identifier: Apache-2.0 */
/* Options, environment, profile: first hit wins, value by value. */
#include "cli/credentials.h"

#include "client/origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PROFILE "default"

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

static jt_str first(const char *option, const char *name)
{
    return jt_str_from_c(option ? option : variable(name));
}

static jt_str or_else(jt_str value, jt_str other)
{
    return value.len ? value : other;
}

enum jt_err jt_cli_find_place(struct jt_cli *cli, struct jt_trouble *trouble)
{
    const struct jt_place_env env = {
        .home = getenv("HOME"),
        .xdg_state_home = getenv("XDG_STATE_HOME"),
        .xdg_config_home = getenv("XDG_CONFIG_HOME"),
        .store_key_file = getenv("JETON_STORE_KEY_FILE"),
        .credentials_dir = getenv("CREDENTIALS_DIRECTORY"),
    };
    return jt_place_find(&env, &cli->place, trouble);
}

enum jt_err jt_cli_open_store(struct jt_cli *cli, bool make, struct jt_trouble *trouble)
{
    if (cli->store.dir >= 0) {
        return JT_OK;
    }
    JT_TRY(jt_cli_find_place(cli, trouble));
    return jt_token_store_open(&cli->place, make, &jt_rand_system, &cli->store, trouble);
}

static enum jt_err profile_missing(const char *name, bool is_named, struct jt_trouble *trouble)
{
    if (!is_named) {
        return JT_OK;
    }
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "There is no profile \"%s\".", name);
    jt_trouble_set_next(trouble,
                        "`jeton profile list` shows those that are there; `jeton profile "
                        "add %s` makes it.",
                        name);
    return JT_ERR_NOT_FOUND;
}

static enum jt_err profile_damaged(const char *name, enum jt_err err, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                   "The profile \"%s\" cannot be read: it is %s, so it is not used.", name,
                   err == JT_ERR_REFUSED ? "a link, no file, or somebody else's"
                                         : "damaged, or was written with another store key");
    jt_trouble_set_next(trouble, "Write it again: jeton profile add %s", name);
    return err;
}

static enum jt_err read_profile(struct jt_cli *cli, const char *name, bool is_named,
                                struct jt_trouble *trouble)
{
    JT_CLEAN(jt_fd_clear) int dir = -1;
    enum jt_err err = jt_cli_open_store(cli, false, trouble);
    if (err == JT_OK) {
        err = jt_place_open(cli->place.profiles, false, &dir, trouble);
    }
    if (err == JT_ERR_NOT_FOUND && trouble->kind == JT_TROUBLE_NONE) {
        return profile_missing(name, is_named, trouble);
    }
    JT_TRY(err);
    err = jt_profile_find(dir, &cli->store.keys, jt_str_from_c(name), &cli->profile);
    if (err == JT_ERR_NOT_FOUND) {
        return profile_missing(name, is_named, trouble);
    }
    return err == JT_OK ? JT_OK : profile_damaged(name, err, trouble);
}

const char *jt_credentials_profile_name(const struct jt_cli *cli)
{
    const char *named = cli->options.profile ? cli->options.profile : variable("JETON_PROFILE");
    return named ? named : DEFAULT_PROFILE;
}

enum jt_err jt_credentials_load_profile(struct jt_cli *cli, struct jt_trouble *trouble)
{
    bool is_named = cli->options.profile || variable("JETON_PROFILE");
    const char *name = jt_credentials_profile_name(cli);
    if (cli->profile_loaded) {
        return JT_OK;
    }
    if (!jt_profile_name_is_valid(jt_str_from_c(name))) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE, "\"%s\" cannot be the name of a profile.", name);
        jt_trouble_set_next(trouble, "Use letters, digits, dot, hyphen and underscore.");
        return JT_ERR_ARG;
    }
    JT_TRY(read_profile(cli, name, is_named, trouble));
    cli->profile_loaded = true;
    return JT_OK;
}

enum jt_err jt_origins_join(const struct jt_option_list *list, struct jt_buf *buf,
                            jt_str *ret_origins, struct jt_trouble *trouble)
{
    size_t start = buf->len;
    for (size_t i = 0; i < list->count; i++) {
        if (!jt_origin_is_valid(jt_str_from_c(list->at[i]))) {
            jt_trouble_set(trouble, JT_TROUBLE_USAGE, "\"%s\" is not an origin.", list->at[i]);
            jt_trouble_set_next(trouble,
                                "Write scheme, host and port: https://id.example.com:8443");
            return JT_ERR_ARG;
        }
        jt_buf_append_c(buf, i ? " " : "");
        jt_buf_append_c(buf, list->at[i]);
    }
    JT_TRY(jt_buf_check(buf));
    *ret_origins = jt_str_from(jt_buf_str(buf), start);
    return JT_OK;
}

/* Both lists stand in one buffer: the first view is made again when the second is complete. */
static enum jt_err join_origins(struct jt_cli *cli, struct jt_trouble *trouble)
{
    jt_str tokens;
    JT_TRY(jt_origins_join(&cli->options.token_origins, &cli->lists, &tokens, trouble));
    size_t len = tokens.len;
    JT_TRY(jt_origins_join(&cli->options.allow_origins, &cli->lists, &cli->allow_origins, trouble));
    cli->token_origins = jt_str_slice(jt_buf_str(&cli->lists), 0, len);
    return JT_OK;
}

static void take_from_profile(struct jt_cli *cli)
{
    const struct jt_profile *profile = &cli->profile;
    cli->want.issuer = or_else(cli->want.issuer, profile->want.issuer);
    cli->want.client_id = or_else(cli->want.client_id, profile->want.client_id);
    cli->want.scope = or_else(cli->want.scope, profile->want.scope);
    cli->want.resource = or_else(cli->want.resource, profile->want.resource);
    cli->want.method = or_else(cli->want.method, profile->want.method);
    bool is_its_own = jt_str_equal(profile->want.issuer, cli->want.issuer);
    if (!is_its_own) {
        return; /* what the profile trusts, it trusts for its own issuer */
    }
    cli->token_origins = or_else(cli->token_origins, profile->token_origins);
    cli->allow_origins = or_else(cli->allow_origins, profile->allow_origins);
    cli->insecure_http = cli->insecure_http || profile->insecure_http;
    if (cli->ca_file == NULL && profile->ca_file.len) {
        (void)snprintf(cli->ca_file_path, sizeof(cli->ca_file_path), "%.*s",
                       JT_STR_ARG(profile->ca_file));
        cli->ca_file = cli->ca_file_path;
    }
}

/* A profile that nobody named adds nothing to credentials that are complete without it. */
static bool wants_profile(const struct jt_cli *cli)
{
    return cli->options.profile || variable("JETON_PROFILE") || cli->want.issuer.len == 0 ||
           cli->want.client_id.len == 0;
}

enum jt_err jt_credentials_find(struct jt_cli *cli, bool need_want, struct jt_trouble *trouble)
{
    const struct jt_options *options = &cli->options;
    cli->want = (struct jt_want){
        .issuer = first(options->issuer, "JETON_ISSUER"),
        .client_id = first(options->client_id, "JETON_CLIENT_ID"),
        .method = first(options->auth_method, "JETON_AUTH_METHOD"),
        .scope = first(options->scope, "JETON_SCOPE"),
        .resource = first(options->resource, "JETON_RESOURCE"),
    };
    cli->ca_file = options->ca_file ? options->ca_file : variable("JETON_CA_FILE");
    cli->insecure_http = options->insecure_http;
    JT_TRY(join_origins(cli, trouble));
    if (wants_profile(cli)) {
        JT_TRY(jt_credentials_load_profile(cli, trouble));
        take_from_profile(cli);
    }
    return need_want ? jt_want_check(&cli->want, trouble) : JT_OK;
}
