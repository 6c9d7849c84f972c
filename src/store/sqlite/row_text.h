/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a block of rows side by side, to look for a part of them all.
 *
 * A record is four capital letters, Z and the place in the block in base eight (A-H), and the text
 * with A-Z folded to a-z. No needle has a capital letter once it is folded, so it fits inside a
 * text and nowhere else. Twenty-five megabytes of names, those of a million clients, are looked
 * through in some milliseconds; an index of letter groups would be quicker for rare needles and far
 * slower for common ones, and the total is wanted of both. */
#ifndef JT_STORE_SQLITE_ROW_TEXT_H
#define JT_STORE_SQLITE_ROW_TEXT_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

enum { JT_ROW_TEXT_NEEDLE_MAX = 1024 };

/* The needle, folded, in ret_folded. JT_ERR_LIMIT: too long. */
JT_MUST_USE enum jt_err jt_row_text_fold(jt_str needle,
                                         char ret_folded[static JT_ROW_TEXT_NEEDLE_MAX]);
/* Sets the bit of every record that holds the folded needle, which is not empty. Whatever stands in
 * records is read within its bounds; what is no record counts for nothing. */
void jt_row_text_match(jt_str records, jt_str folded, uint64_t bits[static 8]);

#endif
