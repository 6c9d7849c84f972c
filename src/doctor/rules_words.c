/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider's words mean (words.def), and whether anything but the words supports it: an
 * answer that another client does not get is about this client; one that comes before any client
 * was named is about the place. */
#include "doctor/rules.h"

enum words_when { WORDS_PLACE, WORDS_CLIENT, WORDS_SENT, WORDS_AFTER };

struct words {
    int status;
    jt_str error;
    jt_str text;
    int64_t number;
    enum words_when when;
    enum jt_doctor_confidence most;
    enum jt_cause_id cause;
    const char *meaning;
};

static const struct words table[] = {
#define JT_WORDS(status, error, text, number, when, most, cause, meaning)                          \
    {status,       JT_STR_INIT(error), JT_STR_INIT(text), number,                                  \
     WORDS_##when, JT_##most,          JT_CAUSE_##cause,  meaning},
#include "doctor/words.def"
#undef JT_WORDS
};

enum { WORDS_COUNT = sizeof(table) / sizeof(table[0]), SHOWN_MAX = 240 };

/* Whose answer it is. */
struct source {
    const struct jt_doctor_answer *answer;
    const char *name;
    bool secret;     /* one was sent */
    bool client;     /* the configured one was named */
    bool configured; /* as the configuration has it, so that it is to blame */
};

enum { SOURCES = 7 };

/* What came without a secret first: what it explains needs none. */
static void list_sources(const struct jt_doctor_facts *facts, struct source ret_list[SOURCES])
{
    const struct source list[SOURCES] = {
        {&facts->no_grant, "To a request without a grant", false, false, true},
        {&facts->discovery.answer, "To the request for metadata", false, false, true},
        {&facts->random_client, "To an id made up", false, false, true},
        {&facts->no_credential, "To the client id without a secret", false, true, true},
        {&facts->configured, "To the configured request", true, true, true},
        {&facts->other, "To the second request", true, true, false},
        {&facts->repaired, "To the repaired secret", true, true, false},
    };
    for (size_t i = 0; i < SOURCES; i++) {
        ret_list[i] = list[i];
    }
}

static bool has_text(const struct jt_doctor_answer *answer, jt_str text)
{
    return text.len == 0 || jt_str_contains(answer->description, text) ||
           jt_str_contains(answer->summary, text) || jt_str_contains(answer->error, text);
}

static bool has_error(const struct jt_doctor_answer *answer, jt_str error)
{
    return error.len == 0 || jt_str_equal(answer->error, error) ||
           jt_str_equal(answer->code, error);
}

static bool has_number(const struct jt_doctor_answer *answer, int64_t number)
{
    for (size_t i = 0; i < answer->number_count; i++) {
        if (answer->numbers[i] == number) {
            return true;
        }
    }
    return number == 0;
}

static bool fits(const struct words *words, const struct jt_doctor_answer *answer)
{
    return answer->reached && !answer->has_token &&
           (words->status == 0 || words->status == answer->status) &&
           has_error(answer, words->error) && has_text(answer, words->text) &&
           has_number(answer, words->number);
}

/* A secret that was taken another way is not wrong, whatever was said the first time. */
static bool is_refuted(const struct words *words, const struct jt_doctor_facts *facts)
{
    return facts->configured.has_token ||
           (words->cause == JT_CAUSE_secret_wrong && facts->other.has_token);
}

static bool may_mean(const struct words *words, const struct source *source)
{
    switch (words->when) {
    case WORDS_PLACE:
        return true;
    case WORDS_CLIENT:
        return source->client && source->configured;
    case WORDS_SENT:
        return source->secret && source->configured;
    case WORDS_AFTER:
        return source->secret;
    }
    return false;
}

static bool says_the_same(const struct jt_doctor_answer *a, const struct jt_doctor_answer *b)
{
    return a->status == b->status && jt_str_equal(a->error, b->error) &&
           jt_str_equal(a->description, b->description);
}

/* Does anything but the words speak for it? */
static bool is_supported(const struct words *words, const struct jt_doctor_facts *facts,
                         const struct jt_doctor_answer *answer)
{
    const struct jt_doctor_answer *nobody = &facts->random_client;
    const struct jt_doctor_answer *bare = &facts->no_credential;
    bool differs = nobody->reached && !says_the_same(answer, nobody);
    switch (words->when) {
    case WORDS_PLACE:
        return answer == &facts->no_grant || answer == nobody;
    case WORDS_CLIENT:
        return differs;
    case WORDS_SENT:
    case WORDS_AFTER:
        return differs && bare->reached && !says_the_same(answer, bare);
    }
    return false;
}

static void add(const struct words *words, const struct source *source,
                const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *answer = source->answer;
    bool is_sure = words->most == JT_CERTAIN && is_supported(words, facts, answer);
    jt_str text = answer->description.len ? answer->description : answer->summary;
    struct jt_finding *finding = jt_finding_add(
        findings, words->cause, is_sure ? JT_CERTAIN : JT_LIKELY,
        "%s the server answered %d %.*s%s%.*s: %s", source->name, answer->status,
        JT_STR_ARG(answer->error.len ? answer->error : answer->code), text.len ? " " : "",
        JT_STR_ARG(jt_str_slice(text, 0, SHOWN_MAX)), words->meaning);
    finding->without_secret |= !source->secret;
}

void jt_rules_words(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    struct source sources[SOURCES];
    list_sources(facts, sources);
    for (size_t i = 0; i < WORDS_COUNT; i++) {
        size_t at = is_refuted(&table[i], facts) ? SOURCES : 0;
        while (at < SOURCES &&
               !(may_mean(&table[i], &sources[at]) && fits(&table[i], sources[at].answer))) {
            at++;
        }
        if (at < SOURCES) {
            add(&table[i], &sources[at], facts, findings);
        }
    }
}

enum jt_cause_id jt_words_cause(const struct jt_doctor_answer *answer)
{
    for (size_t i = 0; i < WORDS_COUNT; i++) {
        if (fits(&table[i], answer)) {
            return table[i].cause;
        }
    }
    return JT_CAUSE_COUNT;
}
