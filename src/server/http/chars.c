/* SPDX-License-Identifier: Apache-2.0 */
/* The table of character classes, computed by the compiler from the definitions of the grammars. */
#include "server/http/chars.h"

#define BETWEEN(c, low, high) ((c) >= (low) && (c) <= (high))
#define IS_DIGIT(c) BETWEEN(c, '0', '9')
#define IS_LOWER(c) BETWEEN(c, 'a', 'z')
#define IS_UPPER(c) BETWEEN(c, 'A', 'Z')
#define IS_ALNUM(c) (IS_DIGIT(c) || IS_LOWER(c) || IS_UPPER(c))
#define IS_HEX(c) (IS_DIGIT(c) || BETWEEN(c, 'a', 'f') || BETWEEN(c, 'A', 'F'))
#define IS_HOST(c) (IS_ALNUM(c) || (c) == '-' || (c) == '.' || (c) == '_' || (c) == '~')
#define IS_TOKEN(c)                                                                                \
    (IS_ALNUM(c) || (c) == '!' || (c) == '#' || (c) == '$' || (c) == '%' || (c) == '&' ||          \
     (c) == '\'' || (c) == '*' || (c) == '+' || (c) == '-' || (c) == '.' || (c) == '^' ||          \
     (c) == '_' || (c) == '`' || (c) == '|' || (c) == '~')
#define IS_FIELD(c) ((c) == '\t' || ((c) >= ' ' && (c) != 127))
#define IS_SUB_DELIM(c)                                                                            \
    ((c) == '!' || (c) == '$' || BETWEEN(c, '&', ',') || (c) == ';' || (c) == '=')
#define IS_TARGET(c)                                                                               \
    (IS_HOST(c) || IS_SUB_DELIM(c) || (c) == '%' || (c) == ':' || (c) == '@' || (c) == '/' ||      \
     (c) == '?')

#define CLASSES(c)                                                                                 \
    (uint8_t)((IS_TOKEN(c) ? JT_CHAR_TOKEN : 0) | (IS_FIELD(c) ? JT_CHAR_FIELD : 0) |              \
              (IS_TARGET(c) ? JT_CHAR_TARGET : 0) | (IS_HOST(c) ? JT_CHAR_HOST : 0) |              \
              (IS_HEX(c) ? JT_CHAR_HEX : 0) | (IS_LOWER(c) ? JT_CHAR_LOWER : 0) |                  \
              (IS_UPPER(c) ? JT_CHAR_UPPER : 0))
#define FOUR(c) CLASSES(c), CLASSES((c) + 1), CLASSES((c) + 2), CLASSES((c) + 3)
#define SIXTEEN(c) FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
#define SIXTY_FOUR(c) SIXTEEN(c), SIXTEEN((c) + 16), SIXTEEN((c) + 32), SIXTEEN((c) + 48)

const uint8_t jt_http_chars[256] = {SIXTY_FOUR(0), SIXTY_FOUR(64), SIXTY_FOUR(128),
                                    SIXTY_FOUR(192)};

unsigned jt_char_hex(char c)
{
    if (!jt_char_is(c, JT_CHAR_HEX)) {
        return 16;
    }
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}
