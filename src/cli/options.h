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
    /* What the commands of the management API take, beside credentials. */
    JT_TAKES_MANAGE = 1 << 7,       /* --allow-origin */
    JT_TAKES_PAGE = 1 << 8,         /* --limit --offset */
    JT_TAKES_YES = 1 << 9,          /* --yes */
    JT_TAKES_NAME = 1 << 10,        /* --name --description */
    JT_TAKES_METHODS = 1 << 11,     /* --allow-method */
    JT_TAKES_GRANTS = 1 << 12,      /* --permission --api */
    JT_TAKES_REGRANT = 1 << 13,     /* --add --remove --set --none --api */
    JT_TAKES_TERM = 1 << 14,        /* --expires-on --remind */
    JT_TAKES_OVERLAP = 1 << 15,     /* --overlap-hours */
    JT_TAKES_SECRET_FILE = 1 << 16, /* --secret-file */
    JT_TAKES_CLIENT_FILTER = 1 << 17,
    JT_TAKES_USER_FILTER = 1 << 18,
    JT_TAKES_REVOKE = 1 << 19,       /* --reason --tokens */
    JT_TAKES_STAGE = 1 << 20,        /* --stage */
    JT_TAKES_USER = 1 << 21,         /* --email --is-active */
    JT_TAKES_API = 1 << 22,          /* --token-lifetime --defines --defines-per-stage */
    JT_TAKES_SUSPEND = 1 << 23,      /* --force */
    JT_TAKES_ORGANIZATION = 1 << 24, /* --organization */
    JT_TAKES_IMPORT = 1 << 25,       /* --import-secret-file */
    JT_TAKES_PHOTO = 1 << 26,        /* --photo-url */
    JT_TAKES_LABEL = 1 << 27,        /* --label */
    JT_TAKES_REALM = 1 << 28,        /* --public-url --host --alg */
    JT_TAKES_POSITION = 1 << 29,     /* --position */
    JT_TAKES_KEY = 1 << 30,          /* --alg --emergency */
};

/* An enumerator is an int, and its bits are used up. */
#define JT_TAKES_CURL (UINT64_C(1) << 31)    /* --curl */
#define JT_TAKES_EXPLAIN (UINT64_C(1) << 32) /* --list and the filters of rejections */
#define JT_TAKES_DOCTOR (UINT64_C(1) << 33)  /* --attempts --token-endpoint … */

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
    const char *limit;
    const char *offset;
    const char *name;
    const char *description;
    const char *expires_on;
    const char *remind;
    const char *overlap_hours;
    const char *secret_file;
    const char *import_secret_file;
    const char *status;
    const char *name_contains;
    const char *email_contains;
    const char *is_active;
    const char *has_application_roles;
    const char *has_organization_roles;
    const char *reason;
    const char *tokens;
    const char *stage;
    const char *email;
    const char *photo_url;
    const char *api;
    const char *token_lifetime;
    const char *label;
    const char *position;
    const char *public_url;
    const char *alg;
    const char *token_endpoint;
    const char *attempts;
    const char *api_url;
    const char *report;
    const char *curl;
    const char *client;
    const char *cause;
    const char *address;
    const char *realm;
    const char *proven;
    const char *since;
    const char *until;
    const char *order; /* no option: a command sets it */
    struct jt_option_list token_origins;
    struct jt_option_list allow_origins;
    struct jt_option_list headers;
    struct jt_option_list methods;
    struct jt_option_list permissions;
    struct jt_option_list add;
    struct jt_option_list remove;
    struct jt_option_list set;
    struct jt_option_list defines;
    struct jt_option_list defines_per_stage;
    struct jt_option_list hosts;
    bool insecure_http;
    bool json;
    bool header;
    bool force;
    bool help;
    bool yes;
    bool none;
    bool force_self;
    bool organization;
    bool emergency;
    bool try_repairs;
    bool stages;
    bool list;
    const char *args[JT_OPTION_ARGS_MAX]; /* what is no option */
    size_t arg_count;
    char **command; /* with JT_TAKES_EXEC: the command line, NULL-terminated; NULL: none */
};

/* Reads argv, which ends with NULL and begins behind the command's name. JT_ERR_ARG: ret_wrong says
 * what is wrong with it. A value that stands twice counts as it stands last. */
JT_MUST_USE enum jt_err jt_options_parse(char **argv, uint64_t takes,
                                         struct jt_options *ret_options, struct jt_buf *ret_wrong);
/* Appends a line for each option of the groups. */
void jt_options_write_help(uint64_t takes, struct jt_buf *buf);
/* Visits each option of the groups; meta is NULL for a flag, letter 0 when there is none. */
void jt_options_each(uint64_t takes,
                     void (*visit)(void *arg, const char *name, char letter, const char *meta,
                                   const char *help),
                     void *arg);

#endif
