/* SPDX-License-Identifier: Apache-2.0 */
/* The system's clocks, and one that a test moves by hand. */
#include "base/clock.h"

#include <time.h>

static jt_time system_wall(const struct jt_clock *clock)
{
    (void)clock;
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (jt_time){now.tv_sec};
}

static jt_mono system_mono(const struct jt_clock *clock)
{
    (void)clock;
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (jt_mono){(int64_t)now.tv_sec * 1000000000 + now.tv_nsec};
}

const struct jt_clock jt_clock_system = {.wall = system_wall, .mono = system_mono};

jt_time jt_clock_now(const struct jt_clock *clock)
{
    return clock->wall(clock);
}

jt_mono jt_clock_mono(const struct jt_clock *clock)
{
    return clock->mono(clock);
}

static jt_time manual_wall(const struct jt_clock *clock)
{
    const struct jt_clock_manual *manual = clock->state;
    return manual->wall;
}

static jt_mono manual_mono(const struct jt_clock *clock)
{
    const struct jt_clock_manual *manual = clock->state;
    return manual->mono;
}

void jt_clock_manual_init(struct jt_clock_manual *manual, jt_time start)
{
    manual->clock = (struct jt_clock){.wall = manual_wall, .mono = manual_mono, .state = manual};
    manual->wall = start;
    manual->mono = (jt_mono){0};
}

void jt_clock_manual_advance(struct jt_clock_manual *manual, int64_t seconds)
{
    manual->wall.s += seconds;
    manual->mono.ns += seconds * 1000000000;
}
