/* SPDX-License-Identifier: Apache-2.0 */
/* Facts and findings for the rules' tests. */
#ifndef JT_TEST_DOCTOR_SUPPORT_H
#define JT_TEST_DOCTOR_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doctor/probe.h"
#include "doctor/rules.h"

#include <string.h>

struct ward {
    struct jt_arena arena;
    struct jt_doctor_facts facts;
    struct jt_findings findings;
};

static inline int open_ward(void **state)
{
    static struct ward ward;
    memset(&ward, 0, sizeof(ward));
    ward.findings.arena = &ward.arena;
    ward.facts.now.s = 1800000000;
    ward.facts.config.client_id = JT_STR("orders-batch");
    *state = &ward;
    return 0;
}

static inline int close_ward(void **state)
{
    struct ward *ward = *state;
    jt_arena_clear(&ward->arena);
    return 0;
}

static inline struct jt_doctor_answer refusal(int status, const char *error, const char *text)
{
    return (struct jt_doctor_answer){
        .asked = true,
        .reached = true,
        .status = status,
        .is_json = true,
        .error = jt_str_from_c(error),
        .description = jt_str_from_c(text),
        .retry_after_s = -1,
    };
}

static inline struct jt_doctor_answer success(void)
{
    return (struct jt_doctor_answer){
        .asked = true, .reached = true, .status = 200, .is_json = true, .has_token = true};
}

/* Applies one rule to fresh findings. */
static inline void apply(struct ward *ward, jt_doctor_rule *rule)
{
    ward->findings.count = ward->findings.apart_count = 0;
    rule(&ward->facts, &ward->findings);
    assert_int_equal(ward->findings.err, JT_OK);
}

/* Found with this confidence. */
static inline void assert_found(const struct ward *ward, enum jt_cause_id cause,
                                enum jt_doctor_confidence confidence)
{
    const struct jt_finding *finding = jt_finding_find(&ward->findings, cause);
    assert_non_null(finding);
    assert_int_equal(finding->confidence, confidence);
    assert_true(finding->evidence_count > 0);
}

static inline void assert_not_found(const struct ward *ward, enum jt_cause_id cause)
{
    assert_null(jt_finding_find(&ward->findings, cause));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_ward, close_ward)

#endif
