/* SPDX-License-Identifier: Apache-2.0 */
/* bash(1), Programmable Completion: one function that walks to the place and offers what is there.
 */
#include "codec/completion.h"

static const char offer[] = "    if [[ \" $paths \" == *\" $prev \"* ]]; then\n"
                            "        compopt -o filenames 2>/dev/null\n"
                            "        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
                            "    elif [[ -n $choices ]]; then\n"
                            "        COMPREPLY=($(compgen -W \"$choices\" -- \"$cur\"))\n"
                            "    elif [[ \" $valued \" == *\" $prev \"* ]]; then\n"
                            "        COMPREPLY=()\n"
                            "    elif [[ $cur == -* ]]; then\n"
                            "        COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
                            "    else\n"
                            "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                            "    fi\n"
                            "}\n";

static void write_option(const struct jt_completion_item *item, struct jt_buf *buf)
{
    if (item->letter) {
        jt_buf_append_f(buf, "-%c ", item->letter);
    }
    jt_buf_append_f(buf, "--%.*s ", JT_STR_ARG(item->word));
}

enum which { WORDS, OPTIONS, VALUED, PATHS };

static bool is_one(const struct jt_completion_item *item, enum which which)
{
    switch (which) {
    case WORDS:
        return !item->is_option;
    case OPTIONS:
        return item->is_option;
    case VALUED:
        return item->is_option && item->meta;
    case PATHS:
        return item->is_option && jt_completion_is_path(item);
    }
    return false;
}

static void write_list(const struct jt_completion_place *place, const char *variable,
                       enum which which, struct jt_buf *buf)
{
    jt_buf_append_f(buf, "            %s='", variable);
    for (size_t i = 0; i < place->count; i++) {
        const struct jt_completion_item *item = &place->items[i];
        if (!is_one(item, which)) {
            continue;
        }
        if (item->is_option) {
            write_option(item, buf);
        } else {
            jt_buf_append_f(buf, "%.*s ", JT_STR_ARG(item->word));
        }
    }
    jt_buf_append_c(buf, "'\n");
}

static void write_place(const struct jt_completion_place *place, struct jt_buf *buf)
{
    jt_buf_append_c(buf, "        '");
    jt_completion_write_path(place, buf);
    jt_buf_append_c(buf, "')\n");
    write_list(place, "words", WORDS, buf);
    write_list(place, "options", OPTIONS, buf);
    write_list(place, "valued", VALUED, buf);
    write_list(place, "paths", PATHS, buf);
    jt_completion_write_cases(place, "$prev", buf);
    jt_buf_append_c(buf, "            ;;\n");
}

void jt_completion_write_bash(const struct jt_completion *completion,
                              struct jt_completion_place *place, struct jt_buf *buf)
{
    jt_buf_append_f(buf,
                    "# bash completion for %s, written by `%s completion bash`\n"
                    "_%s() {\n"
                    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                    "    local place= words= options= valued= paths= choices= i\n"
                    "    for ((i = 1; i < COMP_CWORD; i++)); do\n",
                    completion->program, completion->program, completion->program);
    jt_completion_write_walk(completion, place, "${COMP_WORDS[i]}", buf);
    jt_buf_append_c(buf, "    done\n    case \"$place\" in\n");
    for (size_t i = 0; completion->place(completion->arg, i, place); i++) {
        write_place(place, buf);
    }
    jt_buf_append_f(buf, "    esac\n%scomplete -o bashdefault -o default -F _%s %s\n", offer,
                    completion->program, completion->program);
}
