/* SPDX-License-Identifier: Apache-2.0 */
/* Small private files, written whole or not at all. */
#ifndef JT_SERVER_START_FILE_H
#define JT_SERVER_START_FILE_H

#include "base/buf.h"

enum { JT_PRIVATE_FILE_MAX = 64 << 10 };

/* Reads at most JT_PRIVATE_FILE_MAX bytes. JT_ERR_NOT_FOUND, JT_ERR_LIMIT, JT_ERR_IO (errno is
 * kept). */
JT_MUST_USE enum jt_err jt_file_read(const char *path, struct jt_buf *buf);
/* Mode 0600, by a temporary file, fsync and rename. JT_ERR_IO (errno is kept). */
JT_MUST_USE enum jt_err jt_file_write_private(const char *path, jt_str bytes);
bool jt_file_exists(const char *path);

#endif
