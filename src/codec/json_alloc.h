/* SPDX-License-Identifier: Apache-2.0 */
/* jansson's memory: wiped when it is let go, and a failure is remembered, because jansson itself
 * passes some of them over and would hand out a text that lacks a piece. */
#ifndef JT_CODEC_JSON_ALLOC_H
#define JT_CODEC_JSON_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* For programs: once, at the start, before there are threads. The library does not, because jansson
 * belongs to the whole process. allocate: malloc(), or one of a test that fails; its memory is
 * freed by free(). */
void jt_json_alloc_install(void *(*allocate)(size_t size));
/* Did an allocation of this thread fail since the last call? */
bool jt_json_alloc_take_failure(void);

#endif
