/* SPDX-License-Identifier: Apache-2.0 */
/* zshcompsys(1): the same walk, with descriptions. The script works from a folder of $fpath, and
 * when it is evaluated. */
#include "codec/completion.h"

static const char offer[] = "    if [[ \" $paths \" == *\" $words[CURRENT-1] \"* ]]; then\n"
                            "        _files\n"
                            "    elif [[ -n $choices ]]; then\n"
                            "        compadd -- ${=choices}\n"
                            "    elif [[ \" $valued \" == *\" $words[CURRENT-1] \"* ]]; then\n"
                            "        _message value\n"
                            "    elif [[ $PREFIX == -* ]]; then\n"
                            "        _describe -o option options\n"
                            "    else\n"
                            "        _describe command verbs\n"
                            "    fi\n"
                            "}\n";

/* _describe takes WORD:TEXT; a colon in the word would end it, and ours have none. */
static void write_item(const struct jt_completion_item *item, struct jt_buf *buf)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    jt_buf_append_f(&text, "%s%.*s:%s", item->is_option ? "--" : "", JT_STR_ARG(item->word),
                    item->help ? item->help : "");
    jt_buf_append_char(buf, ' ');
    jt_completion_quote(buf, jt_buf_c(&text));
}

static void write_array(const struct jt_completion_place *place, const char *name, bool options,
                        struct jt_buf *buf)
{
    jt_buf_append_f(buf, "            %s=(", name);
    for (size_t i = 0; i < place->count; i++) {
        if (place->items[i].is_option == options) {
            write_item(&place->items[i], buf);
        }
    }
    jt_buf_append_c(buf, ")\n");
}

static void write_values(const struct jt_completion_place *place, const char *name, bool paths,
                         struct jt_buf *buf)
{
    jt_buf_append_f(buf, "            %s='", name);
    for (size_t i = 0; i < place->count; i++) {
        const struct jt_completion_item *item = &place->items[i];
        bool is_one = item->is_option && item->meta && (!paths || jt_completion_is_path(item));
        if (is_one && item->letter) {
            jt_buf_append_f(buf, "-%c ", item->letter);
        }
        if (is_one) {
            jt_buf_append_f(buf, "--%.*s ", JT_STR_ARG(item->word));
        }
    }
    jt_buf_append_c(buf, "'\n");
}

static void write_place(const struct jt_completion_place *place, struct jt_buf *buf)
{
    jt_buf_append_c(buf, "        '");
    jt_completion_write_path(place, buf);
    jt_buf_append_c(buf, "')\n");
    write_array(place, "verbs", false, buf);
    write_array(place, "options", true, buf);
    write_values(place, "valued", false, buf);
    write_values(place, "paths", true, buf);
    jt_completion_write_cases(place, "$words[CURRENT-1]", buf);
    jt_buf_append_c(buf, "            ;;\n");
}

void jt_completion_write_zsh(const struct jt_completion *completion,
                             struct jt_completion_place *place, struct jt_buf *buf)
{
    const char *program = completion->program;
    jt_buf_append_f(buf,
                    "#compdef %s\n"
                    "# zsh completion for %s, written by `%s completion zsh`\n"
                    "_%s() {\n"
                    "    local place= valued= paths= choices= i\n"
                    "    local -a verbs options\n"
                    "    for ((i = 2; i < CURRENT; i++)); do\n",
                    program, program, program, program);
    jt_completion_write_walk(completion, place, "${words[i]}", buf);
    jt_buf_append_c(buf, "    done\n    case \"$place\" in\n");
    for (size_t i = 0; completion->place(completion->arg, i, place); i++) {
        write_place(place, buf);
    }
    jt_buf_append_f(buf,
                    "    esac\n%sif [[ $funcstack[1] == _%s ]]; then\n"
                    "    _%s \"$@\"\nelse\n    compdef _%s %s\nfi\n",
                    offer, program, program, program, program);
}
