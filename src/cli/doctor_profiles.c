/* SPDX-License-Identifier: Apache-2.0 */
/* Does a profile keep this very secret for another client? */
#include "cli/doctor_config.h"
#include "cli/profile_verbs.h"

#include "base/secret.h"

struct search {
    struct jt_cli *cli;
    struct jt_arena *arena;
    struct jt_doctor_config *config;
    int dir;
};

static bool keeps(const struct jt_profile *profile, const struct jt_doctor_config *config)
{
    jt_str kept = profile->client_secret;
    return kept.len && kept.len == config->secret.len &&
           jt_bytes_equal_secret(kept.ptr, config->secret.ptr, kept.len) &&
           !jt_str_equal(profile->want.client_id, config->client_id);
}

static void visit(void *arg, jt_str name)
{
    struct search *search = arg;
    struct jt_doctor_config *config = search->config;
    JT_CLEAN(jt_profile_clear) struct jt_profile profile = {.text = {0}};
    if (config->profile.len == 0 &&
        jt_profile_find(search->dir, &search->cli->store.keys, name, &profile) == JT_OK &&
        keeps(&profile, config)) {
        config->profile = jt_arena_copy(search->arena, name);
        config->profile_client_id = jt_arena_copy(search->arena, profile.want.client_id);
        config->profile_issuer = jt_arena_copy(search->arena, profile.want.issuer);
    }
}

void jt_doctor_look_at_profiles(struct jt_cli *cli, struct jt_arena *arena,
                                struct jt_doctor_config *config)
{
    JT_CLEAN(jt_fd_clear) int dir = -1;
    struct jt_trouble unsaid = {.kind = JT_TROUBLE_NONE};
    if (jt_profiles_open(cli, false, &dir, &unsaid) != JT_OK) {
        return;
    }
    struct search search = {cli, arena, config, dir};
    enum jt_err err = jt_profile_each(dir, visit, &search);
    if (err != JT_OK) { /* what is not seen is not said */
        config->profile = jt_str_make("", 0);
    }
}
