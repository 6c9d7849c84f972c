/* SPDX-License-Identifier: Apache-2.0 */
/* How many tokens a second does libjeton's verifier judge, in one thread, as an API would have it:
 * keys and status list at hand, statuses followed?
 *
 *   verify known|new ISSUER AUDIENCE JWKS STATUS_LIST SECONDS < TOKENS     (one a line)
 *
 * The tokens are judged one after the other, again and again: known wants few, which are all
 * remembered, new so many that each one has been pushed out when its turn comes again. A single
 * verdict but valid ends it with status 1. Prints: CHECKS SECONDS */
#include <jeton/verify.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TOKENS_MAX = 100000,
    FEW = JETON_KNOWN_TOKENS_DEFAULT / 8,
    MANY = JETON_KNOWN_TOKENS_DEFAULT * 6, /* in a row of places: some 24 that want one of four */
    FILE_MAX = JETON_STATUS_LIST_MAX
};

struct file {
    char bytes[FILE_MAX];
    size_t len;
};

/* An issuer that lets callers wait for a change of the list, and there is never one. */
struct issuer {
    struct file keys;
    struct file statuses;
    pthread_mutex_t lock;
    pthread_cond_t interrupted;
    bool ending;
};

struct token {
    char *text;
    size_t len;
};

static struct token tokens[TOKENS_MAX];
static size_t token_count;

static void fail(const char *what)
{
    (void)fprintf(stderr, "verify: %s\n", what);
    exit(1);
}

static void read_file(const char *name, struct file *file)
{
    FILE *from = fopen(name, "re");
    file->len = from ? fread(file->bytes, 1, sizeof(file->bytes), from) : 0;
    if (file->len == 0 || fclose(from) != 0) {
        fail(name);
    }
}

static void read_tokens(bool known)
{
    static char line[JETON_TOKEN_MAX + 2];
    while (token_count < TOKENS_MAX && fgets(line, sizeof(line), stdin) != NULL) {
        struct token *token = &tokens[token_count++];
        token->len = strcspn(line, "\n");
        token->text = strndup(line, token->len);
        if (token->text == NULL) {
            fail("memory");
        }
    }
    if (token_count == 0 || (known ? token_count > FEW : token_count < MANY)) {
        fail("too few or too many tokens");
    }
}

static int fetch_keys(void *arg, struct jeton_key_sink *sink)
{
    const struct issuer *issuer = arg;
    return jeton_key_sink_write(sink, issuer->keys.bytes, issuer->keys.len);
}

static void wait_interrupted(struct issuer *issuer, int wait_s)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait_s;
    (void)pthread_mutex_lock(&issuer->lock);
    while (!issuer->ending &&
           pthread_cond_timedwait(&issuer->interrupted, &issuer->lock, &until) == 0) {
    }
    (void)pthread_mutex_unlock(&issuer->lock);
}

static enum jeton_status_answer fetch_status(void *arg, const struct jeton_status_request *request,
                                             struct jeton_status_sink *sink)
{
    struct issuer *issuer = arg;
    if (request->tag[0] != '\0') {
        wait_interrupted(issuer, request->wait_s);
        return JETON_STATUS_UNCHANGED;
    }
    bool written =
        jeton_status_sink_write(sink, issuer->statuses.bytes, issuer->statuses.len) == 0 &&
        jeton_status_sink_set_tag(sink, "\"only\"") == 0;
    return written ? JETON_STATUS_FETCHED : JETON_STATUS_FAILED;
}

static void interrupt(void *arg)
{
    struct issuer *issuer = arg;
    (void)pthread_mutex_lock(&issuer->lock);
    issuer->ending = true;
    (void)pthread_cond_broadcast(&issuer->interrupted);
    (void)pthread_mutex_unlock(&issuer->lock);
}

static struct jeton_verifier *make_verifier(const struct jeton_policy *policy,
                                            struct issuer *issuer)
{
    struct jeton_verifier *verifier = NULL;
    const struct jeton_key_source keys = {fetch_keys, issuer};
    const struct jeton_status_source statuses = {fetch_status, interrupt, issuer};
    if (jeton_verifier_new(policy, &keys, &verifier) != JETON_VERIFY_OK ||
        jeton_verifier_follow_statuses(verifier, &statuses) != JETON_VERIFY_OK) {
        fail("no verifier");
    }
    return verifier;
}

static double now_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void check(struct jeton_verifier *verifier, const struct token *token)
{
    struct jeton_claims *claims = NULL;
    enum jeton_verdict verdict = jeton_verifier_check(verifier, token->text, token->len, &claims);
    if (verdict != JETON_TOKEN_VALID) {
        fail(jeton_verdict_text(verdict));
    }
    jeton_claims_free(claims);
}

static void measure(struct jeton_verifier *verifier, double seconds)
{
    size_t checks = 0;
    double begin = now_s();
    double took = 0;
    while (took < seconds) {
        for (size_t i = 0; i < token_count; i++) {
            check(verifier, &tokens[i]);
        }
        checks += token_count;
        took = now_s() - begin;
    }
    (void)printf("%zu %.6f\n", checks, took);
}

int main(int argc, char **argv)
{
    static struct issuer issuer = {.lock = PTHREAD_MUTEX_INITIALIZER,
                                   .interrupted = PTHREAD_COND_INITIALIZER};
    struct jeton_policy *policy = NULL;
    if (argc != 7) {
        (void)fprintf(stderr, "verify known|new ISSUER AUDIENCE JWKS STATUS_LIST SECONDS\n");
        return 2;
    }
    read_file(argv[4], &issuer.keys);
    read_file(argv[5], &issuer.statuses);
    read_tokens(strcmp(argv[1], "known") == 0);
    if (jeton_policy_new(argv[2], argv[3], &policy) != JETON_VERIFY_OK) {
        fail("no policy");
    }
    struct jeton_verifier *verifier = make_verifier(policy, &issuer);
    measure(verifier, strtod(argv[6], NULL));
    jeton_verifier_free(verifier);
    jeton_policy_free(policy);
    return 0;
}
