/* SPDX-License-Identifier: Apache-2.0 */
/* jeton event verify: the whole audit log is read, its chain of hashes computed anew, and every
 * checkpoint on the way verified: those that the server lists, and those in saved program logs,
 * which know of events that somebody cut off the end. The first place that does not fit is told. */
#include "cli/event_keys.h"
#include "cli/event_log.h"
#include "cli/event_read.h"
#include "cli/event_source.h"
#include "cli/event_verbs.h"

#include "codec/json_write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A checkpoint that is waited for on the way along the chain. */
struct mark {
    uint64_t number;
    uint8_t hash[JT_EVENT_HASH_LEN];
    const char *fault; /* known before its event is reached; NULL: none */
    bool from_log;
};

struct walk {
    struct jt_event_source source;
    struct jt_event_keys *keys;
    struct mark *marks;
    size_t mark_count;
    size_t mark_next;
    struct jt_event_chain chain;
    uint64_t first; /* number of the first event; 0: none yet */
    uint64_t signed_number;
    uint64_t broken; /* number at which it breaks */
    const char *why; /* NULL: whole so far */
    struct jt_trouble *trouble;
};

static void walk_clear(struct walk *walk)
{
    if (walk->keys) {
        jt_event_keys_clear(walk->keys);
    }
    free(walk->keys);
    free(walk->marks);
}

static void break_at(struct walk *walk, uint64_t number, const char *why)
{
    if (walk->why == NULL) {
        walk->broken = number;
        walk->why = why;
    }
}

static enum jt_err get(struct walk *walk, const char *base, const char *path, uint64_t number,
                       struct jt_json **ret_json)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf url = {0};
    jt_buf_append_f(&url, "%s%s", base, path);
    if (path[strlen(path) - 1] == '=') {
        jt_buf_append_u64(&url, number);
    }
    JT_TRY(jt_buf_check(&url));
    return jt_event_source_get(&walk->source, jt_buf_str(&url), ret_json, walk->trouble);
}

static enum jt_err read_keys(struct walk *walk)
{
    JT_CLEAN(jt_json_clear) struct jt_json *published = NULL;
    JT_CLEAN(jt_json_clear) struct jt_json *kept = NULL;
    JT_TRY(get(walk, walk->source.issuer, "/protocol/openid-connect/certs", 0, &published));
    JT_TRY(jt_event_keys_add(walk->keys, jt_json_root(published)));
    JT_TRY(get(walk, walk->source.base, "/api/identity/v1/events/checkpoint-keys", 0, &kept));
    return jt_event_keys_add(walk->keys, jt_json_root(kept));
}

static enum jt_err add_mark(void *arg, const struct jt_event_checkpoint *listed, bool from_log)
{
    struct walk *walk = arg;
    struct jt_event_checkpoint told;
    struct mark *marks = realloc(walk->marks, (walk->mark_count + 1) * sizeof(*marks));
    if (marks == NULL) {
        return JT_ERR_NOMEM;
    }
    walk->marks = marks;
    struct mark *mark = &marks[walk->mark_count++];
    *mark = (struct mark){.number = listed->number ? listed->number : 1, .from_log = from_log};
    mark->fault = jt_event_keys_judge(walk->keys, listed->jws, &told);
    if (mark->fault) {
        return JT_OK;
    }
    memcpy(mark->hash, told.hash, sizeof(mark->hash));
    if (from_log) {
        mark->number = told.number;
    } else if (told.number != listed->number ||
               memcmp(told.hash, listed->hash, sizeof(told.hash)) != 0 ||
               told.time.s != listed->time.s) {
        mark->fault = "its checkpoint says something else than what was signed";
    }
    return JT_OK;
}

/* Reads one page; *ret_count is how many stood on it. */
static enum jt_err read_checkpoints(struct walk *walk, uint64_t offset, size_t *ret_count)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    JT_TRY(
        get(walk, walk->source.base, "/api/identity/v1/events/checkpoints?offset=", offset, &json));
    const struct jt_json_value *list = jt_json_get(jt_json_root(json), "results");
    *ret_count = jt_json_count(list);
    for (size_t i = 0; i < *ret_count; i++) {
        struct jt_event_checkpoint checkpoint;
        JT_TRY(jt_event_checkpoint_read(jt_json_at(list, i), &checkpoint));
        JT_TRY(add_mark(walk, &checkpoint, false));
    }
    return JT_OK;
}

static int compare_marks(const void *a, const void *b)
{
    uint64_t left = ((const struct mark *)a)->number;
    uint64_t right = ((const struct mark *)b)->number;
    return (left > right) - (left < right);
}

static enum jt_err read_marks(struct walk *walk, const char *const *files, size_t count)
{
    size_t on_page = JT_EVENT_PAGE;
    for (uint64_t offset = 0; on_page == JT_EVENT_PAGE; offset += JT_EVENT_PAGE) {
        JT_TRY(read_checkpoints(walk, offset, &on_page));
    }
    for (size_t i = 0; i < count; i++) {
        JT_TRY(jt_event_log_read(files[i], add_mark, walk, walk->trouble));
    }
    if (walk->mark_count) {
        qsort(walk->marks, walk->mark_count, sizeof(*walk->marks), compare_marks);
    }
    return JT_OK;
}

/* What stands before the first event was cut off by retention: a checkpoint must vouch for it. */
static void begin(struct walk *walk, uint64_t first)
{
    walk->first = first;
    if (first == 1) {
        return;
    }
    for (; walk->mark_next < walk->mark_count; walk->mark_next++) {
        const struct mark *mark = &walk->marks[walk->mark_next];
        if (mark->number >= first) {
            break;
        }
        if (mark->number == first - 1 && mark->fault == NULL) {
            walk->chain.number = mark->number;
            memcpy(walk->chain.hash, mark->hash, sizeof(mark->hash));
            walk->signed_number = mark->number;
        }
    }
    if (walk->chain.number != first - 1) {
        break_at(walk, first, "the log begins here, and no checkpoint vouches for what was before");
    }
}

static void pass_marks(struct walk *walk)
{
    for (; walk->mark_next < walk->mark_count; walk->mark_next++) {
        const struct mark *mark = &walk->marks[walk->mark_next];
        if (mark->number > walk->chain.number) {
            return;
        }
        if (mark->fault) {
            break_at(walk, mark->number, mark->fault);
        } else if (mark->number == walk->chain.number &&
                   memcmp(mark->hash, walk->chain.hash, sizeof(mark->hash)) != 0) {
            break_at(walk, mark->number,
                     mark->from_log ? "the program log has another hash signed for it"
                                    : "its checkpoint was signed over another hash");
        } else {
            walk->signed_number = mark->number;
        }
    }
}

static const char *fault_text(enum jt_event_fault fault)
{
    switch (fault) {
    case JT_EVENT_WHOLE:
        return NULL;
    case JT_EVENT_NUMBER:
        return "the event that should stand here is missing";
    case JT_EVENT_PREVIOUS:
        return "it does not follow the event before it";
    case JT_EVENT_HASH:
        return "it was changed: its hash does not fit it";
    }
    return NULL;
}

static enum jt_err add_event(struct walk *walk, const struct jt_json_value *value)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    struct jt_event event;
    enum jt_event_fault fault = JT_EVENT_WHOLE;
    JT_TRY(jt_event_read(&arena, value, &event));
    if (walk->first == 0) {
        begin(walk, event.number);
    }
    if (walk->why) {
        return JT_OK;
    }
    uint64_t expected = walk->chain.number + 1;
    JT_TRY(jt_event_chain_add(&walk->chain, &event, &fault));
    if (fault != JT_EVENT_WHOLE) {
        break_at(walk, fault == JT_EVENT_NUMBER ? expected : event.number, fault_text(fault));
        return JT_OK;
    }
    pass_marks(walk);
    return JT_OK;
}

/* *ret_more: there may be another page. */
static enum jt_err walk_page(struct walk *walk, bool *ret_more)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    JT_TRY(
        get(walk, walk->source.base, "/api/identity/v1/events?after=", walk->chain.number, &json));
    const struct jt_json_value *list = jt_json_get(jt_json_root(json), "results");
    size_t count = jt_json_count(list);
    for (size_t i = 0; i < count && walk->why == NULL; i++) {
        enum jt_err err = add_event(walk, jt_json_at(list, i));
        if (err == JT_ERR_FORMAT) {
            break_at(walk, walk->chain.number + 1, "what the server shows here is no event");
            err = JT_OK;
        }
        JT_TRY(err);
    }
    *ret_more = count == JT_EVENT_PAGE && walk->why == NULL;
    return JT_OK;
}

static enum jt_err walk_all(struct walk *walk, const char *const *files, size_t count)
{
    bool more = true;
    JT_TRY(jt_event_source_open(walk->source.cli, &walk->source, walk->trouble));
    JT_TRY(read_keys(walk));
    /* Before the events: what is signed later cannot be missing then. */
    JT_TRY(read_marks(walk, files, count));
    while (more) {
        JT_TRY(walk_page(walk, &more));
    }
    if (walk->mark_next < walk->mark_count) {
        break_at(walk, walk->chain.number + 1, "events from here on were signed and are missing");
    }
    return JT_OK;
}

static void write_json(const struct walk *walk, struct jt_buf *out)
{
    struct jt_json_writer w = {.buf = out};
    jt_json_object_begin(&w);
    jt_json_member_bool(&w, "whole", walk->why == NULL);
    jt_json_member_integer(&w, "first", (int64_t)walk->first);
    jt_json_member_integer(&w, "last", (int64_t)walk->chain.number);
    jt_json_member_integer(&w, "signedUpTo", (int64_t)walk->signed_number);
    jt_json_member_integer(&w, "checkpoints", (int64_t)walk->mark_count);
    jt_json_member_hex(&w, "hash", walk->chain.hash, sizeof(walk->chain.hash));
    if (walk->why) {
        jt_json_member_integer(&w, "brokenAt", (int64_t)walk->broken);
        jt_json_member_string(&w, "why", jt_str_from_c(walk->why));
    }
    jt_json_object_end(&w);
    jt_buf_append_char(out, '\n');
}

static void write_plain(const struct walk *walk, struct jt_buf *out)
{
    if (walk->why) {
        jt_buf_append_f(out, "broken at event %" PRIu64 ": %s\n", walk->broken, walk->why);
    } else if (walk->first == 0) {
        jt_buf_append_c(out, "broken at event 1: there are no events\n");
    } else {
        jt_buf_append_f(out,
                        "whole: events %" PRIu64 " to %" PRIu64 ", signed up to %" PRIu64
                        " by %zu checkpoints\n",
                        walk->first, walk->chain.number, walk->signed_number, walk->mark_count);
    }
}

enum jt_err jt_event_verb_verify(struct jt_cli *cli, const char *const *args, size_t count,
                                 bool *ret_whole, struct jt_trouble *trouble)
{
    JT_CLEAN(walk_clear)
    struct walk walk = {.source = {.cli = cli}, .trouble = trouble};
    walk.keys = calloc(1, sizeof(*walk.keys));
    if (walk.keys == NULL) {
        return JT_ERR_NOMEM;
    }
    JT_TRY(walk_all(&walk, args, count));
    if (walk.first == 0) {
        break_at(&walk, 1, "there are no events");
    }
    (cli->options.json ? write_json : write_plain)(&walk, &cli->out);
    *ret_whole = walk.why == NULL;
    return JT_OK;
}
