/* SPDX-License-Identifier: Apache-2.0 */
/* A pasted command line, cut into words as a POSIX shell would (XCU §2.2, §2.3) or, where it was
 * written for it, as Windows' cmd. Nothing is expanded, opened or run: what a shell would expand
 * stays as it stands and is reported, and so is what copying through a page or a document leaves
 * behind. Words may be secrets: they live in the caller's arena. */
#ifndef JT_CODEC_SHELL_WORDS_H
#define JT_CODEC_SHELL_WORDS_H

#include "base/arena.h"
#include "base/buf.h"

enum {
    JT_SHELL_INPUT_MAX = 64 << 10, /* bytes */
    JT_SHELL_WORDS_MAX = 512,
    JT_SHELL_FINDINGS_MAX = 64, /* more are not kept */
};

enum jt_shell_finding_kind {
    JT_SHELL_VARIABLE,      /* $X, ${X}, $1: the shell puts its value there */
    JT_SHELL_SUBSTITUTION,  /* $(…) or `…`: the shell runs it */
    JT_SHELL_HISTORY,       /* !x: an interactive shell puts an earlier command there */
    JT_SHELL_TILDE,         /* ~ at the start of a word: a home directory */
    JT_SHELL_PATTERN,       /* * ? [ { outside quotes: names of files may come there */
    JT_SHELL_AMPERSAND,     /* & outside quotes, inside a word: the command ends there */
    JT_SHELL_LOST_BREAK,    /* the line ends, and the next one begins with an option */
    JT_SHELL_BLANK_AFTER,   /* blanks between a backslash and the line's end: no continuation */
    JT_SHELL_FOREIGN_BREAK, /* a backtick at the line's end, PowerShell's continuation: taken as one
                             */
    JT_SHELL_REDIRECT,      /* < or <<: what the shell would read there is not read */
    JT_SHELL_UNTERMINATED,  /* a quote, or $(, that nothing closes: taken up to the end */
    JT_SHELL_CURLY_QUOTE,   /* “ ” ‘ ’ „ « »: no quotes to a shell */
    JT_SHELL_SPECIAL_SPACE, /* a no-break space and its like: no blank to a shell */
    JT_SHELL_INVISIBLE,     /* zero-width, byte order mark, soft hyphen */
    JT_SHELL_DASH,          /* – — ‑ − where a word begins: no option to curl */
    JT_SHELL_CONTROL,       /* a NUL, dropped as the shell does, or another control character */
};

struct jt_shell_finding {
    enum jt_shell_finding_kind kind;
    size_t offset; /* of the byte in the input */
    size_t word;   /* the word it stands in, or behind the last one */
};

struct jt_shell_word {
    jt_str text;
    size_t offset; /* where it begins in the input */
};

struct jt_shell_command {
    struct jt_shell_word words[JT_SHELL_WORDS_MAX];
    size_t word_count;
    struct jt_shell_finding findings[JT_SHELL_FINDINGS_MAX];
    size_t finding_count;
    size_t end; /* where the next command begins in the input */
};

/* Reads one command from offset on: to the end of the line, an operator, or the input. Empty lines
 * and comments before it are skipped; no words means that the input is used up. The struct is large
 * and belongs into the arena. JT_ERR_LIMIT: JT_SHELL_INPUT_MAX or JT_SHELL_WORDS_MAX.
 * JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_shell_split(struct jt_arena *arena, jt_str input, size_t offset,
                                       struct jt_shell_command *ret_command);
/* Line and column of an offset, both from 1; the column counts characters. */
void jt_shell_place(jt_str input, size_t offset, size_t *ret_line, size_t *ret_column);
/* Appends text as one word in single quotes, or as it is when it needs none. */
void jt_shell_quote(struct jt_buf *buf, jt_str text);

#endif
