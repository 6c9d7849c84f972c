/* SPDX-License-Identifier: Apache-2.0 */
/* What the scripts of all shells share. */
#include "codec/completion.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    void (*write)(const struct jt_completion *completion, struct jt_completion_place *place,
                  struct jt_buf *buf);
} shells[] = {
    {"bash", jt_completion_write_bash},
    {"zsh", jt_completion_write_zsh},
    {"fish", jt_completion_write_fish},
};

void jt_completion_add(struct jt_completion_place *place, const struct jt_completion_item *item)
{
    if (place->count < JT_COMPLETION_ITEMS_MAX) {
        place->items[place->count++] = *item;
    }
}

bool jt_completion_is_path(const struct jt_completion_item *item)
{
    return item->meta && (strcmp(item->meta, "FILE") == 0 || strcmp(item->meta, "DIR") == 0);
}

bool jt_completion_is_choice(const struct jt_completion_item *item)
{
    return item->meta && strchr(item->meta, '|') != NULL;
}

void jt_completion_write_choices(const struct jt_completion_item *item, struct jt_buf *buf)
{
    for (const char *c = item->meta; *c; c++) {
        jt_buf_append_char(buf, *c == '|' ? ' ' : *c);
    }
}

void jt_completion_write_cases(const struct jt_completion_place *place, const char *previous,
                               struct jt_buf *buf)
{
    for (size_t i = 0; i < place->count; i++) {
        const struct jt_completion_item *item = &place->items[i];
        if (item->is_option && jt_completion_is_choice(item)) {
            jt_buf_append_f(buf, "            [[ %s == --%.*s ]] && choices='", previous,
                            JT_STR_ARG(item->word));
            jt_completion_write_choices(item, buf);
            jt_buf_append_c(buf, "'\n");
        }
    }
}

void jt_completion_quote(struct jt_buf *buf, const char *text)
{
    jt_buf_append_char(buf, '\'');
    for (; *text; text++) {
        if (*text == '\'') {
            jt_buf_append_c(buf, "'\\''");
        } else {
            jt_buf_append_char(buf, *text);
        }
    }
    jt_buf_append_char(buf, '\'');
}

void jt_completion_write_path(const struct jt_completion_place *place, struct jt_buf *buf)
{
    for (size_t i = 0; i < place->depth; i++) {
        jt_buf_append_f(buf, "/%.*s", JT_STR_ARG(place->path[i]));
    }
}

void jt_completion_write_walk(const struct jt_completion *completion,
                              struct jt_completion_place *place, const char *word,
                              struct jt_buf *buf)
{
    jt_buf_append_f(buf, "        case \"$place/%s\" in\n            ", word);
    for (size_t i = 1; completion->place(completion->arg, i, place); i++) {
        jt_buf_append_c(buf, i > 1 ? "|" : "");
        jt_completion_write_path(place, buf);
    }
    jt_buf_append_f(buf, ") place=\"$place/%s\" ;;\n        esac\n", word);
}

enum jt_err jt_completion_write(const struct jt_completion *completion, jt_str shell,
                                struct jt_buf *buf)
{
    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        if (!jt_str_equal(shell, jt_str_from_c(shells[i].name))) {
            continue;
        }
        struct jt_completion_place *place = malloc(sizeof(*place));
        if (place == NULL) {
            return JT_ERR_NOMEM;
        }
        shells[i].write(completion, place, buf);
        free(place);
        return jt_buf_check(buf);
    }
    return JT_ERR_NOT_FOUND;
}
