/* SPDX-License-Identifier: Apache-2.0 */
/* Lists are added and never taken away while the feed lives, so that finding one takes no lock. */
#include "verify/status_feed.h"

#include "verify/status_list.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { NS_PER_MS = 1000000, NS_PER_S = 1000000000 };

struct follower {
    struct jt_status_feed *feed;
    struct jt_status_list *list;
    pthread_t thread;
    bool has_asked; /* a first round is over; under the feed's lock */
};

struct jt_status_feed {
    const struct jeton_policy *policy;
    struct jt_key_cache *keys;
    struct jeton_status_source source;
    struct follower *_Atomic followers[JETON_STATUS_LISTS_MAX]; /* in order, then NULL */
    pthread_mutex_t lock;                                       /* of what follows */
    pthread_cond_t changed;
    size_t count;
    bool stopping;
};

struct jt_status_feed *jt_status_feed_new(const struct jeton_policy *policy,
                                          struct jt_key_cache *keys,
                                          const struct jeton_status_source *source)
{
    pthread_condattr_t attributes;
    struct jt_status_feed *feed = calloc(1, sizeof(*feed));
    if (feed == NULL) {
        return NULL;
    }
    feed->policy = policy;
    feed->keys = keys;
    feed->source = *source;
    (void)pthread_mutex_init(&feed->lock, NULL); /* neither can fail on Linux */
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&feed->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    return feed;
}

static void stop(struct jt_status_feed *feed)
{
    (void)pthread_mutex_lock(&feed->lock);
    feed->stopping = true;
    (void)pthread_cond_broadcast(&feed->changed);
    (void)pthread_mutex_unlock(&feed->lock);
    if (feed->source.interrupt) {
        feed->source.interrupt(feed->source.arg);
    }
}

void jt_status_feed_free(struct jt_status_feed *feed)
{
    if (feed == NULL) {
        return;
    }
    stop(feed);
    for (size_t i = 0; i < feed->count; i++) {
        struct follower *follower = atomic_load(&feed->followers[i]);
        (void)pthread_join(follower->thread, NULL);
        jt_status_list_free(follower->list);
        free(follower);
    }
    (void)pthread_cond_destroy(&feed->changed);
    (void)pthread_mutex_destroy(&feed->lock);
    free(feed);
}

/* Called and left with the lock held. What is waited for is real time, so the clock is the
 * system's, whatever the policy has. */
static void pause_ms(struct jt_status_feed *feed, int64_t ms)
{
    int64_t until_ns = jt_clock_mono(&jt_clock_system).ns + ms * NS_PER_MS;
    struct timespec until = {.tv_sec = until_ns / NS_PER_S, .tv_nsec = until_ns % NS_PER_S};
    int timed_out = 0;
    while (!feed->stopping && timed_out == 0) {
        timed_out = pthread_cond_timedwait(&feed->changed, &feed->lock, &until);
    }
}

static void *follow(void *arg)
{
    struct follower *follower = arg;
    struct jt_status_feed *feed = follower->feed;
    (void)pthread_mutex_lock(&feed->lock);
    while (!feed->stopping) {
        (void)pthread_mutex_unlock(&feed->lock);
        int64_t ms = jt_status_list_round(follower->list);
        (void)pthread_mutex_lock(&feed->lock);
        if (!follower->has_asked) {
            follower->has_asked = true;
            (void)pthread_cond_broadcast(&feed->changed);
        }
        if (ms > 0) {
            pause_ms(feed, ms);
        }
    }
    (void)pthread_mutex_unlock(&feed->lock);
    return NULL;
}

static struct follower *find(struct jt_status_feed *feed, jt_str uri)
{
    for (size_t i = 0; i < JETON_STATUS_LISTS_MAX; i++) {
        struct follower *follower = atomic_load_explicit(&feed->followers[i], memory_order_acquire);
        if (follower == NULL || jt_str_equal(jt_status_list_uri(follower->list), uri)) {
            return follower;
        }
    }
    return NULL;
}

/* Signals are the program's, not ours. */
static bool start_thread(struct follower *follower)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&follower->thread, NULL, follow, follower);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed == 0;
}

static struct follower *make(struct jt_status_feed *feed, jt_str uri)
{
    struct follower *follower = calloc(1, sizeof(*follower));
    struct jt_status_list *list = jt_status_list_new(feed->policy, feed->keys, &feed->source, uri);
    if (follower == NULL || list == NULL) {
        free(follower);
        jt_status_list_free(list);
        return NULL;
    }
    follower->feed = feed;
    follower->list = list;
    if (!start_thread(follower)) {
        jt_status_list_free(list);
        free(follower);
        return NULL;
    }
    return follower;
}

/* The lock is held by the caller. Another thread may have been faster. */
static struct follower *add(struct jt_status_feed *feed, jt_str uri)
{
    struct follower *follower = find(feed, uri);
    if (follower || feed->count == JETON_STATUS_LISTS_MAX) {
        return follower;
    }
    follower = make(feed, uri);
    if (follower) {
        atomic_store_explicit(&feed->followers[feed->count++], follower, memory_order_release);
    }
    return follower;
}

/* The first to name a list wait for it; whoever comes to one that cannot be had is told at once. */
static enum jeton_verdict check_first(struct jt_status_feed *feed, jt_str uri, int64_t index)
{
    (void)pthread_mutex_lock(&feed->lock);
    struct follower *follower = add(feed, uri);
    while (follower && !follower->has_asked && !feed->stopping) {
        (void)pthread_cond_wait(&feed->changed, &feed->lock);
    }
    (void)pthread_mutex_unlock(&feed->lock);
    return follower ? jt_status_list_look(follower->list, index) : JETON_TOKEN_UNAVAILABLE;
}

/* Under the issuer, and without anything that would make another address of it on its way. */
static bool is_of_issuer(const struct jt_status_feed *feed, jt_str uri)
{
    jt_str issuer = jt_str_from_c(feed->policy->issuer);
    jt_str rest = jt_str_from(uri, issuer.len);
    if (!jt_str_starts_with(uri, issuer) || rest.len < 2 || rest.ptr[0] != '/') {
        return false;
    }
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.ptr[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '/';
        if (!is_plain || (c == '/' && i > 0 && rest.ptr[i - 1] == '/')) {
            return false;
        }
    }
    return true;
}

enum jeton_verdict jt_status_feed_check(struct jt_status_feed *feed, const struct jt_claims *claims)
{
    if (claims->status_uri.len == 0) {
        return JETON_TOKEN_VALID;
    }
    struct follower *follower = find(feed, claims->status_uri);
    if (follower) {
        enum jeton_verdict verdict = jt_status_list_look(follower->list, claims->status_idx);
        return verdict == JETON_TOKEN_UNAVAILABLE
                   ? check_first(feed, claims->status_uri, claims->status_idx)
                   : verdict;
    }
    if (!is_of_issuer(feed, claims->status_uri)) {
        return JETON_TOKEN_CLAIM;
    }
    return check_first(feed, claims->status_uri, claims->status_idx);
}
