/* SPDX-License-Identifier: Apache-2.0 */
/* Small private files: read only when they are regular, ours, unlinked elsewhere and bounded;
 * written so that a reader sees the old content or the new one and nothing between. */
#ifndef JT_CLIENT_STORE_FILE_H
#define JT_CLIENT_STORE_FILE_H

#include "base/buf.h"
#include "base/rand.h"

/* Appends the whole file to buf, whose max bounds it. Links are not followed. JT_ERR_NOT_FOUND:
 * nothing there. JT_ERR_REFUSED: a link, no regular file, somebody else's, or one with a second
 * name. JT_ERR_LIMIT: too large. JT_ERR_IO. */
JT_MUST_USE enum jt_err jt_file_read(int dir, const char *name, struct jt_buf *buf);
/* Temporary file (mode 0600), fsync, rename, fsync of the folder. JT_ERR_IO with errno set. */
JT_MUST_USE enum jt_err jt_file_replace(int dir, const char *name, jt_str bytes,
                                        const struct jt_rand *rand);
/* The same, but never over a file that is there: JT_ERR_EXISTS then. */
JT_MUST_USE enum jt_err jt_file_create(int dir, const char *name, jt_str bytes,
                                       const struct jt_rand *rand);
/* Is this the name of a temporary file that a killed writer may have left? */
bool jt_file_is_temporary(jt_str name);

#endif
