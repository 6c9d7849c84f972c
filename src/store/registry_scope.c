/* SPDX-License-Identifier: Apache-2.0 */
/* "development:end_user.view user.manage", made once for each set of grants: its grants as places
 * in the catalogue, sorted, then written one after the other. */
#include "store/registry_scope.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 64 << 20, ENTRIES_MAX = 4 << 20 };

/* JT_INDEX_NONE as stage: for the whole organization. */
struct entry {
    uint32_t api;
    uint32_t stage;
    uint32_t permission;
};

struct entries {
    struct entry *items;
    size_t count;
    size_t cap;
};

static void entries_clear(struct entries *entries)
{
    free(entries->items);
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    if (a->api != b->api) {
        return a->api < b->api ? -1 : 1;
    }
    if (a->stage != b->stage) {
        return a->stage < b->stage ? -1 : 1;
    }
    return a->permission == b->permission ? 0 : a->permission < b->permission ? -1 : 1;
}

static void add(struct entries *entries, const struct jt_catalogue *catalogue, uint32_t stage,
                uint32_t permission)
{
    const struct jt_permission *row = &jt_catalogue_permissions(catalogue)[permission];
    uint32_t api = jt_catalogue_find_api(catalogue, row->api);
    bool is_whole = stage == JT_INDEX_NONE;
    bool archived = !is_whole && jt_catalogue_stages(catalogue)[stage].archived.s != 0;
    if (api == JT_INDEX_NONE || archived || row->per_stage == is_whole) {
        return;
    }
    entries->items[entries->count++] = (struct entry){api, stage, permission};
}

static void add_at_every_stage(struct entries *entries, const struct jt_catalogue *catalogue,
                               uint32_t permission)
{
    for (uint32_t stage = 0; stage < catalogue->stages.count; stage++) {
        add(entries, catalogue, stage, permission);
    }
}

/* A permission at its widest: for the whole organization, or at every stage. */
static void add_whole(struct entries *entries, const struct jt_catalogue *catalogue,
                      uint32_t permission)
{
    if (jt_catalogue_permissions(catalogue)[permission].per_stage) {
        add_at_every_stage(entries, catalogue, permission);
    } else {
        add(entries, catalogue, JT_INDEX_NONE, permission);
    }
}

static void add_granted(struct entries *entries, const struct jt_catalogue *catalogue,
                        const struct jt_grants *grants)
{
    for (size_t i = 0; i < grants->count; i++) {
        const struct jt_grant *grant = &grants->items[i];
        uint32_t permission = jt_catalogue_find_permission(catalogue, grant->permission);
        uint32_t stage = jt_catalogue_find_stage(catalogue, grant->stage);
        if (permission == JT_INDEX_NONE) {
            continue;
        }
        if (grant->stage == 0) {
            add_whole(entries, catalogue, permission);
        } else if (stage != JT_INDEX_NONE) {
            add(entries, catalogue, stage, permission);
        }
    }
}

static void add_everything(struct entries *entries, const struct jt_catalogue *catalogue)
{
    for (uint32_t permission = 0; permission < catalogue->permissions.count; permission++) {
        add_whole(entries, catalogue, permission);
    }
}

static size_t most_of(const struct jt_catalogue *catalogue, const struct jt_grant *grant)
{
    uint32_t permission = jt_catalogue_find_permission(catalogue, grant->permission);
    bool is_wide = permission != JT_INDEX_NONE && grant->stage == 0 &&
                   jt_catalogue_permissions(catalogue)[permission].per_stage;
    return is_wide ? catalogue->stages.count : 1;
}

static size_t most_entries(const struct jt_catalogue *catalogue, const struct jt_grants *grants)
{
    size_t most = 0;
    for (size_t i = 0; i < grants->count; i++) {
        most += most_of(catalogue, &grants->items[i]);
    }
    for (size_t i = 0; grants->all && i < catalogue->permissions.count; i++) {
        bool per_stage = jt_catalogue_permissions(catalogue)[i].per_stage;
        most += per_stage ? catalogue->stages.count : 1;
    }
    return most;
}

/* A stage that is granted by name as well as by "every stage" stands there once. */
static size_t drop_twins(struct entry *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || compare(&items[kept - 1], &items[i]) != 0) {
            items[kept++] = items[i];
        }
    }
    return kept;
}

static enum jt_err gather(const struct jt_catalogue *catalogue, const struct jt_grants *grants,
                          struct entries *entries)
{
    entries->cap = most_entries(catalogue, grants);
    if (entries->cap > ENTRIES_MAX) {
        return JT_ERR_LIMIT;
    }
    entries->items = reallocarray(NULL, entries->cap + 1, sizeof(struct entry));
    if (entries->items == NULL) {
        return JT_ERR_NOMEM;
    }
    if (grants->all) {
        add_everything(entries, catalogue);
    } else {
        add_granted(entries, catalogue, grants);
    }
    qsort(entries->items, entries->count, sizeof(struct entry), compare);
    entries->count = drop_twins(entries->items, entries->count);
    return JT_OK;
}

static void append(struct jt_buf *buf, const struct jt_catalogue *catalogue,
                   const struct entry *entry)
{
    if (entry->stage != JT_INDEX_NONE) {
        jt_buf_append(buf, jt_catalogue_stages(catalogue)[entry->stage].slug);
        jt_buf_append_char(buf, ':');
    }
    jt_buf_append(buf, jt_catalogue_permissions(catalogue)[entry->permission].name);
}

/* Writes all texts one after the other, and at each item how long its own is. */
static void write_texts(struct jt_buf *buf, const struct jt_catalogue *catalogue,
                        const struct entries *entries, struct jt_scope_texts *texts)
{
    struct jt_scope_text *item = texts->items;
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->items[i];
        bool is_first = i == 0 || entry->api != entries->items[i - 1].api;
        if (is_first) {
            item = &texts->items[texts->count++];
            item->api = jt_catalogue_apis(catalogue)[entry->api].id;
        } else {
            jt_buf_append_char(buf, ' ');
        }
        size_t from = buf->len;
        append(buf, catalogue, entry);
        item->text.len += buf->len - from + !is_first;
    }
}

static size_t count_apis(const struct entries *entries)
{
    size_t count = 0;
    for (size_t i = 0; i < entries->count; i++) {
        count += i == 0 || entries->items[i].api != entries->items[i - 1].api;
    }
    return count;
}

/* Room for the items; the text is put behind them when its length is known. */
static enum jt_err put_text(const struct jt_buf *buf, size_t items_size,
                            struct jt_scope_texts **texts)
{
    struct jt_scope_texts *whole = realloc(*texts, items_size + buf->len + 1);
    if (whole == NULL) {
        return JT_ERR_NOMEM;
    }
    *texts = whole;
    char *at = (char *)whole + items_size;
    if (buf->len) {
        memcpy(at, buf->ptr, buf->len);
    }
    for (size_t i = 0; i < whole->count; i++) {
        whole->items[i].text.ptr = at;
        at += whole->items[i].text.len;
    }
    return JT_OK;
}

enum jt_err jt_scope_texts_new(const struct jt_catalogue *catalogue, const struct jt_grants *grants,
                               struct jt_scope_texts **ret_texts)
{
    struct jt_buf buf JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(TEXT_MAX);
    struct entries entries JT_CLEAN(entries_clear) = {0};
    JT_TRY(gather(catalogue, grants, &entries));
    size_t size =
        sizeof(struct jt_scope_texts) + count_apis(&entries) * sizeof(struct jt_scope_text);
    struct jt_scope_texts *texts = calloc(1, size);
    if (texts == NULL) {
        return JT_ERR_NOMEM;
    }
    write_texts(&buf, catalogue, &entries, texts);
    enum jt_err err = jt_buf_check(&buf);
    if (err == JT_OK) {
        err = put_text(&buf, size, &texts);
    }
    if (err != JT_OK) {
        free(texts);
        return err;
    }
    *ret_texts = texts;
    return JT_OK;
}
