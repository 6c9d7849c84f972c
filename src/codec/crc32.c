/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32 by zlib. */
#include "codec/crc32.h"

#include <zlib.h>

uint32_t jt_crc32(jt_str bytes)
{
    /* zlib reads a NULL pointer as "give me the first value", which for no bytes is the same. */
    return (uint32_t)crc32_z(0, (const unsigned char *)bytes.ptr, bytes.len);
}
