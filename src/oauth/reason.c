/* SPDX-License-Identifier: Apache-2.0 */
/* The reason table, made from its rows. */
#include "oauth/reason.h"

#define JT_REASON(row_id, row_kind, row_error, row_status, row_text, row_hint, row_section,        \
                  row_reachable)                                                                   \
    [JT_REASON_##row_id] = {                                                                       \
        .id = JT_REASON_##row_id,                                                                  \
        .kind = JT_REASON_##row_kind,                                                              \
        .name = JT_STR_INIT(#row_id),                                                              \
        .error = JT_STR_INIT(row_error),                                                           \
        .status = (row_status),                                                                    \
        .text = JT_STR_INIT(row_text),                                                             \
        .hint = JT_STR_INIT(row_hint),                                                             \
        .section = JT_STR_INIT(row_section),                                                       \
        .reachable = (row_reachable),                                                              \
    },
static const struct jt_reason reasons[JT_REASON_COUNT] = {
#include "oauth/reason.def"
};
#undef JT_REASON

const struct jt_reason *jt_reason_get(enum jt_reason_id id)
{
    return &reasons[(unsigned)id < JT_REASON_COUNT ? id : JT_REASON_internal_fault];
}

const struct jt_reason *jt_reason_find(jt_str name)
{
    for (size_t i = 0; i < JT_REASON_COUNT; i++) {
        if (jt_str_equal(reasons[i].name, name)) {
            return &reasons[i];
        }
    }
    return NULL;
}
