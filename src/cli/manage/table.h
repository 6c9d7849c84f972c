/* SPDX-License-Identifier: Apache-2.0 */
/* A table for people: columns as wide as their widest cell, two spaces between, a heading. */
#ifndef JT_CLI_MANAGE_TABLE_H
#define JT_CLI_MANAGE_TABLE_H

#include "base/buf.h"

enum { JT_TABLE_COLUMNS_MAX = 12, JT_TABLE_MAX = 16 << 20 };

struct jt_table {
    struct jt_buf cells; /* clean text, each with a NUL behind, row by row; the heading first */
    size_t columns;
    size_t at; /* cells so far */
    size_t width[JT_TABLE_COLUMNS_MAX];
};

#define JT_TABLE_INIT(column_count)                                                                \
    {                                                                                              \
        .cells = JT_BUF_INIT(JT_TABLE_MAX), .columns = (column_count)                              \
    }

/* The next cell, from left to right; the first row is the heading. Any text will do. */
void jt_table_add(struct jt_table *table, jt_str text);
/* Appends the table, indented; coloured: with a bold heading, and words of state in colours. */
void jt_table_write(const struct jt_table *table, size_t indent, bool coloured, struct jt_buf *out);
void jt_table_clear(struct jt_table *table);

/* The colour of a word of state ("Available", "revoked"): what stands between ESC [ and m; NULL for
 * any other text. */
const char *jt_table_colour(jt_str word);

#endif
