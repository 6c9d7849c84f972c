/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder */
#include "doctor/rules.h"

void jt_rules_network(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    (void)facts;
    (void)findings;
}
