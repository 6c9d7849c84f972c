/* SPDX-License-Identifier: Apache-2.0 */
/* P0: looking at what is configured, without asking anybody. */
#ifndef JT_DOCTOR_LINT_H
#define JT_DOCTOR_LINT_H

#include "doctor/facts.h"

#include "base/arena.h"

/* Looks at facts->config and fills in facts->lint. Texts live in arena. JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_lint(struct jt_arena *arena, struct jt_doctor_facts *facts);

/* The part of it that looks at the secret. */
JT_MUST_USE enum jt_err jt_lint_secret(struct jt_arena *arena, struct jt_doctor_facts *facts);

/* Adds a remark; what is beyond JT_LINT_MAX is let go. Never NULL. */
struct jt_lint_remark *jt_lint_add(struct jt_doctor_facts *facts, enum jt_lint_field field,
                                   enum jt_lint_kind kind);
/* Remarks on characters that belong into no credential, and on quotes around it. */
void jt_lint_characters(struct jt_doctor_facts *facts, enum jt_lint_field field, jt_str text);
/* A name for a code point: "a line end", "U+200B"; room for 32 characters. */
enum { JT_CODE_POINT_TEXT = 40 };
void jt_code_point_write(uint32_t code_point, char ret_text[static JT_CODE_POINT_TEXT]);
/* 8-4-4-4-12 hex digits. */
bool jt_lint_is_guid(jt_str text);

#endif
