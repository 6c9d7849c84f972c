/* SPDX-License-Identifier: Apache-2.0 */
/* Every form in which a secret could stand in a text. */
#ifndef JT_DOCTOR_NEEDLE_H
#define JT_DOCTOR_NEEDLE_H

#include "base/buf.h"

enum { JT_NEEDLES_MAX = 160 };

struct jt_needle {
    size_t at; /* in the bytes */
    size_t len;
    bool is_base64; /* what stands around it belongs to the same word */
};

struct jt_needles {
    struct jt_buf bytes; /* its failure is that of all: then nothing may be shown */
    struct jt_needle all[JT_NEEDLES_MAX];
    size_t count;
};

/* As it is, percent-encoded, in hexadecimal, in JSON, in base64 with whatever around it. Secrets
 * below 4 bytes are left out. */
void jt_needles_add(struct jt_needles *needles, jt_str secret);
/* How many bytes of the text that begins here must not be seen; 0: none. */
size_t jt_needles_match(const struct jt_needles *needles, jt_str rest, bool *ret_is_base64);
void jt_needles_clear(struct jt_needles *needles);

#endif
