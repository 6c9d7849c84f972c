/* SPDX-License-Identifier: Apache-2.0 */
/* A pasted curl command, read as the request that curl would send. Text alone: no file is opened,
 * no variable expanded, no address asked; what is not done is remarked on. Everything lives in the
 * caller's arena, because any of it may be a secret. */
#ifndef JT_CLIENT_CURL_COMMAND_H
#define JT_CLIENT_CURL_COMMAND_H

#include "codec/shell_words.h"

enum {
    JT_CURL_HEADERS_MAX = 100,
    JT_CURL_REMARKS_MAX = 96, /* more are not kept */
    JT_CURL_PIECES_MAX = 128, /* -d and its like */
    JT_CURL_BODY_MAX = 256 << 10,
    JT_CURL_COMMANDS_MAX = 16, /* of the paste, before curl */
};

/* The first rows are the shell's findings, in their order. */
enum jt_curl_remark_kind {
#define JT_CURL_REMARK(id, what, cure) JT_CURL_REMARK_##id,
#include "client/curl_remark.def"
#undef JT_CURL_REMARK
    JT_CURL_REMARK_KINDS
};

/* Which part of the request a remark is about. */
enum jt_curl_part {
    JT_CURL_COMMAND,
    JT_CURL_METHOD,
    JT_CURL_URL,
    JT_CURL_HEADER,
    JT_CURL_USER, /* -u: client id and secret */
    JT_CURL_BODY,
    JT_CURL_OPTION, /* anything else */
};

struct jt_curl_remark {
    enum jt_curl_remark_kind kind;
    enum jt_curl_part part;
    size_t offset; /* in the paste; see jt_shell_place() */
};

struct jt_curl_header {
    jt_str name;
    jt_str value;
};

struct jt_curl_command {
    jt_str method;
    jt_str url; /* with a scheme, without user information and fragment; empty: there is none */
    /* What goes over the wire, credentials and content type included; without those that every
     * request has (Host, Content-Length, and curl's own User-Agent and Accept). */
    struct jt_curl_header headers[JT_CURL_HEADERS_MAX];
    size_t header_count;
    jt_str body;
    bool has_body;
    bool has_user; /* -u, or user information in the address */
    jt_str user;   /* as given, before base64 */
    jt_str password;
    bool is_partial; /* something that belongs to the request was not read: a file, say */
    struct jt_curl_remark remarks[JT_CURL_REMARKS_MAX];
    size_t remark_count;
};

/* Finds the first curl command in text, behind prompts and other commands. The struct is large and
 * belongs into the arena. JT_ERR_NOT_FOUND: there is none. JT_ERR_LIMIT: a limit above, or those of
 * shell_words.h. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_curl_command_parse(struct jt_arena *arena, jt_str text,
                                              struct jt_curl_command *ret_command);
/* The value of the first header of this name; the empty view when there is none. */
jt_str jt_curl_command_header(const struct jt_curl_command *command, jt_str name);
bool jt_curl_command_has(const struct jt_curl_command *command, enum jt_curl_remark_kind kind);

/* "plus_is_space", what it means, and what to do (may be ""). */
const char *jt_curl_remark_name(enum jt_curl_remark_kind kind);
const char *jt_curl_remark_what(enum jt_curl_remark_kind kind);
const char *jt_curl_remark_cure(enum jt_curl_remark_kind kind);
/* "body", "header" … */
const char *jt_curl_part_name(enum jt_curl_part part);

#endif
