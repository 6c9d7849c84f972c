/* SPDX-License-Identifier: Apache-2.0 */
/* Striking credentials out of text that is shown or written: the client's own secret in every form
 * in which it travels, and whatever looks like a token, a secret, a password or a cookie. */
#ifndef JT_DOCTOR_STRIKE_H
#define JT_DOCTOR_STRIKE_H

#include "base/arena.h"
#include "base/buf.h"

#define JT_STRUCK "[struck out]"

/* Appends text with everything struck out. secrets: values that must not stand in it; empty and
 * very short ones (below 4 bytes) are not looked for. */
void jt_strike(jt_str text, const jt_str *secrets, size_t count, struct jt_buf *buf);

#endif
