/* SPDX-License-Identifier: Apache-2.0 */
/* Objects as lines, and arrays of objects as tables below them. */
#include "cli/manage/show.h"

#include "cli/manage/manage.h"
#include "cli/manage/table.h"
#include "cli/manage/text.h"

enum { GAP = 2 };

struct writing {
    struct jt_buf *out;
    bool coloured;
    jt_str above; /* the name of the object that this member is in; may be empty */
    size_t width; /* of the widest label */
};

/* "lastUsedAt" as "last used at". */
static void write_words(jt_str name, struct jt_buf *out)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf words = {0};
    for (size_t i = 0; i < name.len; i++) {
        bool is_capital = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
        if (is_capital && i) {
            jt_buf_append_char(&words, ' ');
        }
        jt_buf_append_char(&words, is_capital ? (char)(name.ptr[i] - 'A' + 'a') : name.ptr[i]);
    }
    jt_text_append_clean(out, jt_buf_str(&words));
}

/* {"permission":"x","stages":["a","b"]} as "a:x b:x". */
static void show_permission(const struct jt_json_value *value, struct jt_buf *out)
{
    const struct jt_json_value *stages = jt_json_get(value, "stages");
    jt_str name = jt_member(value, "permission");
    jt_str stage;
    for (size_t i = 0; i < jt_json_count(stages); i++) {
        jt_buf_append_c(out, i ? " " : "");
        if (jt_json_string(jt_json_at(stages, i), &stage)) {
            jt_text_append_clean(out, stage);
            jt_buf_append_char(out, ':');
        }
        jt_text_append_clean(out, name);
    }
    if (stages == NULL) {
        jt_text_append_clean(out, name);
    }
    if (jt_member(value, "api").len) {
        jt_buf_append_c(out, " (");
        jt_text_append_clean(out, jt_member(value, "api"));
        jt_buf_append_c(out, ")");
    }
}

static void show_list(const struct jt_json_value *array, struct jt_buf *out)
{
    for (size_t i = 0; i < jt_json_count(array); i++) {
        jt_buf_append_c(out, i ? ", " : "");
        jt_show_value(jt_json_at(array, i), out);
    }
    jt_buf_append_c(out, jt_json_count(array) ? "" : "-");
}

static bool show_first(void *arg, jt_str name, const struct jt_json_value *value)
{
    (void)name;
    jt_show_value(value, arg);
    return false;
}

static void show_scalar(const struct jt_json_value *value, struct jt_buf *out)
{
    jt_str text;
    int64_t integer = 0;
    double real = 0;
    bool flag = false;
    if (jt_json_string(value, &text)) {
        jt_text_append_clean(out, text);
        jt_buf_append_c(out, text.len ? "" : "-");
    } else if (jt_json_integer(value, &integer)) {
        jt_buf_append_i64(out, integer);
    } else if (jt_json_number(value, &real)) {
        jt_buf_append_f(out, "%g", real);
    } else {
        jt_buf_append_c(out, jt_json_bool(value, &flag) ? (flag ? "yes" : "no") : "-");
    }
}

void jt_show_value(const struct jt_json_value *value, struct jt_buf *out)
{
    if (jt_json_type(value) == JT_JSON_ARRAY) {
        show_list(value, out);
    } else if (jt_json_get(value, "permission")) {
        show_permission(value, out);
    } else if (jt_json_type(value) == JT_JSON_OBJECT) {
        jt_str name = jt_member(value, "name");
        name = name.len ? name : jt_member(value, "slug");
        if (name.len) {
            jt_text_append_clean(out, name);
        } else {
            (void)jt_json_each(value, show_first, out);
        }
    } else {
        show_scalar(value, out);
    }
}

static bool add_heading(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct jt_table *table = arg;
    JT_CLEAN(jt_buf_clear) struct jt_buf label = {0};
    (void)value;
    write_words(name, &label);
    jt_table_add(table, jt_buf_str(&label));
    return true;
}

struct adding {
    struct jt_table *table;
    const struct jt_json_value *row;
};

/* Goes by the first row's members, so that every row has the same columns. */
static bool add_cell(void *arg, jt_str name, const struct jt_json_value *first)
{
    const struct adding *adding = arg;
    JT_CLEAN(jt_buf_clear) struct jt_buf cell = {0};
    (void)first;
    jt_show_value(jt_json_get(adding->row, name.ptr), &cell);
    jt_table_add(adding->table, jt_buf_str(&cell));
    return true;
}

static void show_rows(const struct jt_json_value *array, const struct writing *writing)
{
    const struct jt_json_value *first = jt_json_at(array, 0);
    JT_CLEAN(jt_table_clear) struct jt_table table = JT_TABLE_INIT(jt_json_count(first));
    (void)jt_json_each(first, add_heading, &table);
    for (size_t i = 0; i < jt_json_count(array); i++) {
        struct adding adding = {&table, jt_json_at(array, i)};
        (void)jt_json_each(first, add_cell, &adding);
    }
    jt_table_write(&table, 2, writing->coloured, writing->out);
}

static void write_label(const struct writing *writing, jt_str name, struct jt_buf *label)
{
    if (writing->above.len) {
        write_words(writing->above, label);
        jt_buf_append_char(label, ' ');
    }
    write_words(name, label);
}

static void write_column(const struct writing *writing, jt_str name)
{
    size_t start = writing->out->len;
    write_label(writing, name, writing->out);
    while (writing->out->err == JT_OK && writing->out->len - start < writing->width + GAP) {
        jt_buf_append_char(writing->out, ' ');
    }
}

static void write_scalar(const struct writing *writing, const struct jt_json_value *value)
{
    jt_str text = {NULL, 0};
    (void)jt_json_string(value, &text);
    const char *colour = writing->coloured ? jt_table_colour(text) : NULL;
    if (colour) {
        jt_buf_append_f(writing->out, "\033[%sm", colour);
    }
    jt_show_value(value, writing->out);
    jt_buf_append_c(writing->out, colour ? "\033[0m\n" : "\n");
}

/* An array of objects is a table of its own, but permissions have a form for one line. */
static bool is_table(const struct jt_json_value *value)
{
    const struct jt_json_value *first = jt_json_at(value, 0);
    size_t columns = jt_json_type(first) == JT_JSON_OBJECT ? jt_json_count(first) : 0;
    return columns && columns <= JT_TABLE_COLUMNS_MAX && jt_json_get(first, "permission") == NULL;
}

/* Sentences stand below each other. */
static bool is_sentences(const struct jt_json_value *value)
{
    jt_str text;
    return jt_json_string(jt_json_at(value, 0), &text) && jt_str_find_char(text, ' ') < text.len;
}

static void show_sentences(const struct jt_json_value *array, struct jt_buf *out)
{
    for (size_t i = 0; i < jt_json_count(array); i++) {
        jt_buf_append_c(out, "  ");
        jt_show_value(jt_json_at(array, i), out);
        jt_buf_append_char(out, '\n');
    }
}

static bool is_nested(const struct jt_json_value *value, const struct writing *writing)
{
    return jt_json_type(value) == JT_JSON_OBJECT && writing->above.len == 0;
}

static bool measure_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct writing *writing = arg;
    JT_CLEAN(jt_buf_clear) struct jt_buf label = {0};
    if (is_nested(value, writing)) {
        writing->above = name;
        (void)jt_json_each(value, measure_member, writing);
        writing->above = (jt_str){NULL, 0};
        return true;
    }
    write_label(writing, name, &label);
    if (!is_table(value) && label.len > writing->width) {
        writing->width = label.len;
    }
    return true;
}

static bool show_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct writing *writing = arg;
    if (is_nested(value, writing)) {
        writing->above = name;
        (void)jt_json_each(value, show_member, writing);
        writing->above = (jt_str){NULL, 0};
        return true;
    }
    if (is_table(value) || is_sentences(value)) {
        write_label(writing, name, writing->out);
        jt_buf_append_char(writing->out, '\n');
        is_table(value) ? show_rows(value, writing) : show_sentences(value, writing->out);
        return true;
    }
    write_column(writing, name);
    write_scalar(writing, value);
    return true;
}

void jt_show_object(const struct jt_json_value *object, bool coloured, struct jt_buf *out)
{
    struct writing writing = {.out = out, .coloured = coloured};
    (void)jt_json_each(object, measure_member, &writing);
    (void)jt_json_each(object, show_member, &writing);
}
