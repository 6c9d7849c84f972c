/* SPDX-License-Identifier: Apache-2.0 */
/* A part of a program in a file of its own, loaded when it is needed: beside the program in a
 * build, in the library folder when installed. Both are built together; the version says whether
 * they belong together. */
#ifndef JT_BASE_MODULE_H
#define JT_BASE_MODULE_H

#include "base/buf.h"

/* static texts */
struct jt_module {
    const char *file;
    const char *symbol; /* a struct whose first member is const char *version: JT_VERSION */
};

/* The struct; it stays as long as the process does. JT_ERR_NOT_FOUND, or JT_ERR_CONFLICT for
 * another version, with a sentence in why that has neither capital nor full stop. */
JT_MUST_USE enum jt_err jt_module_load(const struct jt_module *module, const void **ret_face,
                                       struct jt_buf *why);

#endif
