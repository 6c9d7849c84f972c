/* SPDX-License-Identifier: Apache-2.0 */
/* Requests under one deadline. */
#include "client/wire.h"

enum { NS_IN_MS = 1000000 };

enum jt_err jt_wire_init(struct jt_wire *ret_wire, struct jt_arena *arena,
                         const struct jt_clock *clock, int64_t deadline_ms, const char *ca_file,
                         bool insecure_http)
{
    struct jt_wire wire = {.arena = arena, .clock = clock, .ca_file = ca_file};
    wire.insecure_http = insecure_http;
    wire.deadline = (jt_mono){jt_clock_mono(clock).ns + deadline_ms * NS_IN_MS};
    JT_TRY(jt_http_client_new(&wire.http));
    *ret_wire = wire;
    return JT_OK;
}

void jt_wire_clear(struct jt_wire *wire)
{
    jt_http_client_free(wire->http);
    wire->http = NULL;
}

/* libcurl's sentences say what; this adds what to do. */
static void advise(jt_str failure, struct jt_trouble *trouble)
{
    if (jt_str_contains_c(failure, "Could not resolve")) {
        jt_trouble_set_next(trouble, "Check the spelling of the host, and the network's DNS.");
    } else if (jt_str_contains_c(failure, "wrong version number")) {
        jt_trouble_set_next(trouble, "The server may speak plain http: for this machine, write "
                                     "http:// before the host.");
    } else if (jt_str_contains_c(failure, "certificate")) {
        jt_trouble_set_next(trouble, "If the server's certificate comes from your own authority, "
                                     "give its file with --ca-file.");
    } else if (jt_str_contains_c(failure, "timed out") || jt_str_contains_c(failure, "Timeout")) {
        jt_trouble_set_next(trouble, "Check that the server is up and no firewall stands between; "
                                     "then try again.");
    } else {
        jt_trouble_set_next(trouble, "Check that the server is up and the address is right.");
    }
}

static void explain(const struct jt_http_out *out, enum jt_err err, const struct jt_http_in *in,
                    struct jt_trouble *trouble)
{
    if (err == JT_ERR_LIMIT) {
        jt_trouble_set(trouble, JT_TROUBLE_NETWORK, "%.*s sent more than a sane server sends.",
                       JT_STR_ARG(out->url));
        jt_trouble_set_next(trouble, "Check that the address is that of the right server.");
    } else if (err == JT_ERR_IO) {
        jt_trouble_set(trouble, JT_TROUBLE_NETWORK, "No answer from %.*s: %.*s.",
                       JT_STR_ARG(out->url), JT_STR_ARG(in->failure));
        advise(in->failure, trouble);
    } else {
        jt_trouble_set_err(trouble, err);
    }
}

enum jt_err jt_wire_send(struct jt_wire *wire, struct jt_http_out *out, struct jt_http_in *ret_in,
                         struct jt_trouble *trouble)
{
    struct jt_http_in in = {.status = 0};
    int64_t left_ms = (wire->deadline.ns - jt_clock_mono(wire->clock).ns) / NS_IN_MS;
    if (left_ms <= 0) {
        in.failure = JT_STR("the time for all requests together is used up (timed out)");
        explain(out, JT_ERR_IO, &in, trouble);
        return JT_ERR_IO;
    }
    out->timeout_ms = left_ms;
    out->ca_file = wire->ca_file;
    if (out->body_max == 0) {
        out->body_max = JT_WIRE_BODY_MAX;
    }
    enum jt_err err = jt_http_client_send(wire->http, wire->arena, out, &in);
    if (err != JT_OK) {
        explain(out, err, &in, trouble);
        return err;
    }
    *ret_in = in;
    return JT_OK;
}

bool jt_wire_is_json(const struct jt_http_in *in)
{
    jt_str end = jt_str_slice(in->content_type, in->content_type.len - 5, 5);
    return jt_str_equal_nocase(in->content_type, JT_STR("application/json")) ||
           (in->content_type.len > 5 && jt_str_equal_nocase(end, JT_STR("+json")));
}
