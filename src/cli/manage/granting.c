/* SPDX-License-Identifier: Apache-2.0 */
/* A small set of permissions, looked through from end to end. */
#include "cli/manage/granting.h"

#include "cli/manage/manage.h"

#include <stdlib.h>

#define EVERY JT_STR("*")

enum jt_err jt_granting_new(struct jt_granting *ret_granting)
{
    struct jt_granting_item *items = calloc(JT_GRANTING_MAX, sizeof(*items));
    if (items == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_granting = (struct jt_granting){.items = items};
    return JT_OK;
}

void jt_granting_clear(struct jt_granting *granting)
{
    free(granting->items);
    *granting = (struct jt_granting){.items = NULL};
}

static bool is_same(const struct jt_granting_item *a, const struct jt_granting_item *b)
{
    return jt_str_equal(a->api, b->api) && jt_str_equal(a->name, b->name);
}

static size_t find(const struct jt_granting *granting, const struct jt_granting_item *item)
{
    size_t i = 0;
    while (i < granting->count && !(is_same(&granting->items[i], item) &&
                                    jt_str_equal(granting->items[i].stage, item->stage))) {
        i++;
    }
    return i;
}

static void drop(struct jt_granting *granting, size_t at)
{
    granting->count--;
    for (size_t i = at; i < granting->count; i++) {
        granting->items[i] = granting->items[i + 1];
    }
}

/* "Every stage" stands alone: it takes the place of single stages, and holds them already. */
static enum jt_err put(struct jt_granting *granting, const struct jt_granting_item *item)
{
    struct jt_granting_item every = {item->api, item->name, EVERY};
    bool is_every = jt_str_equal(item->stage, EVERY);
    if (find(granting, item) < granting->count || find(granting, &every) < granting->count) {
        return JT_OK;
    }
    for (size_t i = granting->count; is_every && i > 0; i--) {
        if (is_same(&granting->items[i - 1], item)) {
            drop(granting, i - 1);
        }
    }
    if (granting->count == JT_GRANTING_MAX) {
        return JT_ERR_LIMIT;
    }
    granting->items[granting->count++] = *item;
    return JT_OK;
}

static enum jt_err parse(jt_str word, jt_str api, struct jt_granting_item *ret_item,
                         struct jt_trouble *trouble)
{
    size_t colon = jt_str_find_char(word, ':');
    bool has_stage = colon < word.len;
    struct jt_granting_item item = {
        .api = api,
        .name = has_stage ? jt_str_from(word, colon + 1) : word,
        .stage = has_stage ? jt_str_slice(word, 0, colon) : (jt_str){NULL, 0},
    };
    if (item.name.len == 0 || (has_stage && item.stage.len == 0)) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE, "\"%.*s\" is no permission.", JT_STR_ARG(word));
        jt_trouble_set_next(trouble, "Write NAME, STAGE:NAME, *:NAME for every stage, or *.");
        return JT_ERR_ARG;
    }
    *ret_item = item;
    return JT_OK;
}

static enum jt_err add_word(struct jt_granting *granting, jt_str word, jt_str api,
                            struct jt_trouble *trouble)
{
    struct jt_granting_item item;
    if (jt_str_equal(word, EVERY)) {
        granting->all = true;
        granting->count = 0;
        return JT_OK;
    }
    JT_TRY(parse(word, api, &item, trouble));
    return granting->all ? JT_OK : put(granting, &item);
}

static enum jt_err larger(jt_str word, const char *whole, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE,
                   "\"%.*s\" cannot be taken away alone: it is granted as a part of \"%s\".",
                   JT_STR_ARG(word), whole);
    jt_trouble_set_next(trouble, "Say what shall be left: --set PERMISSION ...");
    return JT_ERR_ARG;
}

static enum jt_err remove_word(struct jt_granting *granting, jt_str word, jt_str api,
                               struct jt_trouble *trouble)
{
    struct jt_granting_item item;
    if (jt_str_equal(word, EVERY) && granting->all) {
        granting->all = false;
        return JT_OK;
    }
    JT_TRY(parse(word, api, &item, trouble));
    struct jt_granting_item every = {api, item.name, EVERY};
    size_t at = find(granting, &item);
    if (at < granting->count) {
        drop(granting, at);
        return JT_OK;
    }
    if (granting->all) {
        return larger(word, "*", trouble);
    }
    if (find(granting, &every) < granting->count) {
        return larger(word, "every stage", trouble);
    }
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "\"%.*s\" is not granted.", JT_STR_ARG(word));
    return JT_ERR_ARG;
}

static enum jt_err
each_word(struct jt_granting *granting, const struct jt_option_list *list, jt_str api,
          enum jt_err (*take)(struct jt_granting *, jt_str, jt_str, struct jt_trouble *),
          struct jt_trouble *trouble)
{
    for (size_t i = 0; i < list->count; i++) {
        jt_str rest = jt_str_from_c(list->at[i]);
        for (jt_str word; jt_str_next(&rest, ' ', &word);) {
            JT_TRY(word.len ? take(granting, word, api, trouble) : JT_OK);
        }
    }
    return JT_OK;
}

enum jt_err jt_granting_add(struct jt_granting *granting, const struct jt_option_list *list,
                            jt_str api, struct jt_trouble *trouble)
{
    enum jt_err err = each_word(granting, list, api, add_word, trouble);
    if (err == JT_ERR_LIMIT) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE, "These are too many permissions.");
    }
    return err;
}

enum jt_err jt_granting_remove(struct jt_granting *granting, const struct jt_option_list *list,
                               jt_str api, struct jt_trouble *trouble)
{
    return each_word(granting, list, api, remove_word, trouble);
}

void jt_granting_drop_api(struct jt_granting *granting, jt_str api)
{
    granting->all = false;
    for (size_t i = granting->count; i > 0; i--) {
        if (jt_str_equal(granting->items[i - 1].api, api)) {
            drop(granting, i - 1);
        }
    }
}

static enum jt_err read_item(struct jt_granting *granting, const struct jt_json_value *value)
{
    const struct jt_json_value *stages = jt_json_get(value, "stages");
    struct jt_granting_item item = {
        .api = jt_member(value, "api"),
        .name = jt_member(value, "permission"),
    };
    if (item.name.len == 0) {
        return JT_ERR_FORMAT;
    }
    if (stages == NULL) {
        return put(granting, &item);
    }
    for (size_t i = 0; i < jt_json_count(stages); i++) {
        if (!jt_json_string(jt_json_at(stages, i), &item.stage)) {
            return JT_ERR_FORMAT;
        }
        JT_TRY(put(granting, &item));
    }
    return JT_OK;
}

enum jt_err jt_granting_read(struct jt_granting *granting, const struct jt_json_value *permissions)
{
    jt_str text;
    for (size_t i = 0; i < jt_json_count(permissions); i++) {
        const struct jt_json_value *value = jt_json_at(permissions, i);
        if (jt_json_string(value, &text) && jt_str_equal(text, EVERY)) {
            granting->all = true;
            continue;
        }
        JT_TRY(read_item(granting, value));
    }
    return JT_OK;
}

static bool stands_before(const struct jt_granting *granting, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (is_same(&granting->items[i], &granting->items[at])) {
            return true;
        }
    }
    return false;
}

/* One permission with all its stages. */
static void write_item(const struct jt_granting *granting, size_t at, struct jt_json_writer *w)
{
    const struct jt_granting_item *item = &granting->items[at];
    jt_json_object_begin(w);
    jt_json_member_string(w, "permission", item->name);
    if (item->api.len) {
        jt_json_member_string(w, "api", item->api);
    }
    if (item->stage.len) {
        jt_json_name(w, "stages");
        jt_json_array_begin(w);
    }
    for (size_t i = at; item->stage.len && i < granting->count; i++) {
        if (is_same(&granting->items[i], item)) {
            jt_json_write_string(w, granting->items[i].stage);
        }
    }
    if (item->stage.len) {
        jt_json_array_end(w);
    }
    jt_json_object_end(w);
}

void jt_granting_write(const struct jt_granting *granting, struct jt_json_writer *w)
{
    jt_json_array_begin(w);
    if (granting->all) {
        jt_json_write_string(w, EVERY);
    }
    for (size_t i = 0; i < granting->count && !granting->all; i++) {
        if (!stands_before(granting, i)) {
            write_item(granting, i, w);
        }
    }
    jt_json_array_end(w);
}
