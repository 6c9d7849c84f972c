/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the fetched algorithm and the thread's context. The thread-local pointer is the fast way
 * to the context; the pthread key exists for its destructor alone. */
#include "crypto/digest_context.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

static _Atomic(EVP_MD *) algorithm;
static _Thread_local EVP_MD_CTX *context;
static pthread_key_t at_thread_end;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static bool has_key;

/* No pthread_once(): a fetch that failed for lack of memory must not fail for ever. */
const EVP_MD *jt_digest_algorithm(void)
{
    EVP_MD *present = atomic_load_explicit(&algorithm, memory_order_acquire);
    if (present) {
        return present;
    }
    EVP_MD *fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (fetched && !atomic_compare_exchange_strong(&algorithm, &present, fetched)) {
        EVP_MD_free(fetched);
        return present;
    }
    return fetched;
}

static void free_context(void *value)
{
    context = NULL;
    EVP_MD_CTX_free(value);
}

static void make_key(void)
{
    has_key = pthread_key_create(&at_thread_end, free_context) == 0;
}

static EVP_MD_CTX *new_context(void)
{
    (void)pthread_once(&key_once, make_key);
    if (!has_key) {
        return NULL;
    }
    EVP_MD_CTX *fresh = EVP_MD_CTX_new();
    if (fresh == NULL || pthread_setspecific(at_thread_end, fresh) != 0) {
        EVP_MD_CTX_free(fresh);
        return NULL;
    }
    context = fresh;
    return fresh;
}

EVP_MD_CTX *jt_digest_context(void)
{
    return context ? context : new_context();
}
