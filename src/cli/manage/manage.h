/* SPDX-License-Identifier: Apache-2.0 */
/* The management API for the commands: where it is, one request, all pages of a list. */
#ifndef JT_CLI_MANAGE_MANAGE_H
#define JT_CLI_MANAGE_MANAGE_H

#include "cli/cli.h"

#include "base/arena.h"
#include "codec/json.h"

#define JT_MANAGE_PATH "/api/identity/v1"

enum {
    JT_MANAGE_BODY_MAX = 1 << 20,   /* that is sent: the server's own limit */
    JT_MANAGE_PAGE = 100,           /* the most that the API gives at once */
    JT_MANAGE_PAGES_MAX = 300,      /* of one list: what fits into JT_CLI_OUT_MAX */
    JT_MANAGE_SEARCH_PAGES_MAX = 50 /* of one search that no filter narrows */
};

struct jt_manage {
    struct jt_cli *cli;
    struct jt_acquire acquire;
    bool is_narrow; /* the token names what the verb needs: one for everything is too large */
    struct jt_arena arena; /* what lives as long as the command */
    jt_str base;           /* https://…/api/identity/v1, as the token's audience names it */
    jt_str self;           /* the key of the client that asks */
    jt_str realm;          /* the key of its realm, the platform's */
    int64_t retry_after_s; /* of the last answer; -1: it said nothing */
};

struct jt_manage_request {
    const char *method;
    jt_str path;     /* behind base; begins with / */
    jt_str query;    /* without ?; may be empty */
    jt_str body;     /* JSON; may be empty */
    jt_str if_match; /* may be empty */
};

struct jt_reply {
    struct jt_json *json; /* NULL: there was none */
    jt_str etag;          /* lives in the manage's arena */
};

/* Gets a token and reads from it where the API is. Credentials as for every other command, but a
 * resource that is another API is left out. Scope, when not empty, is asked for instead of the
 * configured one, if that is narrower than all and no option's. When a token for everything is too
 * large, one for scope is had, or for what the verb needs. */
JT_MUST_USE enum jt_err jt_manage_begin(struct jt_manage *ret_manage, struct jt_cli *cli,
                                        jt_str scope, struct jt_trouble *trouble);
void jt_manage_clear(struct jt_manage *manage);
/* The run of every command that has verbs. */
int jt_manage_run(struct jt_cli *cli);

/* JT_ERR_REFUSED: the API said no, and trouble has its words and its status. Errors of
 * jt_call_send(). */
JT_MUST_USE enum jt_err jt_manage_send(struct jt_manage *manage,
                                       const struct jt_manage_request *request,
                                       struct jt_reply *ret_reply, struct jt_trouble *trouble);
void jt_reply_clear(struct jt_reply *reply);

/* A list, page by page. */
struct jt_rows {
    struct jt_json *pages[JT_MANAGE_PAGES_MAX];
    size_t page_count;
    size_t count;
    int64_t total; /* that there are */
};

/* Gets all pages, at most pages_max; one page alone when query names limit or offset. */
JT_MUST_USE enum jt_err jt_rows_get(struct jt_manage *manage, jt_str path, jt_str query,
                                    size_t pages_max, struct jt_rows *ret_rows,
                                    struct jt_trouble *trouble);
void jt_rows_each(const struct jt_rows *rows,
                  void (*visit)(void *arg, const struct jt_json_value *row), void *arg);
/* Frees the rows, which are large. Cleanup helper. */
void jt_rows_free(struct jt_rows **rows);
/* NULL without memory. */
struct jt_rows *jt_rows_new(void);

/* Appends "name=value" to a query, with & where it is needed; nothing when value is NULL. */
void jt_query_add(struct jt_buf *query, const char *name, const char *value);
/* Appends "/" and one segment of a path, percent-encoded. */
void jt_path_add(struct jt_buf *path, jt_str segment);
/* Text of a member; empty when it is no string. */
jt_str jt_member(const struct jt_json_value *object, const char *name);

#endif
