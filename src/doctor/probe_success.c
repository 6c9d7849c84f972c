/* SPDX-License-Identifier: Apache-2.0 */
/* P9: what became of the token. */
#include "doctor/probe.h"

#define NAME "The token"

static void tell_token(struct jt_doctor_run *run)
{
    const struct jt_doctor_token *token = &run->facts.token;
    switch (token->form) {
    case JT_TOKEN_NONE:
        break;
    case JT_TOKEN_OPAQUE:
        jt_step_add(run, "P9", NAME, JT_STEP_OK, "opaque: only its issuer can read it");
        break;
    case JT_TOKEN_JWE:
        jt_step_add(run, "P9", NAME, JT_STEP_OK, "encrypted: only its audience can read it");
        break;
    case JT_TOKEN_JWT:
        jt_step_add(run, "P9", NAME, JT_STEP_OK, "a JWT of %.*s for %.*s, scope \"%.*s\"",
                    JT_STR_ARG(token->issuer),
                    JT_STR_ARG(token->audience_count ? token->audiences[0] : JT_STR("nobody")),
                    JT_STR_ARG(jt_str_slice(token->scope, 0, 200)));
        break;
    }
}

void jt_probe_success(struct jt_doctor_run *run)
{
    if (!jt_facts_granted(&run->facts)) {
        return;
    }
    tell_token(run);
}
