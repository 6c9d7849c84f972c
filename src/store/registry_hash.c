/* SPDX-License-Identifier: Apache-2.0 */
/* SipHash-2-4: two rounds for each word of eight bytes, four at the end. */
#include "store/registry_hash.h"

#include <string.h>

struct sip {
    uint64_t v0;
    uint64_t v1;
    uint64_t v2;
    uint64_t v3;
};

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

/* Little-endian; len at most 8. */
static uint64_t word(const uint8_t *bytes, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

static void round_once(struct sip *s)
{
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v2 = rotate(s->v2, 32);
}

static void take_word(struct sip *s, uint64_t m)
{
    s->v3 ^= m;
    round_once(s);
    round_once(s);
    s->v0 ^= m;
}

static struct sip begin(const struct jt_hash_key *key)
{
    return (struct sip){key->k0 ^ 0x736f6d6570736575U, key->k1 ^ 0x646f72616e646f6dU,
                        key->k0 ^ 0x6c7967656e657261U, key->k1 ^ 0x7465646279746573U};
}

static const uint8_t *take_words(struct sip *s, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len / 8; i++, bytes += 8) {
        take_word(s, word(bytes, 8));
    }
    return bytes;
}

static uint64_t finish(struct sip *s, const uint8_t *rest, size_t rest_len, size_t total_len)
{
    take_word(s, word(rest, rest_len) | (uint64_t)total_len << 56);
    s->v2 ^= 0xff;
    for (int i = 0; i < 4; i++) {
        round_once(s);
    }
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

struct jt_hash_key jt_hash_key_from(const uint8_t bytes[static 16])
{
    return (struct jt_hash_key){word(bytes, 8), word(bytes + 8, 8)};
}

uint64_t jt_hash(const struct jt_hash_key *key, const void *bytes, size_t len)
{
    struct sip s = begin(key);
    const uint8_t *rest = take_words(&s, bytes, len);
    return finish(&s, rest, len % 8, len);
}

uint64_t jt_hash_pair(const struct jt_hash_key *key, const void *first, size_t first_len,
                      jt_str second)
{
    /* The inner hash is as long as a word, so the outer one sees two parts of fixed length. */
    uint64_t parts[2] = {jt_hash(key, first, first_len), jt_hash(key, second.ptr, second.len)};
    return jt_hash(key, parts, sizeof(parts));
}
