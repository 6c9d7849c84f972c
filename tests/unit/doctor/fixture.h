/* SPDX-License-Identifier: Apache-2.0 */
/* Facts and findings for tests: nothing is configured, nothing was asked. */
#ifndef JT_TEST_DOCTOR_FIXTURE_H
#define JT_TEST_DOCTOR_FIXTURE_H

#include "doctor/lint.h"
#include "doctor/rules.h"

#include "support/assert_str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct jt_arena arena;
    struct jt_doctor_facts facts;
    struct jt_findings findings;
};

static inline void fixture_init(struct fixture *f, const char *client_id, const char *secret)
{
    memset(f, 0, sizeof(*f));
    f->findings.arena = &f->arena;
    f->facts.now = (jt_time){1000000};
    f->facts.config.issuer = JT_STR("https://id.example.com/realms/a");
    f->facts.config.client_id = jt_str_from_c(client_id);
    f->facts.config.secret = f->facts.config.secret_read = jt_str_from_c(secret);
    assert_int_equal(jt_lint(&f->arena, &f->facts), JT_OK);
}

static inline void fixture_clear(struct fixture *f)
{
    jt_arena_clear(&f->arena);
}

/* An answer in OAuth's form. */
static inline struct jt_doctor_answer fixture_answer(int status, const char *error,
                                                     const char *description)
{
    return (struct jt_doctor_answer){
        .asked = true,
        .reached = true,
        .status = status,
        .is_json = true,
        .retry_after_s = -1,
        .url = JT_STR("https://id.example.com/token"),
        .error = jt_str_from_c(error),
        .description = jt_str_from_c(description),
    };
}

static inline struct jt_doctor_answer fixture_token(void)
{
    struct jt_doctor_answer answer = fixture_answer(200, "", "");
    answer.has_token = true;
    return answer;
}

static inline void fixture_judge(struct fixture *f)
{
    f->findings.count = f->findings.apart_count = 0;
    jt_rules_apply(&f->facts, &f->findings);
    assert_int_equal(f->findings.err, JT_OK);
}

/* The finding of this name with this confidence at least, or the test ends. */
static inline const struct jt_finding *fixture_expect(struct fixture *f, enum jt_cause_id cause,
                                                      enum jt_doctor_confidence confidence)
{
    const struct jt_finding *finding = jt_finding_find(&f->findings, cause);
    if (finding == NULL) {
        fail_msg("no finding %s among %zu", jt_cause_get(cause)->name.ptr, f->findings.count);
    }
    assert_int_equal(finding->confidence, confidence);
    assert_true(finding->evidence_count > 0);
    return finding;
}

static inline bool fixture_remarks(const struct fixture *f, enum jt_lint_kind kind)
{
    return jt_lint_find(&f->facts, JT_LINT_SECRET, kind) != NULL;
}

#endif
