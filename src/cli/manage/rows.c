/* SPDX-License-Identifier: Apache-2.0 */
/* A list of the management API, page after page, at the pace that the server allows. */
#include "cli/manage/manage.h"
#include "cli/say.h"

#include <stdlib.h>
#include <time.h>

enum { WAITS_MAX = 60, WAIT_MAX_S = 60, STATUS_TOO_MANY = 429 };

struct jt_rows *jt_rows_new(void)
{
    return calloc(1, sizeof(struct jt_rows));
}

void jt_rows_clear(struct jt_rows *rows)
{
    for (size_t i = 0; i < rows->page_count; i++) {
        jt_json_clear(&rows->pages[i]);
    }
    rows->page_count = rows->count = 0;
}

void jt_rows_free(struct jt_rows **rows)
{
    if (*rows) {
        jt_rows_clear(*rows);
        free(*rows);
        *rows = NULL;
    }
}

void jt_rows_each(const struct jt_rows *rows,
                  void (*visit)(void *arg, const struct jt_json_value *row), void *arg)
{
    for (size_t i = 0; i < rows->page_count; i++) {
        const struct jt_json_value *results = jt_json_get(jt_json_root(rows->pages[i]), "results");
        for (size_t k = 0; k < jt_json_count(results); k++) {
            visit(arg, jt_json_at(results, k));
        }
    }
}

/* RFC 9110 §10.2.3: a list of many pages can meet the limit of requests a minute. */
static bool wait_as_told(const struct jt_manage *manage, const struct jt_trouble *trouble,
                         unsigned waits)
{
    int64_t wait_s = manage->retry_after_s;
    if (trouble->status != STATUS_TOO_MANY || waits >= WAITS_MAX || wait_s < 1 ||
        wait_s > WAIT_MAX_S) {
        return false;
    }
    if (waits == 0) {
        jt_say_note(manage->cli, "The list is long and the server asks for patience: going on as "
                                 "it allows.");
    }
    struct timespec left = {.tv_sec = (time_t)wait_s};
    return nanosleep(&left, NULL) == 0;
}

static enum jt_err get_page(struct jt_manage *manage, const struct jt_manage_request *request,
                            struct jt_reply *ret_reply, struct jt_trouble *trouble)
{
    enum jt_err err = JT_ERR_REFUSED;
    for (unsigned waits = 0;; waits++) {
        err = jt_manage_send(manage, request, ret_reply, trouble);
        if (err != JT_ERR_REFUSED || !wait_as_told(manage, trouble, waits)) {
            return err;
        }
        trouble->kind = JT_TROUBLE_NONE;
    }
}

static void take(struct jt_rows *rows, struct jt_reply *reply)
{
    const struct jt_json_value *root = jt_json_root(reply->json);
    rows->pages[rows->page_count++] = reply->json;
    rows->count += jt_json_count(jt_json_get(root, "results"));
    if (!jt_json_integer(jt_json_get(jt_json_get(root, "page"), "totalResults"), &rows->total)) {
        rows->total = (int64_t)rows->count;
    }
    reply->json = NULL;
}

static bool names_page(jt_str query)
{
    return jt_str_contains(query, JT_STR("limit=")) || jt_str_contains(query, JT_STR("offset="));
}

enum jt_err jt_rows_get(struct jt_manage *manage, jt_str path, jt_str query, size_t pages_max,
                        struct jt_rows *ret_rows, struct jt_trouble *trouble)
{
    bool is_one = names_page(query);
    for (size_t page = 0; page < pages_max; page++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf where = {0};
        JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
        jt_buf_append(&where, query);
        if (!is_one) {
            jt_buf_append_f(&where, "%slimit=%d&offset=%zu", query.len ? "&" : "", JT_MANAGE_PAGE,
                            page * JT_MANAGE_PAGE);
        }
        JT_TRY(jt_buf_check(&where));
        struct jt_manage_request request = {
            .method = "GET", .path = path, .query = jt_buf_str(&where)};
        JT_TRY(get_page(manage, &request, &reply, trouble));
        size_t before = ret_rows->count;
        take(ret_rows, &reply);
        if (is_one || ret_rows->count == before || (int64_t)ret_rows->count >= ret_rows->total) {
            break;
        }
    }
    return JT_OK;
}
