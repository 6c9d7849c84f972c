/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of both kinds of shell share; for shell_*.c alone. */
#ifndef JT_CODEC_SHELL_PARTS_H
#define JT_CODEC_SHELL_PARTS_H

#include "codec/shell_words.h"

struct jt_shell_reader {
    jt_str in;
    size_t at;
    struct jt_shell_command *command;
    char *out; /* as long as the input: decoding never lengthens */
    size_t len;
    size_t word_out;    /* where the open word begins in out */
    size_t word_offset; /* and in the input */
    bool in_word;
    bool drops_word; /* it belongs to a redirection */
};

/* The byte at this distance from the place, 0 at the end and for NUL. */
char jt_shell_peek(const struct jt_shell_reader *reader, size_t distance);
/* False for NUL. */
bool jt_shell_is_one_of(char c, jt_str set);
void jt_shell_report(struct jt_shell_reader *reader, enum jt_shell_finding_kind kind,
                     size_t offset);
/* Opens a word at offset unless one is open. */
void jt_shell_begin_word(struct jt_shell_reader *reader, size_t offset);
void jt_shell_put(struct jt_shell_reader *reader, char c);
/* JT_ERR_LIMIT: too many words. */
JT_MUST_USE enum jt_err jt_shell_end_word(struct jt_shell_reader *reader);
/* Copies the character at the place and goes on behind it; reports what copying through a page
 * leaves behind. */
void jt_shell_copy(struct jt_shell_reader *reader);
/* The length of the line break at the place, \n or \r\n; 0: there is none. */
size_t jt_shell_break_len(const struct jt_shell_reader *reader, size_t distance);

/* Behind $' up to the closing quote (XCU §2.2.4). */
void jt_shell_read_ansi(struct jt_shell_reader *reader);

/* Does the input look as if it was written for Windows' cmd, with ^ where a shell has \? */
bool jt_shell_is_cmd(jt_str input);
JT_MUST_USE enum jt_err jt_shell_split_cmd(struct jt_shell_reader *reader, struct jt_arena *arena);

#endif
