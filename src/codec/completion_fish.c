/* SPDX-License-Identifier: Apache-2.0 */
/* fish, `complete`: one line for each word and option, each with the condition under which it is
 * offered. */
#include "codec/completion.h"

static void write_quoted_help(const struct jt_completion_item *item, struct jt_buf *buf)
{
    if (item->help && item->help[0]) {
        jt_buf_append_c(buf, " -d ");
        jt_completion_quote(buf, item->help);
    }
}

/* A command's own words are offered until one of them stands there. */
static void write_condition(const struct jt_completion_place *place, bool is_word,
                            struct jt_buf *buf)
{
    if (place->depth == 0) {
        jt_buf_append_c(buf, " -n '__fish_use_subcommand'");
        return;
    }
    jt_buf_append_f(buf, " -n '__fish_seen_subcommand_from %.*s", JT_STR_ARG(place->path[0]));
    if (place->depth > 1) {
        jt_buf_append_f(buf, "; and __fish_seen_subcommand_from %.*s", JT_STR_ARG(place->path[1]));
    }
    if (is_word) {
        jt_buf_append_c(buf, "; and not __fish_seen_subcommand_from");
        for (size_t i = 0; i < place->count; i++) {
            if (!place->items[i].is_option) {
                jt_buf_append_f(buf, " %.*s", JT_STR_ARG(place->items[i].word));
            }
        }
    }
    jt_buf_append_char(buf, '\'');
}

static void write_value(const struct jt_completion_item *item, struct jt_buf *buf)
{
    if (item->meta) {
        jt_buf_append_c(buf, jt_completion_is_path(item) ? " -r -F" : " -x");
    }
    if (jt_completion_is_choice(item)) {
        jt_buf_append_c(buf, " -a '");
        jt_completion_write_choices(item, buf);
        jt_buf_append_char(buf, '\'');
    }
}

static void write_item(const struct jt_completion *completion,
                       const struct jt_completion_place *place,
                       const struct jt_completion_item *item, struct jt_buf *buf)
{
    jt_buf_append_f(buf, "complete -c %s", completion->program);
    write_condition(place, !item->is_option, buf);
    if (!item->is_option) {
        jt_buf_append_f(buf, " -a %.*s", JT_STR_ARG(item->word));
    } else {
        if (item->letter) {
            jt_buf_append_f(buf, " -s %c", item->letter);
        }
        jt_buf_append_f(buf, " -l %.*s", JT_STR_ARG(item->word));
        write_value(item, buf);
    }
    write_quoted_help(item, buf);
    jt_buf_append_char(buf, '\n');
}

void jt_completion_write_fish(const struct jt_completion *completion,
                              struct jt_completion_place *place, struct jt_buf *buf)
{
    jt_buf_append_f(buf,
                    "# fish completion for %s, written by `%s completion fish`\n"
                    "complete -c %s -f\n",
                    completion->program, completion->program, completion->program);
    for (size_t i = 0; completion->place(completion->arg, i, place); i++) {
        for (size_t k = 0; k < place->count; k++) {
            write_item(completion, place, &place->items[k], buf);
        }
    }
}
