/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence, remedy and the trace of steps, in words for an administrator. */
#include "server/explain/to_rejection.h"

#include "codec/json_write.h"

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

/* Every hint begins with the sentence that says what it means. */
static jt_str first_sentence(jt_str hint)
{
    size_t end = jt_str_find(hint, JT_STR(". "));
    return end < hint.len ? jt_str_slice(hint, 0, end + 1) : hint;
}

enum jt_err jt_inbox_entry_to_rejection(struct jt_arena *arena, const struct jt_inbox_entry *entry,
                                        struct jt_rejection *ret_rejection)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf trace = {0};
    jt_trace_write(&trace, &entry->trace);
    JT_TRY(jt_buf_check(&trace));
    jt_str trace_json = jt_arena_copy(arena, jt_buf_str(&trace));
    if (trace_json.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    jt_str evidence = jt_str_from_c(entry->evidence);
    *ret_rejection = (struct jt_rejection){
        .number = entry->number,
        .cause = entry->reason->name,
        .also_json = JT_STR("[]"),
        .proven = entry->proven,
        .error = entry->reason->error,
        .status = entry->reason->status,
        .evidence = evidence.len > 0 ? evidence : first_sentence(entry->reason->hint),
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
