/* SPDX-License-Identifier: Apache-2.0 */
/* One queue for each kind of deadline. */
#include "server/http/deadline.h"

void jt_deadlines_init(struct jt_deadlines *deadlines)
{
    for (int kind = 0; kind < JT_DEADLINE_KINDS; kind++) {
        jt_link_init(&deadlines->lists[kind]);
        deadlines->lengths_ms[kind] = 0;
    }
}

/* All of a kind by the same amount: their queue stays sorted. */
void jt_deadlines_set_length(struct jt_deadlines *deadlines, enum jt_deadline_kind kind,
                             uint64_t length_ms)
{
    struct jt_link *list = &deadlines->lists[kind];
    for (struct jt_link *link = list->next; link != list; link = link->next) {
        struct jt_deadline *deadline = JT_LINK_OF(link, struct jt_deadline, link);
        deadline->at_ms = deadline->at_ms - deadlines->lengths_ms[kind] + length_ms;
    }
    deadlines->lengths_ms[kind] = length_ms;
}

void jt_deadline_init(struct jt_deadline *deadline)
{
    jt_link_init(&deadline->link);
    deadline->kind = JT_DEADLINE_NONE;
    deadline->at_ms = 0;
}

void jt_deadline_arm(struct jt_deadlines *deadlines, struct jt_deadline *deadline,
                     enum jt_deadline_kind kind, uint64_t now_ms)
{
    deadline->kind = kind;
    if (kind == JT_DEADLINE_NONE) {
        jt_link_remove(&deadline->link);
        return;
    }
    deadline->at_ms = now_ms + deadlines->lengths_ms[kind];
    jt_link_append(&deadlines->lists[kind], &deadline->link);
}

static struct jt_deadline *first_of(const struct jt_deadlines *deadlines, int kind)
{
    const struct jt_link *list = &deadlines->lists[kind];
    return jt_link_is_alone(list) ? NULL : JT_LINK_OF(list->next, struct jt_deadline, link);
}

struct jt_deadline *jt_deadlines_take_passed(struct jt_deadlines *deadlines, uint64_t now_ms)
{
    for (int kind = 0; kind < JT_DEADLINE_KINDS; kind++) {
        struct jt_deadline *first = first_of(deadlines, kind);
        if (first && first->at_ms <= now_ms) {
            jt_link_remove(&first->link);
            return first;
        }
    }
    return NULL;
}

bool jt_deadlines_next(const struct jt_deadlines *deadlines, uint64_t now_ms, uint64_t *ret_wait_ms)
{
    uint64_t next = UINT64_MAX;
    for (int kind = 0; kind < JT_DEADLINE_KINDS; kind++) {
        const struct jt_deadline *first = first_of(deadlines, kind);
        if (first && first->at_ms < next) {
            next = first->at_ms;
        }
    }
    if (next == UINT64_MAX) {
        return false;
    }
    *ret_wait_ms = next > now_ms ? next - now_ms : 0;
    return true;
}
