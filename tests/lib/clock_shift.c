/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded by tests: the wall clock runs CLOCK_SHIFT_S seconds ahead (or behind), so that what
 * happens in thirteen hours is seen now. The monotonic clock stays as it is. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long shift_s;

__attribute__((constructor)) static void read_shift(void)
{
    const char *text = getenv("CLOCK_SHIFT_S");
    shift_s = text == NULL ? 0 : strtol(text, NULL, 10);
}

int clock_gettime(clockid_t id, struct timespec *ret_time)
{
    long failed = syscall(SYS_clock_gettime, id, ret_time);
    if (failed == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
        ret_time->tv_sec += shift_s;
    }
    return (int)failed;
}

int gettimeofday(struct timeval *restrict ret_time, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    int failed = clock_gettime(CLOCK_REALTIME, &now);
    ret_time->tv_sec = now.tv_sec;
    ret_time->tv_usec = now.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *ret_time)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (ret_time != NULL) {
        *ret_time = now.tv_sec;
    }
    return now.tv_sec;
}
