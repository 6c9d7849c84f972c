/* SPDX-License-Identifier: Apache-2.0 */
/* Two kinds of time that cannot be mixed up: UTC seconds, and elapsed nanoseconds. Clocks are
 * passed in, so that tests move them. */
#ifndef JT_BASE_CLOCK_H
#define JT_BASE_CLOCK_H

#include <stdint.h>

/* Seconds since 1970-01-01T00:00:00Z. 0 means "never" or "not set" where a header says so. */
typedef struct jt_time {
    int64_t s;
} jt_time;

/* Nanoseconds since some fixed moment of this boot; only differences mean anything. */
typedef struct jt_mono {
    int64_t ns;
} jt_mono;

struct jt_clock {
    jt_time (*wall)(const struct jt_clock *clock);
    jt_mono (*mono)(const struct jt_clock *clock);
    void *state;
};

/* The system's clocks. Static, thread-safe. */
extern const struct jt_clock jt_clock_system;

jt_time jt_clock_now(const struct jt_clock *clock);
jt_mono jt_clock_mono(const struct jt_clock *clock);

/* A clock that stands still until moved; for tests. */
struct jt_clock_manual {
    struct jt_clock clock;
    jt_time wall;
    jt_mono mono;
};
void jt_clock_manual_init(struct jt_clock_manual *manual, jt_time start);
void jt_clock_manual_advance(struct jt_clock_manual *manual, int64_t seconds);

#endif
