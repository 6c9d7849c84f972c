/* SPDX-License-Identifier: Apache-2.0 */
/* All of what comes from a descriptor, and all of what goes into one, whatever interrupts it. */
#ifndef JT_BASE_FD_H
#define JT_BASE_FD_H

#include "base/buf.h"

/* Reads the rest of fd into buf. JT_ERR_LIMIT, JT_ERR_IO. */
JT_MUST_USE enum jt_err jt_fd_read_all(int fd, struct jt_buf *buf);
/* Writes bytes to fd, all of them; false: some are missing, and errno says why. */
bool jt_fd_write_all(int fd, jt_str bytes);

#endif
