/* SPDX-License-Identifier: Apache-2.0 */
/* Two listeners as one, for a store that has one: both hear of a change, or neither does. */
#ifndef JT_STORE_LISTENER_H
#define JT_STORE_LISTENER_H

#include "store/store.h"

struct jt_store_listener_pair {
    struct jt_store_listener first;
    struct jt_store_listener second;
};

/* The pair must outlive its use by the store. */
struct jt_store_listener jt_store_listener_of_pair(struct jt_store_listener_pair *pair);

#endif
