/* SPDX-License-Identifier: Apache-2.0 */
/* From what a person calls an object to its key. A key is asked for at once; a name is sought in
 * the list, narrowed down where the API can, and must be the name of one object alone. */
#include "cli/manage/kind.h"

#include "base/uuid.h"
#include "codec/percent.h"

struct search {
    struct jt_manage *manage;
    const struct jt_kind *kind;
    jt_str path;
    jt_str word;
    const char *member;
    size_t count;
    struct jt_found found;
    struct jt_buf others; /* the keys of all that bear the name */
};

static bool is_key(const struct jt_kind *kind, jt_str word)
{
    jt_uuid uuid;
    bool is_slug = !jt_str_equal(jt_str_from_c(kind->key), JT_STR("key"));
    return !kind->is_listed_only && (is_slug || jt_uuid_parse(word, &uuid) == JT_OK);
}

static jt_str keep(struct jt_manage *manage, jt_str text)
{
    return jt_arena_copy(&manage->arena, text);
}

static enum jt_err found(struct jt_manage *manage, const struct jt_kind *kind, jt_str path,
                         const struct jt_json_value *object, struct jt_found *ret_found)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf own = {0};
    jt_str key = jt_member(object, kind->key);
    jt_buf_append(&own, path);
    jt_path_add(&own, key);
    JT_TRY(jt_buf_check(&own));
    *ret_found = (struct jt_found){
        .key = keep(manage, key),
        .label = keep(manage, jt_member(object, kind->names[0].member)),
        .path = keep(manage, jt_buf_str(&own)),
    };
    bool is_whole = ret_found->key.ptr && ret_found->label.ptr && ret_found->path.ptr;
    return is_whole ? JT_OK : JT_ERR_NOMEM;
}

/* JT_ERR_NOT_FOUND: there is none with this key. */
static enum jt_err find_key(const struct search *search, struct jt_found *ret_found,
                            struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf path = {0};
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    jt_buf_append(&path, search->path);
    jt_path_add(&path, search->word);
    JT_TRY(jt_buf_check(&path));
    struct jt_manage_request request = {.method = "GET", .path = jt_buf_str(&path)};
    enum jt_err err = jt_manage_send(search->manage, &request, &reply, trouble);
    if (err == JT_ERR_REFUSED && trouble->status == 404) {
        trouble->kind = JT_TROUBLE_NONE;
        return JT_ERR_NOT_FOUND;
    }
    JT_TRY(err);
    return found(search->manage, search->kind, search->path, jt_json_root(reply.json), ret_found);
}

static void compare(void *arg, const struct jt_json_value *row)
{
    struct search *search = arg;
    if (!jt_str_equal(jt_member(row, search->member), search->word)) {
        return;
    }
    search->count++;
    jt_buf_append_c(&search->others, search->others.len ? ", " : "");
    jt_buf_append(&search->others, jt_member(row, search->kind->key));
    if (found(search->manage, search->kind, search->path, row, &search->found) != JT_OK) {
        search->others.err = JT_ERR_NOMEM;
    }
}

static enum jt_err find_name(struct search *search, const struct jt_kind_name *name,
                             struct jt_trouble *trouble)
{
    JT_CLEAN(jt_rows_free) struct jt_rows *rows = jt_rows_new();
    JT_CLEAN(jt_buf_clear) struct jt_buf query = {0};
    if (rows == NULL) {
        return JT_ERR_NOMEM;
    }
    if (name->filter) {
        jt_buf_append_f(&query, "%s=", name->filter);
        jt_percent_encode(&query, search->word);
    }
    JT_TRY(jt_buf_check(&query));
    JT_TRY(jt_rows_get(search->manage, search->path, jt_buf_str(&query), JT_MANAGE_SEARCH_PAGES_MAX,
                       rows, trouble));
    search->member = name->member;
    jt_rows_each(rows, compare, search);
    JT_TRY(jt_buf_check(&search->others));
    if (search->count == 0 && (int64_t)rows->count < rows->total) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE,
                       "There are too many to look through all of them for \"%.*s\".",
                       JT_STR_ARG(search->word));
        jt_trouble_set_next(trouble, "Say the key.");
        return JT_ERR_LIMIT;
    }
    return JT_OK;
}

static enum jt_err none(const struct search *search, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_REFUSED, "There is no %s \"%.*s\".", search->kind->noun,
                   JT_STR_ARG(search->word));
    jt_trouble_set_next(trouble, "Upper and lower case count; `list` shows those that are there.");
    jt_trouble_copy(trouble->error, sizeof(trouble->error), JT_STR("object_unknown"));
    return JT_ERR_NOT_FOUND;
}

static enum jt_err several(const struct search *search, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "%zu of them are called \"%.*s\".", search->count,
                   JT_STR_ARG(search->word));
    jt_trouble_set_next(trouble, "Say which one by its key: %.*s",
                        JT_STR_ARG(jt_buf_str(&search->others)));
    return JT_ERR_ARG;
}

/* Who asks knows its own key from its token, without a search. */
static bool is_self(const struct jt_manage *manage, const struct jt_kind *kind, jt_str word)
{
    return kind == &jt_kind_client && manage->self.len &&
           (jt_str_equal(word, JT_STR("self")) ||
            jt_str_equal(word, manage->acquire.want.client_id));
}

static enum jt_err search_all(struct search *search, struct jt_found *ret_found,
                              struct jt_trouble *trouble)
{
    if (is_key(search->kind, search->word)) {
        enum jt_err err = find_key(search, ret_found, trouble);
        if (err != JT_ERR_NOT_FOUND) {
            return err;
        }
    }
    const struct jt_kind_name *name = search->kind->names;
    for (; name->member && search->count == 0; name++) {
        JT_TRY(find_name(search, name, trouble));
    }
    if (search->count > 1) {
        return several(search, trouble);
    }
    if (search->count == 0) {
        return none(search, trouble);
    }
    *ret_found = search->found;
    return JT_OK;
}

enum jt_err jt_kind_find(struct jt_manage *manage, const struct jt_kind *kind, jt_str path,
                         const char *word, struct jt_found *ret_found, struct jt_trouble *trouble)
{
    struct search search = {
        .manage = manage,
        .kind = kind,
        .path = path,
        .word = is_self(manage, kind, jt_str_from_c(word)) ? manage->self : jt_str_from_c(word),
    };
    if (search.word.len == 0) {
        return none(&search, trouble);
    }
    enum jt_err err = search_all(&search, ret_found, trouble);
    jt_buf_clear(&search.others);
    return err;
}
