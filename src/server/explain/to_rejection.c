/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence, remedy and the trace of steps, in words for an administrator. */
#include "server/explain/to_rejection.h"

#include "codec/json_write.h"
#include "server/explain/evidence.h"

static jt_str outcome_text(enum jt_step_result result)
{
    switch (result) {
    case JT_STEP_NEXT:
        return JT_STR("passed");
    case JT_STEP_DONE:
        return JT_STR("answered");
    case JT_STEP_REFUSED:
        return JT_STR("refused");
    case JT_STEP_FAULT:
        return JT_STR("fault");
    case JT_STEP_WAIT:
        return JT_STR("asked the store");
    }
    return JT_STR("unknown");
}

void jt_trace_write(struct jt_buf *buf, const struct jt_trace *trace)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_array_begin(&w);
    for (size_t i = 0; i < trace->count; i++) {
        jt_json_object_begin(&w);
        jt_json_member_string(&w, "step", jt_str_from_c(trace->entries[i].step));
        jt_json_member_string(&w, "outcome", outcome_text(trace->entries[i].result));
        jt_json_object_end(&w);
    }
    jt_json_array_end(&w);
}

/* ["wrong_realm",…]: the names of a set of jt_reason_bit(), in the order of the table. */
static void write_reasons(struct jt_buf *buf, uint64_t reasons)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_array_begin(&w);
    for (unsigned i = 0; i < 64; i++) {
        if (reasons >> i & 1) {
            jt_json_write_string(&w, jt_reason_get((enum jt_reason_id)i)->name);
        }
    }
    jt_json_array_end(&w);
}

/* Every hint begins with the sentence that says what it means. */
static jt_str first_sentence(jt_str hint)
{
    size_t end = jt_str_find(hint, JT_STR(". "));
    return end < hint.len ? jt_str_slice(hint, 0, end + 1) : hint;
}

static jt_str choose_evidence(const struct jt_inbox_entry *entry, jt_str in_words)
{
    jt_str noted = jt_str_from_c(entry->evidence);
    jt_str rest = in_words.len > 0 ? in_words : first_sentence(entry->reason->hint);
    return noted.len > 0 ? noted : rest;
}

/* What was written to buf, in arena. */
static enum jt_err take(struct jt_arena *arena, struct jt_buf *buf, jt_str *ret_text)
{
    JT_TRY(jt_buf_check(buf));
    *ret_text = jt_arena_copy(arena, jt_buf_str(buf));
    jt_buf_reset(buf);
    return ret_text->ptr != NULL ? JT_OK : JT_ERR_NOMEM;
}

enum jt_err jt_inbox_entry_to_rejection(struct jt_arena *arena, const struct jt_inbox_entry *entry,
                                        struct jt_rejection *ret_rejection)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_str trace_json;
    jt_str also_json;
    jt_str in_words;
    jt_trace_write(&buf, &entry->trace);
    JT_TRY(take(arena, &buf, &trace_json));
    write_reasons(&buf, entry->also);
    JT_TRY(take(arena, &buf, &also_json));
    jt_evidence_write(&buf, entry->reason->id, entry->also, &entry->facts);
    JT_TRY(take(arena, &buf, &in_words));
    *ret_rejection = (struct jt_rejection){
        .number = entry->number,
        .cause = entry->reason->name,
        .also_json = also_json,
        .proven = entry->proven,
        .error = entry->reason->error,
        .status = entry->reason->status,
        .evidence = choose_evidence(entry, in_words),
        .remedy = entry->reason->hint,
        .client_id = jt_str_from_c(entry->client_id),
        .realm = entry->realm,
        .endpoint = jt_str_from_c(entry->endpoint),
        .method = jt_str_from_c(entry->method),
        .address = jt_str_from_c(entry->address),
        .source = jt_str_from_c(entry->source),
        .user_agent = jt_str_from_c(entry->user_agent),
        .count = entry->count,
        .first = entry->first,
        .last = entry->last,
        .trace_json = trace_json,
    };
    return JT_OK;
}
