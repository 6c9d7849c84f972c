/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32 (ISO-HDLC, the one of zip and Ethernet): finds damage, proves nothing. */
#ifndef JT_CODEC_CRC32_H
#define JT_CODEC_CRC32_H

#include "base/str.h"

uint32_t jt_crc32(jt_str bytes);

#endif
