/* SPDX-License-Identifier: Apache-2.0 */
/* All options of the program in one table, which holds their help too; a command says which groups
 * it takes. */
#ifndef JT_CLI_OPTIONS_H
#define JT_CLI_OPTIONS_H

#include "base/buf.h"

enum {
    JT_TAKES_CREDENTIALS = 1 << 0, /* who asks, and whom */
    JT_TAKES_SERVER = 1 << 1,      /* whom alone */
    JT_TAKES_TOKEN = 1 << 2,       /* --header --force */
    JT_TAKES_CALL = 1 << 3,        /* -H -d --allow-origin */
    JT_TAKES_EXEC = 1 << 4,        /* --env, and a command line behind */
    JT_TAKES_PROFILE = 1 << 5,     /* what a profile keeps */
    JT_TAKES_FORCE = 1 << 6,
};

enum { JT_OPTION_LIST_MAX = 32, JT_OPTION_ARGS_MAX = 16 };

struct jt_option_list {
    const char *at[JT_OPTION_LIST_MAX];
    size_t count;
};

struct jt_options {
    const char *issuer;
    const char *client_id;
    const char *client_secret_file;
    const char *scope;
    const char *resource;
    const char *auth_method;
    const char *profile;
    const char *ca_file;
    const char *env;
    const char *data;
    struct jt_option_list token_origins;
    struct jt_option_list allow_origins;
    struct jt_option_list headers;
    bool insecure_http;
    bool json;
    bool header;
    bool force;
    bool help;
    const char *args[JT_OPTION_ARGS_MAX]; /* what is no option */
    size_t arg_count;
    char **command; /* with JT_TAKES_EXEC: the command line, NULL-terminated; NULL: none */
};

/* Reads argv, which ends with NULL and begins behind the command's name. JT_ERR_ARG: ret_wrong says
 * what is wrong with it. A value that stands twice counts as it stands last. */
JT_MUST_USE enum jt_err jt_options_parse(char **argv, unsigned takes,
                                         struct jt_options *ret_options, struct jt_buf *ret_wrong);
/* Appends a line for each option of the groups. */
void jt_options_write_help(unsigned takes, struct jt_buf *buf);

#endif
