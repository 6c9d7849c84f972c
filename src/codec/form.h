/* SPDX-License-Identifier: Apache-2.0 */
/* application/x-www-form-urlencoded (RFC 6749 appendix B): "+" is a space, %XX a byte, the result
 * valid UTF-8 without NUL. Names are compared after decoding, so an escape hides no duplicate. */
#ifndef JT_CODEC_FORM_H
#define JT_CODEC_FORM_H

#include "base/arena.h"
#include "base/buf.h"

enum { JT_FORM_PAIRS_MAX = 64 };

struct jt_form_pair {
    jt_str name;
    jt_str value;
};

struct jt_form {
    struct jt_form_pair pairs[JT_FORM_PAIRS_MAX];
    size_t count;
};

/* Decodes body into pairs whose bytes live in arena. Empty pieces between & are skipped.
 * JT_ERR_FORMAT: broken escape, invalid UTF-8, NUL. JT_ERR_LIMIT: more than JT_FORM_PAIRS_MAX.
 * JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_form_parse(struct jt_arena *arena, jt_str body,
                                      struct jt_form *ret_form);
/* How many pairs have this name. */
size_t jt_form_count(const struct jt_form *form, jt_str name);
/* The value of the first pair with this name; the empty view when there is none (RFC 6749 §3.2: a
 * parameter without a value counts as absent). */
jt_str jt_form_get(const struct jt_form *form, jt_str name);
/* The first name that stands twice, or the empty view. Pieces without a name are no duplicates. */
jt_str jt_form_find_duplicate(const struct jt_form *form);
/* Decodes one component. JT_ERR_FORMAT as above. */
JT_MUST_USE enum jt_err jt_form_decode(struct jt_arena *arena, jt_str text, jt_str *ret_value);
/* Encodes one component: A-Z a-z 0-9 * - . _ stay, space becomes +. */
void jt_form_encode(struct jt_buf *buf, jt_str value);
/* Appends name=value, with & before it unless buf is empty. */
void jt_form_append(struct jt_buf *buf, jt_str name, jt_str value);

#endif
