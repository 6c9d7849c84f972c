/* SPDX-License-Identifier: Apache-2.0 */
/* What a store says about its own faults, to whoever runs it. */
#ifndef JT_STORE_EAR_H
#define JT_STORE_EAR_H

/* Hears of a fault, for the operator, in the store's own words and numbers, without a value that it
 * holds. Called on any thread; must not call the store. */
struct jt_store_ear {
    void (*hear)(void *arg, int code, const char *text);
    void *arg;
};

#endif
