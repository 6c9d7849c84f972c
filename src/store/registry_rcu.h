/* SPDX-License-Identifier: Apache-2.0 */
/* How readers and the writer share memory without locks, and how ThreadSanitizer is told.
 *
 * liburcu orders what it does (publishing with a release, looking up with a consume, grace periods
 * with full barriers), but it is not instrumented, so ThreadSanitizer sees none of it. The macros
 * below say the same to it at the same places, and nothing more: what is built before it is
 * published is released on the node that publishes it, and acquired by whoever finds that node;
 * what a reader did before it went to sleep is released there, and acquired by the writer after the
 * grace period that waited for that sleep. An entry that is reached in any other way is still
 * reported. */
#ifndef JT_STORE_REGISTRY_RCU_H
#define JT_STORE_REGISTRY_RCU_H

#include <stddef.h>

#if defined(__SANITIZE_THREAD__)
#define JT_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define JT_TSAN 1
#endif
#endif

#ifdef JT_TSAN
void __tsan_release(void *address);
void __tsan_acquire(void *address);
#define JT_RCU_RELEASE(address) __tsan_release(address)
#define JT_RCU_ACQUIRE(address) __tsan_acquire(address)
#else
#define JT_RCU_RELEASE(address) ((void)(address))
#define JT_RCU_ACQUIRE(address) ((void)(address))
#endif

/* Until every reader that is awake now has slept. Not for a reader. */
void jt_rcu_wait(void);

/* What was unlinked and may still be read. The writer's alone. */
struct jt_retired {
    struct jt_retired_item *items;
    size_t count;
    size_t cap;
};
struct jt_retired_item {
    void (*free)(void *arg, void *part);
    void *arg;
    void *part;
};

/* Room for one more, so that jt_retired_add() cannot fail; 0 without memory. */
int jt_retired_reserve(struct jt_retired *retired);
/* Frees part after a grace period: now and then many at once, so that a change seldom waits. */
void jt_retired_add(struct jt_retired *retired, void (*free_part)(void *arg, void *part), void *arg,
                    void *part);
/* Waits for the readers and frees all. */
void jt_retired_flush(struct jt_retired *retired);
/* Flushes and lets the room go. */
void jt_retired_clear(struct jt_retired *retired);

#endif
