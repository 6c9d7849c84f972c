/* SPDX-License-Identifier: Apache-2.0 */
/* jansson's two functions of memory. The size is malloc()'s own affair, so that memory from before
 * the installation can be freed too. */
#include "codec/json_alloc.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void *(*source)(size_t size);
static _Thread_local bool failed;

static void *take(size_t size)
{
    void *memory = source(size);
    failed = failed || memory == NULL;
    return memory;
}

static void give_back(void *memory)
{
    if (memory) {
        explicit_bzero(memory, malloc_usable_size(memory));
        free(memory);
    }
}

void jt_json_alloc_install(void *(*allocate)(size_t size))
{
    source = allocate;
    json_set_alloc_funcs(take, give_back);
}

bool jt_json_alloc_take_failure(void)
{
    bool result = failed;
    failed = false;
    return result;
}
