/* SPDX-License-Identifier: Apache-2.0 */
/* jeton event list: a page of the audit log, as lines for people or as the server sent it. */
#include "cli/event_source.h"
#include "cli/event_verbs.h"

#include "codec/json_write.h"
#include "codec/percent.h"

#include <string.h>

static const char *const filters[] = {"actor", "action", "objectKind", "object", "from",
                                      "to",    "after",  "order",      "limit",  "offset"};

static bool is_filter(jt_str name)
{
    for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
        if (jt_str_equal(name, jt_str_from_c(filters[i]))) {
            return true;
        }
    }
    return false;
}

static enum jt_err add_filter(struct jt_buf *url, jt_str arg, char before,
                              struct jt_trouble *trouble)
{
    size_t at = jt_str_find_char(arg, '=');
    jt_str name = jt_str_slice(arg, 0, at);
    if (at == arg.len || !is_filter(name)) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE,
                       "\"%.*s\" is no filter: say NAME=VALUE with actor, action, objectKind, "
                       "object, from, to, after, order, limit or offset.",
                       JT_STR_ARG(arg));
        return JT_ERR_ARG;
    }
    jt_buf_append_char(url, before);
    jt_buf_append(url, name);
    jt_buf_append_char(url, '=');
    jt_percent_encode(url, jt_str_from(arg, at + 1));
    return JT_OK;
}

static void write_column(struct jt_buf *out, const struct jt_json_value *object, const char *name,
                         int width)
{
    char printable[256] = "-";
    jt_str text;
    if (jt_json_string(jt_json_get(object, name), &text) && text.len) {
        jt_trouble_copy(printable, sizeof(printable), text);
    }
    jt_buf_append_f(out, "%-*s ", width, printable);
}

static void write_lines(struct jt_buf *out, const struct jt_json_value *root)
{
    const struct jt_json_value *results = jt_json_get(root, "results");
    for (size_t i = 0; i < jt_json_count(results); i++) {
        const struct jt_json_value *event = jt_json_at(results, i);
        int64_t number = 0;
        (void)jt_json_integer(jt_json_get(event, "number"), &number);
        jt_buf_append_f(out, "%8lld  ", (long long)number);
        write_column(out, event, "time", 21);
        write_column(out, jt_json_get(event, "actor"), "name", 20);
        write_column(out, event, "address", 15);
        write_column(out, event, "action", 28);
        write_column(out, event, "object", 1);
        jt_buf_append_char(out, '\n');
    }
}

enum jt_err jt_event_verb_list(struct jt_cli *cli, const char *const *args, size_t count,
                               struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf url = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf query = {0};
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    struct jt_event_source source;
    for (size_t i = 0; i < count; i++) {
        JT_TRY(add_filter(&query, jt_str_from_c(args[i]), i ? '&' : '?', trouble));
    }
    JT_TRY(jt_buf_check(&query));
    JT_TRY(jt_event_source_open(cli, &source, trouble));
    jt_buf_append_f(&url, "%s/api/identity/v1/events%.*s", source.base,
                    JT_STR_ARG(jt_buf_str(&query)));
    JT_TRY(jt_buf_check(&url));
    JT_TRY(jt_event_source_get(&source, jt_buf_str(&url), &json, trouble));
    if (!cli->options.json) {
        write_lines(&cli->out, jt_json_root(json));
        return JT_OK;
    }
    struct jt_json_writer w = {.buf = &cli->out};
    jt_json_write_value(&w, jt_json_root(json));
    jt_buf_append_char(&cli->out, '\n');
    return JT_OK;
}
