/* SPDX-License-Identifier: Apache-2.0 */
/* Text from a server on a terminal: nothing in it moves the cursor, changes the direction of what
 * follows or hides, and its width in columns is known. */
#ifndef JT_CLI_MANAGE_TEXT_H
#define JT_CLI_MANAGE_TEXT_H

#include "base/buf.h"

/* Appends text with each line end and tab as a space, and with '?' for every other control
 * character, broken byte, and character that hides or turns text around. */
void jt_text_append_clean(struct jt_buf *buf, jt_str text);
/* Columns that clean text takes: combining marks none, wide characters (UAX #11) two. */
size_t jt_text_width(jt_str text);

#endif
