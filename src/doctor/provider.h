/* SPDX-License-Identifier: Apache-2.0 */
/* Whose server this is, from how its addresses, headers and answers look. */
#ifndef JT_DOCTOR_PROVIDER_H
#define JT_DOCTOR_PROVIDER_H

#include "doctor/facts.h"

/* Judges what is known so far. */
struct jt_doctor_provider jt_provider_recognise(const struct jt_doctor_facts *facts);

#endif
