/* SPDX-License-Identifier: Apache-2.0 */
/* How hard is a secret of another system to guess? An estimate from its characters alone. */
#ifndef JT_MODEL_SECRET_STRENGTH_H
#define JT_MODEL_SECRET_STRENGTH_H

#include "base/str.h"

enum {
    JT_SECRET_IMPORT_BITS_MIN = 128,
    JT_UUID_RANDOM_BITS = 122, /* RFC 9562 §5.4: the rest of a UUID is fixed */
};

/* Length times log2 of the alphabet used. Letters and digits count as whole classes (hexadecimal
 * ones as such), other characters one by one. A character that goes on with a run (abcde, 98765)
 * or repeats what stood there before counts nothing. Never more than the truth by much, sometimes
 * less. */
unsigned jt_secret_strength_bits(jt_str secret);

#endif
