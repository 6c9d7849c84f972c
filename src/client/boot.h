/* SPDX-License-Identifier: Apache-2.0 */
/* Which boot of which machine this is, for struct jt_now. */
#ifndef JT_CLIENT_BOOT_H
#define JT_CLIENT_BOOT_H

#include "client/store/token.h"

/* Without /proc the text is empty, and the wall clock alone is believed. */
void jt_boot_read(char ret_boot[static JT_BOOT_TEXT + 1]);

#endif
