/* SPDX-License-Identifier: Apache-2.0 */
/* What the doctor says: for a person, for a program, and for a forum. */
#ifndef JT_DOCTOR_WRITE_H
#define JT_DOCTOR_WRITE_H

#include "doctor/verdict.h"

/* The verdict, the cure, then the steps. */
void jt_doctor_write_text(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                          bool coloured, struct jt_buf *out);
/* One JSON object; docs/doctor.md has its members. */
void jt_doctor_write_json(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                          struct jt_buf *out);
/* The bundle of --report: everything that was seen, without credentials. */
void jt_doctor_write_report(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                            struct jt_buf *out);

#endif
