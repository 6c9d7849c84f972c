/* SPDX-License-Identifier: Apache-2.0 */
/* A curl command under way; for curl_*.c alone. */
#ifndef JT_CLIENT_CURL_PARTS_H
#define JT_CLIENT_CURL_PARTS_H

#include "client/curl_command.h"
#include "client/curl_options.h"

/* One -d or its like. */
struct jt_curl_piece {
    enum jt_curl_does does;
    jt_str text;
    size_t offset;
};

struct jt_curl_reader {
    struct jt_arena *arena;
    struct jt_shell_command *shell;
    struct jt_curl_command *command;
    enum jt_curl_part parts[JT_SHELL_WORDS_MAX]; /* which part each word became */
    size_t offsets[JT_CURL_OPTION + 1];          /* where each part was last seen */
    size_t word;                                 /* the one being read */
    struct jt_curl_piece pieces[JT_CURL_PIECES_MAX];
    size_t piece_count;
    struct jt_buf query; /* --url-query */
    jt_str bearer;
    bool has_bearer;
    bool is_get;
    bool is_head;
    bool is_json;
    bool is_form;
    bool is_upload;
};

void jt_curl_remark(struct jt_curl_reader *reader, enum jt_curl_remark_kind kind,
                    enum jt_curl_part part, size_t offset);
/* JT_ERR_LIMIT: too many headers. */
JT_MUST_USE enum jt_err jt_curl_add_header(struct jt_curl_reader *reader, jt_str name,
                                           jt_str value);
/* Carries out one option; value is empty for a flag. */
JT_MUST_USE enum jt_err jt_curl_apply(struct jt_curl_reader *reader,
                                      const struct jt_curl_option *option, jt_str value);
/* An argument that is no option. */
void jt_curl_take_url(struct jt_curl_reader *reader, jt_str url);
/* Makes method, address, body and the headers that follow from the options. */
JT_MUST_USE enum jt_err jt_curl_finish(struct jt_curl_reader *reader);
/* The pieces as they are sent, in buf; remarks on what becomes of them. */
void jt_curl_write_data(struct jt_curl_reader *reader, bool is_form, struct jt_buf *buf);
void jt_curl_append_urlencoded(struct jt_curl_reader *reader, const struct jt_curl_piece *piece,
                               struct jt_buf *buf);
/* Remarks on address and body as a whole. */
void jt_curl_look_over(struct jt_curl_reader *reader);

#endif
