/* SPDX-License-Identifier: Apache-2.0 */
/* What the library shows: everything is hidden but what carries JETON_API. */
#ifndef JETON_EXPORT_H
#define JETON_EXPORT_H

#define JETON_API __attribute__((visibility("default")))

#endif
