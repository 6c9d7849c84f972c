/* SPDX-License-Identifier: Apache-2.0 */
/* From a URI to the store that knows its scheme. */
#ifndef JT_STORE_OPEN_H
#define JT_STORE_OPEN_H

#include "base/err.h"
#include "base/str.h"
#include "store/ear.h"

struct jt_store;

/* Opens "sqlite:FILE". JT_ERR_ARG for an unknown scheme; ret_why as in ops->open. */
JT_MUST_USE enum jt_err jt_store_open(jt_str uri, struct jt_store **ret_store, char **ret_why);
/* Does a store know the scheme of this URI? Nothing is opened. */
bool jt_store_knows(jt_str uri);
/* Once in a process, before the first store is opened; ear must live until the end. */
void jt_store_hear_faults(struct jt_store_ear *ear);
/* Could this store be opened, or made (*ret_exists false)? Makes and locks nothing. */
JT_MUST_USE enum jt_err jt_store_probe(jt_str uri, bool *ret_exists, char **ret_why);
void jt_store_close(struct jt_store *store);
/* A consistent copy of a store that this or another process may have open, or nobody. */
JT_MUST_USE enum jt_err jt_store_copy(jt_str uri, const char *file, char **ret_why);

#endif
