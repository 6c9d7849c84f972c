/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef JT_CODEC_UTF8_H
#define JT_CODEC_UTF8_H

#include "base/str.h"

bool jt_utf8_is_valid(jt_str bytes);
/* Number of code points of valid UTF-8. */
size_t jt_utf8_count(jt_str bytes);
/* How many bytes the first code point takes; 0 when bytes are empty or do not begin with one. */
size_t jt_utf8_decode(jt_str bytes, uint32_t *ret_code_point);
/* Valid UTF-8 without control characters: U+0000 to U+001F, U+007F to U+009F. */
bool jt_utf8_is_plain(jt_str bytes);

#endif
