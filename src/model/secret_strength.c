/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the characters that say something new, and what each can say at most.
 *
 * Five characters in a row are the measure of a pattern: shorter ones stand in random text often
 * enough to refuse a good secret of just the right length. */
#include "model/secret_strength.h"

#include "base/secret.h"
#include "base/uuid.h"

#include <string.h>

enum { PATTERN = 5, FRACTION_BITS = 10, BYTE_VALUES = 256, JUDGED_MAX = 512 };

/* log2(n) in 1/1024, by squaring: n >= 1. */
static unsigned log2_of(unsigned n)
{
    unsigned whole = 0;
    while (n >> (whole + 1) != 0) {
        whole++;
    }
    uint64_t rest = ((uint64_t)n << 31) >> whole; /* 1.0 to 2.0 with 31 bits behind the point */
    unsigned fraction = 0;
    for (int i = 0; i < FRACTION_BITS; i++) {
        rest = (rest * rest) >> 31;
        unsigned bit = rest >= (uint64_t)1 << 32;
        rest >>= bit;
        fraction = fraction << 1 | bit;
    }
    return whole << FRACTION_BITS | fraction;
}

struct alphabet {
    bool seen[BYTE_VALUES];
};

static unsigned count_seen(const struct alphabet *a, unsigned from, unsigned to)
{
    unsigned count = 0;
    for (unsigned c = from; c <= to; c++) {
        count += a->seen[c];
    }
    return count;
}

/* Letters of one case: the whole class, or six of it when they and the digits are hexadecimal. */
static unsigned letters(const struct alphabet *a, unsigned first, bool may_be_hex)
{
    unsigned count = count_seen(a, first, first + 25);
    unsigned beyond_f = count_seen(a, first + 6, first + 25);
    if (count == 0) {
        return 0;
    }
    return may_be_hex && beyond_f == 0 ? 6 : 26;
}

static unsigned alphabet_size(const struct alphabet *a)
{
    unsigned digits = count_seen(a, '0', '9');
    unsigned lower = count_seen(a, 'a', 'z');
    unsigned upper = count_seen(a, 'A', 'Z');
    unsigned others = count_seen(a, 0, BYTE_VALUES - 1) - digits - lower - upper;
    bool may_be_hex = digits > 0 && (lower == 0 || upper == 0);
    return (digits ? 10 : 0) + letters(a, 'a', may_be_hex) + letters(a, 'A', may_be_hex) + others;
}

/* Does the character at `at` end a run of PATTERN with the same step of one up or down? */
static bool ends_sequence(const unsigned char *bytes, size_t at)
{
    if (at + 1 < PATTERN) {
        return false;
    }
    int step = bytes[at] - bytes[at - 1];
    bool goes_on = step == 1 || step == -1;
    for (size_t i = at - 1; i > at + 1 - PATTERN; i--) {
        goes_on = goes_on && bytes[i] - bytes[i - 1] == step;
    }
    return goes_on;
}

/* Do the PATTERN characters up to `at` stand somewhere before? */
static bool ends_repetition(const unsigned char *bytes, size_t at)
{
    for (size_t end = PATTERN - 1; end < at; end++) {
        /* Patterns of a secret that is being looked over, not compared with another one. */
        if (memcmp(bytes + end + 1 - PATTERN, bytes + at + 1 - PATTERN, PATTERN) == 0) {
            return true;
        }
    }
    return false;
}

/* RFC 9562 §4: in either case. */
static bool is_uuid(jt_str secret)
{
    char lower[JT_UUID_TEXT];
    jt_uuid uuid;
    if (secret.len != JT_UUID_TEXT) {
        return false;
    }
    for (size_t i = 0; i < sizeof(lower); i++) {
        char c = secret.ptr[i];
        lower[i] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    }
    bool parsed = jt_uuid_parse(jt_str_make(lower, sizeof(lower)), &uuid) == JT_OK;
    jt_wipe(lower, sizeof(lower));
    jt_wipe(&uuid, sizeof(uuid));
    return parsed;
}

/* The search for repetitions takes the square of the length, so only a beginning is looked at. */
unsigned jt_secret_strength_bits(jt_str secret)
{
    size_t judged = secret.len < JUDGED_MAX ? secret.len : (size_t)JUDGED_MAX;
    const unsigned char *bytes = (const unsigned char *)secret.ptr;
    struct alphabet alphabet = {{false}};
    uint64_t counted = 0;
    for (size_t i = 0; i < judged; i++) {
        bool is_new = !ends_sequence(bytes, i) && !ends_repetition(bytes, i);
        alphabet.seen[bytes[i]] = true;
        counted += is_new;
    }
    unsigned size = alphabet_size(&alphabet);
    uint64_t bits = size > 1 ? (counted * log2_of(size)) >> FRACTION_BITS : 0;
    return bits > JT_UUID_RANDOM_BITS && is_uuid(secret) ? JT_UUID_RANDOM_BITS : (unsigned)bits;
}
