/* SPDX-License-Identifier: Apache-2.0 */
/* One run of the program: what it was told, what it needs from the machine, where it writes. Here,
 * at the edge, the environment is read. */
#ifndef JT_CLI_CLI_H
#define JT_CLI_CLI_H

#include "cli/options.h"

#include "client/acquire.h"
#include "client/store/profile.h"

enum { JT_CLI_OUT_MAX = 32 << 20 };

enum jt_exit {
    JT_EXIT_OK = 0,
    JT_EXIT_INTERNAL = 1,
    JT_EXIT_USAGE = 2,
    JT_EXIT_REFUSED = 3, /* the server said no */
    JT_EXIT_NETWORK = 4,
    JT_EXIT_LOCAL = 5, /* store, configuration, damaged credentials */
    JT_EXIT_FOUND = 6, /* doctor found a cause */
};

struct jt_cli {
    const struct jt_cmd *cmd;
    const struct jt_verb *verb; /* NULL: the command has none */
    struct jt_options options;
    struct jt_buf out; /* the result; written to stdout when the command is done */
    /* jt_ask_token(), or what loads it. */
    enum jt_err (*ask)(void *arg, const struct jt_ask *ask, struct jt_asked *ret_asked,
                       struct jt_trouble *trouble);
    struct jt_place place;
    struct jt_token_store store;
    struct jt_profile profile; /* empty until one is needed */
    bool profile_loaded;
    struct jt_want want;
    jt_str token_origins;
    jt_str allow_origins;
    const char *ca_file;
    bool insecure_http;
    struct jt_buf lists; /* owns the origins that came as options */
    char ca_file_path[JT_PLACE_PATH_MAX];
    char boot[JT_BOOT_TEXT + 1];
};

struct jt_manage;
struct jt_kind;

/* The second word of a command of the management API: jeton client LIST. */
struct jt_verb {
    const char *name; /* NULL ends a table */
    const char *args; /* of the usage line; may be empty */
    const char *summary;
    const char *help; /* paragraphs; may be NULL */
    uint64_t takes;
    unsigned args_min;
    unsigned args_max;
    bool asks; /* before it does anything, unless --yes */
    const struct jt_kind *kind;
    enum jt_err (*run)(struct jt_manage *manage, struct jt_trouble *trouble);
};

struct jt_cmd {
    const char *name;
    const char *args;            /* of the usage line */
    const char *summary;         /* one line */
    const char *help;            /* paragraphs under the usage line */
    uint64_t takes;              /* JT_TAKES_… */
    const struct jt_verb *verbs; /* NULL: none that this table knows of */
    int (*run)(struct jt_cli *cli);
};

/* Parses argv, runs the command of table, writes its result. Returns the exit code. */
int jt_cli_main(const struct jt_cmd *const *table, int argc, char **argv,
                enum jt_err (*ask)(void *arg, const struct jt_ask *ask, struct jt_asked *ret_asked,
                                   struct jt_trouble *trouble));
/* NULL for an unknown name, and for NULL. */
const struct jt_verb *jt_verb_find(const struct jt_cmd *cmd, const char *name);
/* NULL for an unknown name. */
const struct jt_cmd *jt_cmd_find(const struct jt_cmd *const *table, const char *name);

#endif
