/* SPDX-License-Identifier: Apache-2.0 */
/* What the doctor says: for a person, for a program, and for a forum. */
#ifndef JT_DOCTOR_WRITE_H
#define JT_DOCTOR_WRITE_H

#include "doctor/verdict.h"

struct jt_doctor_look {
    bool coloured;
    size_t width; /* of the terminal; 0: lines are not broken */
};

/* The verdict, the cure, then the steps. The command to copy is never broken. */
void jt_doctor_write_text(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                          const struct jt_doctor_look *look, struct jt_buf *out);
/* One JSON object; docs/doctor.md has its members. */
void jt_doctor_write_json(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                          struct jt_buf *out);
/* The bundle of --report: everything that was seen, without credentials. */
void jt_doctor_write_report(struct jt_doctor_run *run, const struct jt_verdict *verdict,
                            struct jt_buf *out);

#endif
