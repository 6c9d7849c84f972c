/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's boot id. */
#include "client/boot.h"

#include "client/store/place.h"

#include <fcntl.h>
#include <unistd.h>

void jt_boot_read(char ret_boot[static JT_BOOT_TEXT + 1])
{
    JT_CLEAN(jt_fd_clear) int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, ret_boot, JT_BOOT_TEXT);
    ret_boot[got == JT_BOOT_TEXT ? JT_BOOT_TEXT : 0] = '\0';
}
