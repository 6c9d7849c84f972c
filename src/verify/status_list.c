/* SPDX-License-Identifier: Apache-2.0 */
/* A round brings a newer list, the word that nothing changed, or nothing. Only the first two make
 * the list believable for longer; an answer counts from when it was surely true: its arrival, but
 * no later than the moment up to which it was to be waited for. */
#include "verify/status_list.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_S INT64_C(1000000000)

enum { WORD_BITS = 32, WORDS = JETON_STATUS_BITS_MAX / WORD_BITS };

struct jt_status_list {
    const struct jeton_policy *policy;
    struct jt_key_cache *keys;
    const struct jeton_status_source *source;
    char *uri;
    /* Written by the follower, read by everybody: the bits first, then how many, then until when.
     */
    _Atomic uint32_t words[WORDS];
    atomic_int_fast64_t bit_count;
    atomic_int_fast64_t exp_s;
    atomic_int_fast64_t until_ns; /* INT64_MIN: never believed yet */
    /* The follower's. */
    jt_time iat;
    jt_time exp;
    int64_t ttl_s;
    bool is_known;
    char tag[JT_STATUS_TAG_MAX + 1];
};

int jeton_status_sink_write(struct jeton_status_sink *sink, const char *bytes, size_t len)
{
    jt_buf_append(&sink->text, jt_str_make(bytes, len));
    return jt_buf_check(&sink->text) == JT_OK ? 0 : -1;
}

int jeton_status_sink_set_tag(struct jeton_status_sink *sink, const char *tag)
{
    size_t len = strlen(tag);
    if (len > JT_STATUS_TAG_MAX) {
        return -1;
    }
    memcpy(sink->tag, tag, len + 1);
    sink->tag_len = len;
    return 0;
}

struct jt_status_list *jt_status_list_new(const struct jeton_policy *policy,
                                          struct jt_key_cache *keys,
                                          const struct jeton_status_source *source, jt_str uri)
{
    struct jt_status_list *list = calloc(1, sizeof(*list));
    if (list == NULL) {
        return NULL;
    }
    list->policy = policy;
    list->keys = keys;
    list->source = source;
    list->uri = jt_str_dup(uri);
    atomic_init(&list->until_ns, INT64_MIN);
    if (list->uri == NULL) {
        free(list);
        return NULL;
    }
    return list;
}

void jt_status_list_free(struct jt_status_list *list)
{
    if (list) {
        free(list->uri);
        free(list);
    }
}

jt_str jt_status_list_uri(const struct jt_status_list *list)
{
    return jt_str_from_c(list->uri);
}

enum jeton_verdict jt_status_list_look(const struct jt_status_list *list, int64_t index)
{
    const struct jt_clock *clock = list->policy->clock;
    int64_t until_ns = atomic_load_explicit(&list->until_ns, memory_order_acquire);
    if (jt_clock_mono(clock).ns >= until_ns ||
        jt_clock_now(clock).s >= atomic_load_explicit(&list->exp_s, memory_order_relaxed)) {
        return JETON_TOKEN_UNAVAILABLE;
    }
    /* Token Status List §8.3: beyond the end nothing is said about the token. */
    if (index < 0 || index >= atomic_load_explicit(&list->bit_count, memory_order_relaxed)) {
        return JETON_TOKEN_UNAVAILABLE;
    }
    uint32_t word = atomic_load_explicit(&list->words[index / WORD_BITS], memory_order_relaxed);
    return word >> index % WORD_BITS & 1 ? JETON_TOKEN_REVOKED : JETON_TOKEN_VALID;
}

static uint32_t word_at(jt_str bytes, size_t word)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4 && word * 4 + i < bytes.len; i++) {
        value |= (uint32_t)(unsigned char)bytes.ptr[word * 4 + i] << 8 * i;
    }
    return value;
}

/* Each bit is the old one or the new one to whoever reads meanwhile. */
static void install(struct jt_status_list *list, const struct jt_status_token *token)
{
    jt_str bytes = jt_buf_str(&token->bits);
    for (size_t i = 0; i < WORDS; i++) {
        atomic_store_explicit(&list->words[i], word_at(bytes, i), memory_order_relaxed);
    }
    list->iat = token->iat;
    list->exp = token->exp;
    list->ttl_s = token->ttl_s;
    list->is_known = true;
    atomic_store_explicit(&list->bit_count, (int64_t)bytes.len * 8, memory_order_relaxed);
    atomic_store_explicit(&list->exp_s, token->exp.s + list->policy->tolerance_s,
                          memory_order_relaxed);
}

static void believe(struct jt_status_list *list, jt_mono from)
{
    int64_t age_s = list->ttl_s + list->policy->status_grace_s;
    atomic_store_explicit(&list->until_ns, from.ns + age_s * NS_PER_S, memory_order_release);
}

/* Never back to an older list: what was set there since would be forgotten. */
static bool take_news(struct jt_status_list *list, const struct jeton_status_sink *sink)
{
    struct jt_status_token token;
    if (jt_buf_check(&sink->text) != JT_OK ||
        jt_status_token_read(list->policy, list->keys, jt_status_list_uri(list),
                             jt_buf_str(&sink->text), &token) != JT_OK) {
        return false;
    }
    bool is_newer = token.iat.s >= list->iat.s;
    if (is_newer) {
        install(list, &token);
        memcpy(list->tag, sink->tag, sink->tag_len + 1);
    }
    jt_status_token_clear(&token);
    return is_newer;
}

/* "Unchanged" does not renew the token itself: in the second half of its life a whole one is asked
 * for. */
static bool may_be_unchanged(const struct jt_status_list *list)
{
    int64_t now_s = jt_clock_now(list->policy->clock).s;
    return list->is_known && list->tag[0] != '\0' && list->exp.s - now_s > now_s - list->iat.s;
}

/* With two seconds to spare, so that the answer is there before the ttl is over. */
static int wait_of(const struct jt_status_list *list)
{
    int64_t wait_s = list->ttl_s - 2;
    wait_s = wait_s < JETON_STATUS_WAIT_MAX_S ? wait_s : JETON_STATUS_WAIT_MAX_S;
    return wait_s > 1 ? (int)wait_s : 1;
}

static bool take_answer(struct jt_status_list *list, const struct jeton_status_request *request,
                        enum jeton_status_answer answer, const struct jeton_status_sink *sink)
{
    switch (answer) {
    case JETON_STATUS_FETCHED:
        return take_news(list, sink);
    case JETON_STATUS_UNCHANGED:
        return request->tag[0] != '\0';
    case JETON_STATUS_FAILED:
        return false;
    }
    return false;
}

/* An issuer that lets nobody wait is asked again and again, and nothing that one says makes this
 * hot: the next round follows at once only after waiting, or when it will be the first to wait. */
static int64_t pause_after(const struct jt_status_list *list,
                           const struct jeton_status_request *request, bool is_good,
                           int64_t took_ns)
{
    if (!is_good) {
        return JETON_STATUS_POLL_MS;
    }
    if (request->wait_s == 0) {
        return may_be_unchanged(list) ? 0 : JETON_STATUS_POLL_MS;
    }
    return took_ns < request->wait_s * NS_PER_S / 2 ? JETON_STATUS_POLL_MS : 0;
}

int64_t jt_status_list_round(struct jt_status_list *list)
{
    struct jeton_status_sink sink = {.text = JT_BUF_INIT(JETON_STATUS_LIST_MAX)};
    char tag[JT_STATUS_TAG_MAX + 1] = "";
    struct jeton_status_request request = {.uri = list->uri, .tag = tag};
    if (may_be_unchanged(list)) {
        memcpy(tag, list->tag, sizeof(tag));
        request.wait_s = wait_of(list);
    }
    jt_mono begun = jt_clock_mono(list->policy->clock);
    enum jeton_status_answer answer = list->source->fetch(list->source->arg, &request, &sink);
    jt_mono ended = jt_clock_mono(list->policy->clock);
    bool is_good = take_answer(list, &request, answer, &sink);
    jt_buf_clear(&sink.text);
    if (is_good) {
        int64_t latest_ns = begun.ns + request.wait_s * NS_PER_S;
        believe(list, latest_ns < ended.ns ? (jt_mono){latest_ns} : ended);
    }
    return pause_after(list, &request, is_good, ended.ns - begun.ns);
}
