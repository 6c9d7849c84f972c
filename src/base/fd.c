/* SPDX-License-Identifier: Apache-2.0 */
/* A signal is no end, and neither is a part. */
#include "base/fd.h"

#include "base/secret.h"

#include <errno.h>
#include <unistd.h>

enum { READ_STEP = 8192 };

enum jt_err jt_fd_read_all(int fd, struct jt_buf *buf)
{
    for (;;) {
        /* One byte more than allowed is asked for, so that too much is told from just enough. */
        char piece[READ_STEP];
        ssize_t got = read(fd, piece, sizeof(piece));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return JT_ERR_IO;
        }
        jt_buf_append(buf, jt_str_make(piece, (size_t)got));
        jt_wipe(piece, (size_t)got);
        JT_TRY(jt_buf_check(buf));
        if (got == 0) {
            return JT_OK;
        }
    }
}

bool jt_fd_write_all(int fd, jt_str bytes)
{
    while (bytes.len) {
        ssize_t done = write(fd, bytes.ptr, bytes.len);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        bytes = jt_str_from(bytes, (size_t)done);
    }
    return true;
}
