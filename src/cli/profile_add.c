/* SPDX-License-Identifier: Apache-2.0 */
/* jeton profile add: credentials are checked, then sealed. */
#include "cli/credentials.h"
#include "cli/profile_verbs.h"

#include "client/secret_judge.h"
#include "client/store/place.h"

#include "codec/json_write.h"

static enum jt_err keep(struct jt_cli *cli, const char *name, const struct jt_profile *profile,
                        struct jt_trouble *trouble)
{
    JT_CLEAN(jt_fd_clear) int dir = -1;
    JT_TRY(jt_profiles_open(cli, true, &dir, trouble));
    enum jt_err err =
        jt_profile_put(dir, &cli->store.keys, jt_str_from_c(name), profile, &jt_rand_system);
    if (err == JT_ERR_FORMAT) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                       "A value has a control character in it, such as a line end: most likely the "
                       "secret was pasted with something else.");
        jt_trouble_set_next(trouble, "Copy the secret again, alone and on one line.");
    } else if (err == JT_ERR_IO) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The profile could not be written to %s.",
                       cli->place.profiles);
        jt_trouble_set_next(trouble, "Is the disk full or read-only?");
    }
    return err;
}

enum jt_err jt_profile_verb_add(struct jt_cli *cli, const char *name, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf lists = {0};
    JT_CLEAN(jt_secret_clear) struct jt_secret secret = {NULL, 0};
    const struct jt_options *options = &cli->options;
    struct jt_profile profile = {.insecure_http = options->insecure_http};
    profile.want = (struct jt_want){
        .issuer = jt_str_from_c(options->issuer),
        .client_id = jt_str_from_c(options->client_id),
        .method = jt_str_from_c(options->auth_method),
        .scope = jt_str_from_c(options->scope),
        .resource = jt_str_from_c(options->resource),
    };
    profile.ca_file = jt_str_from_c(options->ca_file);
    JT_TRY(jt_want_check(&profile.want, trouble));
    JT_TRY(jt_origins_join(&options->token_origins, &lists, &profile.token_origins, trouble));
    size_t len = profile.token_origins.len;
    JT_TRY(jt_origins_join(&options->allow_origins, &lists, &profile.allow_origins, trouble));
    profile.token_origins = jt_str_slice(jt_buf_str(&lists), 0, len);
    const char *file = options->client_secret_file ? options->client_secret_file : "-";
    JT_TRY(jt_secret_from_file(file, &secret, trouble));
    profile.client_secret = jt_secret_reveal(&secret);
    JT_TRY(jt_secret_judge(profile.client_secret, trouble));
    JT_TRY(keep(cli, name, &profile, trouble));
    if (options->json) {
        struct jt_json_writer w = {.buf = &cli->out};
        jt_json_object_begin(&w);
        jt_json_member_string(&w, "profile", jt_str_from_c(name));
        jt_json_object_end(&w);
        jt_buf_append_char(&cli->out, '\n');
    }
    return JT_OK;
}
