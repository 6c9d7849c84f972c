/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of objects that the management API has: where they are, what names one of them, which
 * columns a table of them has, which members options set. */
#ifndef JT_CLI_MANAGE_KIND_H
#define JT_CLI_MANAGE_KIND_H

#include "cli/manage/manage.h"

enum { JT_KIND_COLUMNS_MAX = 8, JT_KIND_NAMES_MAX = 2, JT_KIND_FIELDS_MAX = 8 };

struct jt_kind_column {
    const char *title; /* NULL ends the list */
    const char *member;
    /* Appends the cell; NULL: the member as jt_show_value() has it. */
    void (*write)(const struct jt_json_value *row, struct jt_buf *cell);
};

/* A member that names an object, beside its key. */
struct jt_kind_name {
    const char *member; /* NULL ends the list */
    const char *filter; /* the list's query parameter that narrows it down; NULL: none */
};

enum jt_kind_field_type {
    JT_FIELD_TEXT,
    JT_FIELD_INTEGER,
    JT_FIELD_BOOL, /* true or false */
    JT_FIELD_LIST,
    JT_FIELD_GRANTS,  /* --permission and --api */
    JT_FIELD_DEFINES, /* --defines and --defines-per-stage */
};

#define JT_FIELD_NOWHERE SIZE_MAX

/* A member of a request's body, and the option that sets it. */
struct jt_kind_field {
    const char *member; /* NULL ends the list */
    enum jt_kind_field_type type;
    size_t offset; /* in struct jt_options; JT_FIELD_NOWHERE: there is no such option */
};

/* A query parameter of a list, and the option that sets it. */
struct jt_kind_filter {
    const char *parameter; /* NULL ends the list */
    size_t offset;
};

struct jt_kind {
    const char *noun;              /* "API client" */
    const char *path;              /* behind the API's base */
    const char *stage_path;        /* behind /stages/SLUG, with --stage; NULL: there is none */
    const char *organization_path; /* with --organization; NULL: there is none */
    bool is_listed_only;           /* one alone cannot be asked for */
    const char *key;               /* the member that stands in paths */
    const char *first;             /* the member that create's argument sets */
    struct jt_kind_name names[JT_KIND_NAMES_MAX + 1];
    struct jt_kind_column columns[JT_KIND_COLUMNS_MAX + 1];
    struct jt_kind_field fields[JT_KIND_FIELDS_MAX + 1];
    struct jt_kind_filter filters[JT_KIND_FIELDS_MAX + 1];
};

extern const struct jt_kind jt_kind_client;
extern const struct jt_kind jt_kind_secret;
extern const struct jt_kind jt_kind_user;
extern const struct jt_kind jt_kind_role;
extern const struct jt_kind jt_kind_group;
extern const struct jt_kind jt_kind_stage;
extern const struct jt_kind jt_kind_api;
extern const struct jt_kind jt_kind_permission;
extern const struct jt_kind jt_kind_key;
extern const struct jt_kind jt_kind_rejection;

/* Where the objects are: kind's path, or that of a stage or of the organization, as options say. */
JT_MUST_USE enum jt_err jt_kind_path(const struct jt_kind *kind, const struct jt_options *options,
                                     struct jt_buf *path);

/* One object that somebody named. */
struct jt_found {
    jt_str key;   /* lives in the manage's arena */
    jt_str label; /* its first name; for questions */
    jt_str path;  /* the list's path, "/" and the key */
};

/* Finds the one object that word names: by key, else by its names, which must be unambiguous.
 * JT_ERR_NOT_FOUND and JT_ERR_ARG (several) with trouble; errors of jt_manage_send(). */
JT_MUST_USE enum jt_err jt_kind_find(struct jt_manage *manage, const struct jt_kind *kind,
                                     jt_str path, const char *word, struct jt_found *ret_found,
                                     struct jt_trouble *trouble);

#endif
