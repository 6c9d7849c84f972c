/* SPDX-License-Identifier: Apache-2.0 */
/* Okta: its organization server takes no secret for this grant, which its address shows. */
#include "doctor/rules.h"

#include "codec/url.h"

static bool is_org_server(jt_str endpoint)
{
    struct jt_url url;
    return jt_url_parse(endpoint, &url) == JT_OK &&
           jt_str_equal(url.path, JT_STR("/oauth2/v1/token"));
}

void jt_rules_okta(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    if (jt_facts_provider_is(facts, JT_PROVIDER_OKTA) && !jt_facts_granted(facts) &&
        is_org_server(facts->endpoint)) {
        (void)jt_finding_add(findings, JT_CAUSE_okta_org_server,
                             facts->provider.confidence == JT_CERTAIN ? JT_CERTAIN : JT_LIKELY,
                             "The token endpoint is %.*s, that of the organization server",
                             JT_STR_ARG(facts->endpoint));
    }
}
