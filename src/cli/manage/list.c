/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: a table for people; for programs the API's own form, all pages as one. */
#include "cli/manage/verbs.h"

#include "cli/manage/show.h"
#include "cli/manage/table.h"
#include "cli/say.h"

#include <stdio.h>
#include <unistd.h>

struct writing {
    const struct jt_kind *kind;
    struct jt_table *table;
    struct jt_json_writer *w;
};

static size_t column_count(const struct jt_kind *kind)
{
    size_t count = 0;
    while (kind->columns[count].title) {
        count++;
    }
    return count;
}

static void add_row(void *arg, const struct jt_json_value *row)
{
    const struct writing *writing = arg;
    for (const struct jt_kind_column *column = writing->kind->columns; column->title; column++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf cell = {0};
        if (column->write) {
            column->write(row, &cell);
        } else {
            jt_show_value(jt_json_get(row, column->member), &cell);
        }
        jt_table_add(writing->table, jt_buf_str(&cell));
    }
}

static void write_table(struct jt_manage *manage, const struct jt_kind *kind,
                        const struct jt_rows *rows)
{
    JT_CLEAN(jt_table_clear) struct jt_table table = JT_TABLE_INIT(column_count(kind));
    struct writing writing = {.kind = kind, .table = &table};
    for (const struct jt_kind_column *column = kind->columns; column->title; column++) {
        jt_table_add(&table, jt_str_from_c(column->title));
    }
    jt_rows_each(rows, add_row, &writing);
    jt_table_write(&table, 0, jt_say_is_coloured(STDOUT_FILENO), &manage->cli->out);
}

static void write_row(void *arg, const struct jt_json_value *row)
{
    const struct writing *writing = arg;
    jt_json_write_value(writing->w, row);
}

/* One page that has everything. */
static void write_page(struct jt_json_writer *w, const struct jt_rows *rows)
{
    int64_t count = (int64_t)rows->count;
    jt_json_name(w, "page");
    jt_json_object_begin(w);
    jt_json_member_integer(w, "count", count);
    jt_json_member_integer(w, "limit", count ? count : 1);
    jt_json_member_integer(w, "offset", 0);
    jt_json_member_integer(w, "nextPageOffset", count ? count : 1);
    jt_json_member_integer(w, "totalResults", rows->total);
    jt_json_member_integer(w, "totalPages", count ? (rows->total + count - 1) / count : 0);
    jt_json_object_end(w);
}

static void write_json(struct jt_manage *manage, const struct jt_rows *rows, bool is_one)
{
    struct jt_json_writer w = {.buf = &manage->cli->out};
    struct writing writing = {.w = &w};
    if (is_one) {
        jt_json_write_value(&w, jt_json_root(rows->pages[0]));
    } else {
        jt_json_object_begin(&w);
        jt_json_name(&w, "results");
        jt_json_array_begin(&w);
        jt_rows_each(rows, write_row, &writing);
        jt_json_array_end(&w);
        write_page(&w, rows);
        jt_json_object_end(&w);
    }
    jt_buf_append_char(&manage->cli->out, '\n');
}

enum jt_err jt_verb_write_results(struct jt_manage *manage, const struct jt_kind *kind,
                                  struct jt_reply *reply)
{
    JT_CLEAN(jt_rows_free) struct jt_rows *rows = jt_rows_new();
    if (rows == NULL) {
        return JT_ERR_NOMEM;
    }
    rows->pages[rows->page_count++] = reply->json;
    reply->json = NULL;
    if (manage->cli->options.json) {
        write_json(manage, rows, true);
    } else {
        write_table(manage, kind, rows);
    }
    return JT_OK;
}

static void note_rest(const struct jt_manage *manage, const struct jt_rows *rows)
{
    char text[128];
    if (rows->total == 0) {
        jt_say_note(manage->cli, "There is none.");
    } else if (rows->count == 0) {
        jt_say_note(manage->cli, "There is none so far down the list.");
    } else if ((int64_t)rows->count < rows->total) {
        (void)snprintf(text, sizeof(text), "These are %zu of %lld.", rows->count,
                       (long long)rows->total);
        jt_say_note(manage->cli, text);
    }
}

static void write_query(const struct jt_options *options, const struct jt_kind *kind,
                        struct jt_buf *query)
{
    for (const struct jt_kind_filter *filter = kind->filters; filter->parameter; filter++) {
        const char *at = (const char *)options + filter->offset;
        jt_query_add(query, filter->parameter, *(const char *const *)(const void *)at);
    }
    jt_query_add(query, "limit", options->limit);
    jt_query_add(query, "offset", options->offset);
}

enum jt_err jt_verb_write_list(struct jt_manage *manage, const struct jt_kind *kind, jt_str path,
                               struct jt_trouble *trouble)
{
    JT_CLEAN(jt_rows_free) struct jt_rows *rows = jt_rows_new();
    JT_CLEAN(jt_buf_clear) struct jt_buf query = {0};
    const struct jt_options *options = &manage->cli->options;
    if (rows == NULL) {
        return JT_ERR_NOMEM;
    }
    write_query(options, kind, &query);
    JT_TRY(jt_buf_check(&query));
    JT_TRY(jt_rows_get(manage, path, jt_buf_str(&query), JT_MANAGE_PAGES_MAX, rows, trouble));
    bool is_one = options->limit || options->offset;
    if (options->json) {
        write_json(manage, rows, is_one);
    } else if (rows->count) {
        write_table(manage, kind, rows);
    }
    if (!options->json || (!is_one && (int64_t)rows->count < rows->total)) {
        note_rest(manage, rows);
    }
    return JT_OK;
}

enum jt_err jt_verb_list(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    const struct jt_cli *cli = manage->cli;
    JT_TRY(jt_kind_path(cli->verb->kind, &cli->options, &path));
    JT_TRY(jt_manage_begin(manage, manage->cli, (jt_str){NULL, 0}, trouble));
    return jt_verb_write_list(manage, cli->verb->kind, jt_buf_str(&path), trouble);
}
