/* SPDX-License-Identifier: Apache-2.0 */
/* Forms: whatever is accepted is valid text, is counted right, and survives being written again. */
#include "codec/form.h"
#include "codec/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

static void check_text(jt_str text)
{
    require(jt_utf8_is_valid(text));
    require(jt_str_find_char(text, '\0') == text.len);
}

static void check_counts(const struct jt_form *form)
{
    bool duplicate = false;
    for (size_t i = 0; i < form->count; i++) {
        const struct jt_form_pair *pair = &form->pairs[i];
        size_t count = jt_form_count(form, pair->name);
        check_text(pair->name);
        check_text(pair->value);
        require(count >= 1 && count <= form->count);
        duplicate = duplicate || (count > 1 && pair->name.len > 0);
        require(count > 1 || jt_str_equal(jt_form_get(form, pair->name), pair->value));
    }
    require((jt_form_find_duplicate(form).len > 0) == duplicate);
}

static void check_round_trip(struct jt_arena *arena, const struct jt_form *form)
{
    struct jt_form again;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(16 << 20);
    for (size_t i = 0; i < form->count; i++) {
        jt_form_append(&buf, form->pairs[i].name, form->pairs[i].value);
    }
    require(jt_buf_check(&buf) == JT_OK);
    require(jt_form_parse(arena, jt_buf_str(&buf), &again) == JT_OK);
    require(again.count == form->count);
    for (size_t i = 0; i < form->count; i++) {
        require(jt_str_equal(again.pairs[i].name, form->pairs[i].name));
        require(jt_str_equal(again.pairs[i].value, form->pairs[i].value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = 64 << 20};
    struct jt_form form;
    if (jt_form_parse(&arena, jt_str_make((const char *)data, size), &form) == JT_OK) {
        require(form.count <= JT_FORM_PAIRS_MAX);
        check_counts(&form);
        check_round_trip(&arena, &form);
    }
    return 0;
}
