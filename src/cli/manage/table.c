/* SPDX-License-Identifier: Apache-2.0 */
/* Gathering cells, then writing them when all widths are known. */
#include "cli/manage/table.h"

#include "cli/manage/text.h"

#include <string.h>

enum { GAP = 2 };

static const struct {
    const char *word;
    const char *colour;
} states[] = {
    {"Available", "32"},  {"Active", "32"},   {"active", "32"},      {"Needs attention", "33"},
    {"Invited", "33"},    {"next", "33"},     {"overlapping", "33"}, {"Expired", "31"},
    {"Suspended", "31"},  {"Inactive", "31"}, {"expired", "31"},     {"revoked", "31"},
    {"superseded", "31"},
};

const char *jt_table_colour(jt_str word)
{
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (jt_str_equal(word, jt_str_from_c(states[i].word))) {
            return states[i].colour;
        }
    }
    return NULL;
}

void jt_table_add(struct jt_table *table, jt_str text)
{
    size_t start = table->cells.len;
    size_t *width = &table->width[table->at++ % table->columns];
    jt_text_append_clean(&table->cells, text);
    size_t own = jt_text_width(jt_str_from(jt_buf_str(&table->cells), start));
    *width = own > *width ? own : *width;
    jt_buf_append_char(&table->cells, '\0');
}

static void write_spaces(struct jt_buf *out, size_t count)
{
    while (count--) {
        jt_buf_append_char(out, ' ');
    }
}

static void write_cell(const struct jt_table *table, size_t at, jt_str cell, bool coloured,
                       struct jt_buf *out)
{
    size_t column = at % table->columns;
    const char *colour = at < table->columns ? "1" : jt_table_colour(cell);
    bool is_last = column + 1 == table->columns;
    if (coloured && colour) {
        jt_buf_append_f(out, "\033[%sm%.*s\033[0m", colour, JT_STR_ARG(cell));
    } else {
        jt_buf_append(out, cell);
    }
    if (is_last) {
        jt_buf_append_char(out, '\n');
        return;
    }
    write_spaces(out, table->width[column] - jt_text_width(cell) + GAP);
}

void jt_table_write(const struct jt_table *table, size_t indent, bool coloured, struct jt_buf *out)
{
    jt_str rest = jt_buf_str(&table->cells);
    jt_str cell;
    if (jt_buf_check(&table->cells) != JT_OK) {
        out->err = out->err == JT_OK ? table->cells.err : out->err;
        return;
    }
    for (size_t at = 0; at < table->at && jt_str_next(&rest, '\0', &cell); at++) {
        if (at % table->columns == 0) {
            write_spaces(out, indent);
        }
        write_cell(table, at, cell, coloured, out);
    }
}

void jt_table_clear(struct jt_table *table)
{
    jt_buf_clear(&table->cells);
    table->at = 0;
}
