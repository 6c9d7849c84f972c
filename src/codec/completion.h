/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts that teach a shell a program's words and options, made from the program's own tables. */
#ifndef JT_CODEC_COMPLETION_H
#define JT_CODEC_COMPLETION_H

#include "base/buf.h"

enum { JT_COMPLETION_ITEMS_MAX = 96 };

struct jt_completion_item {
    jt_str word; /* a word, or an option without its hyphens */
    bool is_option;
    char letter; /* of an option; 0: none */
    const char
        *meta; /* an option's value; NULL: a flag. "FILE" and "DIR" are paths, "a|b" choices */
    const char *help;
};

/* Where one stands on the command line: behind no word, a command, or a command and its verb. */
struct jt_completion_place {
    jt_str path[2];
    size_t depth;
    struct jt_completion_item items[JT_COMPLETION_ITEMS_MAX];
    size_t count;
};

struct jt_completion {
    const char *program;
    /* Fills in the place of this number, 0 being the program itself; false: there are no more. */
    bool (*place)(void *arg, size_t index, struct jt_completion_place *ret_place);
    void *arg;
};

/* Words may hold a-z, 0-9 and hyphens; the texts are quoted here. Too many items are dropped. */
void jt_completion_add(struct jt_completion_place *place, const struct jt_completion_item *item);

/* shell: bash, zsh or fish. JT_ERR_NOT_FOUND: another. */
JT_MUST_USE enum jt_err jt_completion_write(const struct jt_completion *completion, jt_str shell,
                                            struct jt_buf *buf);

/* One file each. place is room to work in. */
void jt_completion_write_bash(const struct jt_completion *completion,
                              struct jt_completion_place *place, struct jt_buf *buf);
void jt_completion_write_zsh(const struct jt_completion *completion,
                             struct jt_completion_place *place, struct jt_buf *buf);
void jt_completion_write_fish(const struct jt_completion *completion,
                              struct jt_completion_place *place, struct jt_buf *buf);

/* Is the value of this option a path? Is it one of several words? */
bool jt_completion_is_path(const struct jt_completion_item *item);
bool jt_completion_is_choice(const struct jt_completion_item *item);
/* Appends the choices with spaces between. */
void jt_completion_write_choices(const struct jt_completion_item *item, struct jt_buf *buf);
/* For bash and zsh: what may follow an option with choices. previous: how the script says the word
 * before. */
void jt_completion_write_cases(const struct jt_completion_place *place, const char *previous,
                               struct jt_buf *buf);
/* Appends text in single quotes, as all three shells read it. */
void jt_completion_quote(struct jt_buf *buf, const char *text);
/* Appends "/client/list": the place as the scripts of bash and zsh name it. */
void jt_completion_write_path(const struct jt_completion_place *place, struct jt_buf *buf);
/* Appends the loop body's case that follows the words of the command line to their place. */
void jt_completion_write_walk(const struct jt_completion *completion,
                              struct jt_completion_place *place, const char *word,
                              struct jt_buf *buf);

#endif
