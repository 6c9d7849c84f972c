/* SPDX-License-Identifier: Apache-2.0 */
/* jeton profile: named credentials, kept encrypted. */
#include "cli/cmds.h"
#include "cli/credentials.h"
#include "cli/profile_verbs.h"
#include "cli/say.h"

#include <string.h>

enum jt_err jt_profiles_open(struct jt_cli *cli, bool make, int *ret_dir,
                             struct jt_trouble *trouble)
{
    JT_TRY(jt_cli_open_store(cli, make, trouble));
    return jt_place_open(cli->place.profiles, make, ret_dir, trouble);
}

enum jt_err jt_profile_missing(const char *name, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "There is no profile \"%s\".", name);
    jt_trouble_set_next(trouble, "`jeton profile list` shows those that are there.");
    return JT_ERR_NOT_FOUND;
}

static enum jt_err remove_one(struct jt_cli *cli, const char *name, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_fd_clear) int dir = -1;
    JT_TRY(jt_cli_find_place(cli, trouble));
    enum jt_err err = jt_place_open(cli->place.profiles, false, &dir, trouble);
    if (err == JT_OK) {
        err = jt_profile_remove(dir, jt_str_from_c(name));
    }
    if (err == JT_ERR_NOT_FOUND && trouble->kind == JT_TROUBLE_NONE) {
        return jt_profile_missing(name, trouble);
    }
    return err;
}

struct verb {
    const char *name;
    bool wants_name;
    enum jt_err (*run)(struct jt_cli *cli, const char *name, struct jt_trouble *trouble);
};

static const struct verb verbs[] = {
    {"add", true, jt_profile_verb_add},
    {"list", false, jt_profile_verb_list},
    {"show", true, jt_profile_verb_show},
    {"remove", true, remove_one},
};

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, name) == 0) {
            return &verbs[i];
        }
    }
    return NULL;
}

static int run(struct jt_cli *cli)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    const struct jt_options *options = &cli->options;
    const struct verb *verb = options->arg_count ? find_verb(options->args[0]) : NULL;
    const char *name = options->arg_count > 1 ? options->args[1] : "default";
    if (verb == NULL) {
        return jt_say_usage(cli, "say `jeton profile add`, `list`, `show` or `remove`");
    }
    if (options->arg_count > (verb->wants_name ? 2 : 1)) {
        return jt_say_usage(cli, "too many arguments at %s",
                            options->args[verb->wants_name ? 2 : 1]);
    }
    if (!jt_profile_name_is_valid(jt_str_from_c(name))) {
        return jt_say_usage(cli,
                            "\"%s\" cannot be the name of a profile: use letters, digits, dot, "
                            "hyphen and underscore",
                            name);
    }
    enum jt_err err = verb->run(cli, name, &trouble);
    if (err != JT_OK) {
        jt_trouble_set_err(&trouble, err);
        return jt_say_trouble(cli, &trouble);
    }
    return JT_EXIT_OK;
}

const struct jt_cmd jt_cmd_profile = {
    .name = "profile",
    .args = "add|list|show|remove [NAME] [options]",
    .summary = "Keeps named credentials, encrypted beside the tokens.",
    .help =
        "add takes --issuer and --client-id, and reads the secret from --client-secret-file, or\n"
        "from stdin (without echo when that is a terminal); it replaces a profile of that name.\n"
        "show prints everything but the secret. Without NAME it is \"default\", which is used\n"
        "when neither options nor environment say who asks.\n",
    .takes = JT_TAKES_PROFILE,
    .run = run,
};
