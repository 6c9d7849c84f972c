/* SPDX-License-Identifier: Apache-2.0 */
/* P1: name, connection, TLS, clock, and the proxy. A certificate that is not believed is read all
 * the same, and the Date with it; nothing else ever goes over such a connection. */
#include "doctor/probe.h"

#include "codec/url.h"
#include "crypto/certificate.h"
#include "net/look.h"

#define NAME "Name, connection, TLS"

enum { TEXT_MAX = 300 };

static enum jt_reach reach_of(enum jt_look_outcome outcome)
{
    switch (outcome) {
    case JT_LOOK_OK:
        return JT_REACH_OK;
    case JT_LOOK_NO_NAME:
        return JT_REACH_NO_NAME;
    case JT_LOOK_NO_PROXY_NAME:
        return JT_REACH_NO_PROXY_NAME;
    case JT_LOOK_REFUSED:
        return JT_REACH_REFUSED;
    case JT_LOOK_TIMEOUT:
        return JT_REACH_TIMEOUT;
    case JT_LOOK_PROXY:
        return JT_REACH_PROXY;
    case JT_LOOK_TLS:
        return JT_REACH_TLS;
    case JT_LOOK_VERIFY:
        return JT_REACH_VERIFY;
    case JT_LOOK_CA_FILE:
        return JT_REACH_CA_FILE;
    case JT_LOOK_OTHER:
        return JT_REACH_OTHER;
    }
    return JT_REACH_OTHER;
}

static bool look(struct jt_doctor_run *run, const struct jt_look_out *out, struct jt_look *ret_look)
{
    enum jt_err err = jt_look_at(run->arena, out, ret_look);
    if (err != JT_OK && err != JT_ERR_ARG) {
        run->err = err;
    }
    return err == JT_OK;
}

static bool read_one(struct jt_doctor_run *run, jt_str pem, jt_str host,
                     struct jt_certificate *ret_certificate)
{
    enum jt_err err = jt_certificate_read(run->arena, pem, host, ret_certificate);
    if (err == JT_ERR_NOMEM) {
        run->err = err;
    }
    return err == JT_OK;
}

static void read_chain(struct jt_doctor_run *run, const struct jt_look *seen,
                       struct jt_doctor_network *network)
{
    struct jt_certificate own;
    struct jt_certificate top;
    if (seen->chain_count == 0 || !read_one(run, seen->chain[0], network->host, &own)) {
        return;
    }
    network->certificate = (struct jt_doctor_certificate){
        .known = true,
        .subject = jt_doctor_clean(run, own.subject, TEXT_MAX),
        .issuer = jt_doctor_clean(run, own.issuer, TEXT_MAX),
        .names = jt_doctor_clean(run, own.names, TEXT_MAX),
        .not_before = own.not_before,
        .not_after = own.not_after,
        .self_signed = own.self_signed,
        .name_fits = own.host_fits,
        .chain = seen->chain_count,
    };
    if (read_one(run, seen->chain[seen->chain_count - 1], network->host, &top)) {
        network->certificate.top_issuer = jt_doctor_clean(run, top.issuer, TEXT_MAX);
    }
}

/* A second look, believing everything: for the certificates and the Date alone. */
static void look_unverified(struct jt_doctor_run *run, jt_str url,
                            struct jt_doctor_network *network)
{
    struct jt_look seen;
    struct jt_look_out out = {.url = url, .unverified = true, .fetch = true};
    if (!look(run, &out, &seen)) {
        return;
    }
    read_chain(run, &seen, network);
    if (seen.date.s) {
        network->date_known = true;
        network->skew_s = seen.date.s - jt_clock_now(run->clock).s;
    }
}

/* Would it work without the proxy? */
static void look_direct(struct jt_doctor_run *run, jt_str url, struct jt_doctor_network *network)
{
    struct jt_look seen;
    struct jt_look_out out = {.url = url, .ca_file = run->facts.config.ca_file, .direct = true};
    if (run->facts.config.proxy.len && look(run, &out, &seen)) {
        network->reach_direct = reach_of(seen.outcome);
    }
}

static void tell(struct jt_doctor_run *run, const struct jt_doctor_network *network)
{
    if (network->reach == JT_REACH_OK) {
        jt_step_add(run, "P1", NAME, JT_STEP_OK, "%.*s port %u at %.*s%s%.*s",
                    JT_STR_ARG(network->host), (unsigned)network->port,
                    JT_STR_ARG(network->address),
                    network->is_https ? ", certificate of " : ", without TLS",
                    JT_STR_ARG(network->certificate.issuer));
    } else {
        jt_step_add(run, "P1", NAME, JT_STEP_BAD, "%.*s port %u: %.*s", JT_STR_ARG(network->host),
                    (unsigned)network->port, JT_STR_ARG(network->failure));
    }
}

static void look_at(struct jt_doctor_run *run, jt_str url, struct jt_doctor_network *network)
{
    struct jt_url parsed;
    struct jt_look seen;
    struct jt_look_out out = {.url = url, .ca_file = run->facts.config.ca_file};
    if (jt_url_parse(url, &parsed) != JT_OK || !look(run, &out, &seen)) {
        return;
    }
    network->host = parsed.host;
    network->port = parsed.port;
    network->is_https = parsed.is_https;
    network->reach = reach_of(seen.outcome);
    network->failure = jt_doctor_clean(run, seen.failure, TEXT_MAX);
    network->address = seen.address;
    network->proxy_status = seen.proxy_status;
    read_chain(run, &seen, network);
    if (network->reach == JT_REACH_VERIFY) {
        look_unverified(run, url, network);
    } else if (network->reach != JT_REACH_OK) {
        look_direct(run, url, network);
    }
    tell(run, network);
}

/* A bare domain means https. */
static jt_str url_of(struct jt_doctor_run *run, jt_str text)
{
    bool has_scheme = jt_str_contains(text, JT_STR("://"));
    return has_scheme ? text : jt_arena_printf(run->arena, "https://%.*s", JT_STR_ARG(text));
}

void jt_probe_network(struct jt_doctor_run *run)
{
    struct jt_doctor_facts *facts = &run->facts;
    struct jt_url first;
    struct jt_url second;
    jt_str issuer = facts->config.issuer;
    jt_str endpoint = facts->config.token_endpoint;
    jt_str url = url_of(run, issuer.len ? issuer : endpoint);
    look_at(run, url, &facts->network);
    bool is_second = issuer.len && endpoint.len && jt_url_parse(url, &first) == JT_OK &&
                     jt_url_parse(endpoint, &second) == JT_OK &&
                     !jt_url_same_origin(&first, &second);
    if (is_second && run->err == JT_OK) {
        look_at(run, endpoint, &facts->endpoint_network);
    }
}
