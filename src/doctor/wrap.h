/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that end where a terminal does, at a blank, and go on under their text. */
#ifndef JT_DOCTOR_WRAP_H
#define JT_DOCTOR_WRAP_H

#include "base/buf.h"

/* Copies line to out with a line end. Behind width columns it breaks at blanks, and goes on at
 * column hang; a word that is longer stays whole, so that it can be copied. width 0: no break.
 * Colours take no room; every other code point takes one column. */
void jt_wrap_line(jt_str line, size_t width, size_t hang, struct jt_buf *out);

#endif
