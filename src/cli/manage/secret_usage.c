/* SPDX-License-Identifier: Apache-2.0 */
/* The old secret is the one that overlaps; the new one is the youngest that is active. */
#include "cli/manage/secret_usage.h"

#include "cli/manage/text.h"
#include "codec/time_text.h"

enum { MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

struct pair {
    const struct jt_json_value *old;
    const struct jt_json_value *fresh;
};

static void find_pair(void *arg, const struct jt_json_value *row)
{
    struct pair *pair = arg;
    jt_str state = jt_member(row, "state");
    if (jt_str_equal(state, JT_STR("overlapping"))) {
        pair->old = row;
    } else if (jt_str_equal(state, JT_STR("active"))) {
        pair->fresh = row;
    }
}

/* "just now", "3 min ago", "5 h ago", "2 days ago" */
static void write_age(struct jt_buf *text, jt_time then, jt_time now)
{
    static const struct {
        int64_t size;
        const char *one;
        const char *several;
    } units[] = {
        {DAY_S, "day", "days"}, {HOUR_S, "h", "h"}, {MINUTE_S, "min", "min"}, {1, "s", "s"}};
    int64_t age = now.s - then.s;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        int64_t count = age / units[i].size;
        if (count > 0) {
            jt_buf_append_f(text, "%lld %s ago", (long long)count,
                            count == 1 ? units[i].one : units[i].several);
            return;
        }
    }
    jt_buf_append_c(text, "just now");
}

static bool read_time(const struct jt_json_value *object, const char *name, jt_time *ret_time)
{
    return jt_time_parse_rfc3339(jt_member(object, name), ret_time) == JT_OK;
}

static void write_hint(struct jt_buf *text, const char *before, const struct jt_json_value *secret)
{
    jt_buf_append_f(text, "%s \xe2\x80\xa6", before);
    jt_text_append_clean(text, jt_member(secret, "hint"));
}

/* " 3 min ago from 192.0.2.7; before that 5 h ago from 192.0.2.8": newest first. */
static void write_uses(struct jt_buf *text, const struct jt_json_value *uses, jt_time now)
{
    const char *before = " was last used ";
    for (size_t i = 0; i < jt_json_count(uses); i++) {
        const struct jt_json_value *use = jt_json_at(uses, i);
        jt_time at;
        if (read_time(use, "lastUsedAt", &at)) {
            jt_buf_append_c(text, before);
            write_age(text, at, now);
            jt_buf_append_c(text, " from ");
            jt_text_append_clean(text, jt_member(use, "address"));
            before = i == 0 ? "; before that " : ", ";
        }
    }
}

static void write_end(struct jt_buf *text, const struct jt_json_value *secret)
{
    jt_buf_append_c(text, " It works until ");
    jt_text_append_clean(text, jt_member(secret, "endsAt"));
    jt_buf_append_char(text, '.');
}

/* Has anybody used it since there is a new one? Whoever has, still has to be given that. */
static void write_verdict(struct jt_buf *text, const struct pair *pair, jt_time last_used)
{
    jt_time made;
    if (pair->fresh == NULL || !read_time(pair->fresh, "createdAt", &made)) {
        return;
    }
    if (last_used.s < made.s) {
        write_hint(text, " Nobody has used it since the new one", pair->fresh);
        jt_buf_append_c(text, " was made.");
    }
}

void jt_secret_usage_note(const struct jt_rows *rows, jt_time now, struct jt_buf *text)
{
    struct pair pair = {0};
    jt_time last_used = {0};
    jt_rows_each(rows, find_pair, &pair);
    if (pair.old == NULL) {
        return;
    }
    const struct jt_json_value *uses = jt_json_get(pair.old, "usedFrom");
    write_hint(text, "The old secret", pair.old);
    if (read_time(jt_json_at(uses, 0), "lastUsedAt", &last_used)) {
        write_uses(text, uses, now);
        jt_buf_append_char(text, '.');
        write_verdict(text, &pair, last_used);
    } else {
        jt_buf_append_c(text, " was never used.");
    }
    write_end(text, pair.old);
}
