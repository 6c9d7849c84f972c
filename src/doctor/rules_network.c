/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about the way to the server: name, proxy, TLS, clock (catalogue F and rows 53, 63 to 66).
 */
#include "doctor/rules.h"

#include "codec/time_text.h"
#include "codec/url.h"

#include <stdlib.h>

enum { SKEW_S = 60 };

/* Authorities of programs and appliances that open TLS on the way. */
static const char *const inspectors[] = {
    "Zscaler",          "Netskope",      "Fortinet",
    "FortiGate",        "Palo Alto",     "Blue Coat",
    "Symantec Web",     "Sophos",        "McAfee Web",
    "Umbrella",         "Forcepoint",    "Kaspersky",
    "ESET SSL",         "Avast",         "Bitdefender",
    "mitmproxy",        "Charles Proxy", "DO_NOT_TRUST",
    "Fiddler",          "PortSwigger",   "Squid",
    "Check Point",      "Barracuda",     "WatchGuard",
    "Untangle",         "Gateway CA",    "iboss",
    "Smoothwall",       "Cato Networks", "AdGuard",
    "Proxyman",         "OWASP Zed",     "Trend Micro",
    "Cisco Secure Web",
};

static const char *inspector_of(jt_str issuer)
{
    for (size_t i = 0; i < sizeof(inspectors) / sizeof(inspectors[0]); i++) {
        if (jt_str_contains_c(issuer, inspectors[i])) {
            return inspectors[i];
        }
    }
    return NULL;
}

static void judge_dates(const struct jt_doctor_facts *facts,
                        const struct jt_doctor_network *network, struct jt_findings *findings)
{
    const struct jt_doctor_certificate *certificate = &network->certificate;
    jt_time server = {facts->now.s + network->skew_s};
    bool ours_outside =
        facts->now.s < certificate->not_before.s || facts->now.s > certificate->not_after.s;
    bool theirs_inside =
        server.s >= certificate->not_before.s && server.s <= certificate->not_after.s;
    char until[JT_RFC3339_TEXT + 1];
    if (!ours_outside) {
        return;
    }
    if (network->date_known && theirs_inside && llabs(network->skew_s) > SKEW_S) {
        (void)jt_finding_add(findings, JT_CAUSE_clock_wrong, JT_LIKELY,
                             "By the server's clock, %lld s from ours, its certificate is valid",
                             (long long)network->skew_s);
        return;
    }
    bool is_early = facts->now.s < certificate->not_before.s;
    jt_time_write_rfc3339(is_early ? certificate->not_before : certificate->not_after, until);
    (void)jt_finding_add(findings, is_early ? JT_CAUSE_clock_wrong : JT_CAUSE_tls_expired,
                         is_early ? JT_LIKELY : JT_CERTAIN, "The certificate is valid %s %s",
                         is_early ? "from" : "until", until);
}

static void judge_issuer(const struct jt_doctor_certificate *certificate,
                         struct jt_findings *findings)
{
    const char *inspector = inspector_of(certificate->issuer);
    inspector = inspector ? inspector : inspector_of(certificate->top_issuer);
    if (inspector) {
        (void)jt_finding_add(findings, JT_CAUSE_tls_intercepted, JT_CERTAIN,
                             "The certificate was made by %.*s, which opens TLS on the way",
                             JT_STR_ARG(certificate->issuer));
        return;
    }
    (void)jt_finding_add(findings, JT_CAUSE_tls_untrusted, JT_CERTAIN,
                         "The certificate of %.*s was made by %.*s%s",
                         JT_STR_ARG(certificate->subject), JT_STR_ARG(certificate->issuer),
                         certificate->self_signed ? ", by itself" : "");
}

static void judge_certificate(const struct jt_doctor_facts *facts,
                              const struct jt_doctor_network *network, struct jt_findings *findings)
{
    const struct jt_doctor_certificate *certificate = &network->certificate;
    if (!certificate->known) {
        (void)jt_finding_add(findings, JT_CAUSE_tls_untrusted, JT_LIKELY, "TLS says: %.*s",
                             JT_STR_ARG(network->failure));
        return;
    }
    size_t before = findings->count;
    judge_dates(facts, network, findings);
    if (!certificate->name_fits) {
        (void)jt_finding_add(
            findings, JT_CAUSE_tls_name, JT_CERTAIN, "%.*s (at %.*s) shows a certificate for %.*s",
            JT_STR_ARG(network->host), JT_STR_ARG(network->address),
            JT_STR_ARG(certificate->names.len ? certificate->names : certificate->subject));
    }
    if (findings->count == before) {
        judge_issuer(certificate, findings);
    }
}

static void judge_proxy(const struct jt_doctor_facts *facts,
                        const struct jt_doctor_network *network, struct jt_findings *findings)
{
    if (facts->config.proxy.len == 0) {
        return;
    }
    bool direct_works = network->reach_direct == JT_REACH_OK;
    if (network->reach == JT_REACH_NO_PROXY_NAME) {
        (void)jt_finding_add(findings, JT_CAUSE_proxy_not_found, JT_CERTAIN,
                             "There is no host of the name in %.*s",
                             JT_STR_ARG(facts->config.proxy));
    } else if (network->reach == JT_REACH_PROXY) {
        (void)jt_finding_add(findings, JT_CAUSE_proxy_in_the_way, JT_CERTAIN,
                             "The proxy %.*s answered %d%s", JT_STR_ARG(facts->config.proxy),
                             network->proxy_status,
                             network->proxy_status == 407 ? ": it wants credentials" : "");
    } else if (network->reach != JT_REACH_OK && direct_works) {
        (void)jt_finding_add(findings, JT_CAUSE_proxy_in_the_way, JT_LIKELY,
                             "Through %.*s: %.*s; past it the connection works",
                             JT_STR_ARG(facts->config.proxy), JT_STR_ARG(network->failure));
    } else if (network->reach == JT_REACH_REFUSED) { /* nobody else was asked */
        (void)jt_finding_add(findings, JT_CAUSE_proxy_in_the_way, JT_LIKELY,
                             "The proxy %.*s takes no connection: %.*s",
                             JT_STR_ARG(facts->config.proxy), JT_STR_ARG(network->failure));
    }
}

/* OpenSSL's words for an answer that is no TLS at all. */
static bool is_plain(jt_str failure)
{
    static const char *const words[] = {"wrong version number", "packet length too long",
                                        "http request"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (jt_str_contains_c(failure, words[i])) {
            return true;
        }
    }
    return false;
}

static void judge_tls(const struct jt_doctor_network *network, struct jt_findings *findings)
{
    struct jt_finding *finding = jt_finding_add(findings, JT_CAUSE_tls_failed, JT_CERTAIN,
                                                "TLS says: %.*s", JT_STR_ARG(network->failure));
    if (!is_plain(network->failure)) {
        return;
    }
    if (jt_host_is_loopback(network->host)) {
        jt_finding_remedy(findings, finding,
                          "What listens there speaks plain http, as may be on this machine: write "
                          "http:// before the address.");
    } else {
        jt_finding_remedy(findings, finding,
                          "What listens there speaks plain http: check the port, or have TLS "
                          "switched on; a secret does not go there in the clear.");
    }
}

static void judge(const struct jt_doctor_facts *facts, const struct jt_doctor_network *network,
                  struct jt_findings *findings)
{
    judge_proxy(facts, network, findings);
    switch (network->reach) {
    case JT_REACH_NO_NAME:
        (void)jt_finding_add(findings, JT_CAUSE_host_unknown, JT_CERTAIN,
                             "The name %.*s has no address", JT_STR_ARG(network->host));
        break;
    case JT_REACH_VERIFY:
        judge_certificate(facts, network, findings);
        break;
    case JT_REACH_TLS:
        judge_tls(network, findings);
        break;
    case JT_REACH_CA_FILE:
        (void)jt_finding_add(findings, JT_CAUSE_ca_file_unreadable, JT_CERTAIN, "TLS says: %.*s",
                             JT_STR_ARG(network->failure));
        break;
    case JT_REACH_NOT_TRIED:
    case JT_REACH_OK:
    case JT_REACH_NO_PROXY_NAME:
    case JT_REACH_REFUSED:
    case JT_REACH_TIMEOUT:
    case JT_REACH_PROXY:
    case JT_REACH_OTHER:
        break;
    }
}

void jt_rules_network(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    judge(facts, &facts->network, findings);
    judge(facts, &facts->endpoint_network, findings);
}

/* A secret has no clock, so this explains no refusal; but what is judged by time here goes wrong.
 */
void jt_rules_clock(const struct jt_doctor_facts *facts, struct jt_findings *findings)
{
    const struct jt_doctor_answer *answer =
        facts->no_grant.date_known ? &facts->no_grant : &facts->discovery.answer;
    if (answer->date_known && llabs(answer->skew_s) > SKEW_S &&
        !jt_finding_find(findings, JT_CAUSE_clock_wrong)) {
        (void)jt_finding_add(
            findings, JT_CAUSE_clock_wrong, JT_POSSIBLE, "The server's clock is %lld s %s ours",
            (long long)llabs(answer->skew_s), answer->skew_s > 0 ? "ahead of" : "behind");
    }
}
