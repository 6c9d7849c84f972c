/* SPDX-License-Identifier: Apache-2.0 */
/* Readers that come and go, and what the writer frees behind them (liburcu, QSBR). */
#include "store/registry_rcu.h"

#include "store/registry.h"

#include <stdlib.h>
#include <urcu/urcu-qsbr.h>

enum { FLUSH_AT = 64 };

/* Stands for "some reader went to sleep" to ThreadSanitizer; never read or written. */
static char quiescence;

void jt_registry_reader_begin(void)
{
    urcu_qsbr_register_thread();
}

void jt_registry_reader_end(void)
{
    JT_RCU_RELEASE(&quiescence);
    urcu_qsbr_unregister_thread();
}

void jt_registry_reader_wake(void)
{
    urcu_qsbr_thread_online();
}

void jt_registry_reader_sleep(void)
{
    JT_RCU_RELEASE(&quiescence);
    urcu_qsbr_thread_offline();
}

void jt_rcu_wait(void)
{
    urcu_qsbr_synchronize_rcu();
    JT_RCU_ACQUIRE(&quiescence);
}

int jt_retired_reserve(struct jt_retired *retired)
{
    if (retired->count < retired->cap) {
        return 1;
    }
    size_t cap = retired->cap ? retired->cap * 2 : FLUSH_AT;
    struct jt_retired_item *items = reallocarray(retired->items, cap, sizeof(*items));
    if (items == NULL) {
        return 0;
    }
    retired->items = items;
    retired->cap = cap;
    return 1;
}

void jt_retired_add(struct jt_retired *retired, void (*free_part)(void *arg, void *part), void *arg,
                    void *part)
{
    retired->items[retired->count++] = (struct jt_retired_item){free_part, arg, part};
    if (retired->count >= FLUSH_AT) {
        jt_retired_flush(retired);
    }
}

void jt_retired_flush(struct jt_retired *retired)
{
    if (retired->count == 0) {
        return;
    }
    jt_rcu_wait();
    for (size_t i = 0; i < retired->count; i++) {
        retired->items[i].free(retired->items[i].arg, retired->items[i].part);
    }
    retired->count = 0;
}

void jt_retired_clear(struct jt_retired *retired)
{
    jt_retired_flush(retired);
    free(retired->items);
    *retired = (struct jt_retired){0};
}
