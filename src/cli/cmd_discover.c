/* SPDX-License-Identifier: Apache-2.0 */
/* jeton discover: what a server says about itself. */
#include "cli/cmds.h"
#include "cli/credentials.h"
#include "cli/say.h"

#include "client/discover.h"

#include "codec/json.h"

enum { COLUMN = 40 };

static void write_value(struct jt_buf *out, const struct jt_json_value *value)
{
    char printable[2048];
    jt_str text;
    bool truth;
    int64_t number;
    if (jt_json_string(value, &text)) {
        jt_trouble_copy(printable, sizeof(printable), text);
        jt_buf_append_c(out, printable);
    } else if (jt_json_bool(value, &truth)) {
        jt_buf_append_c(out, truth ? "yes" : "no");
    } else if (jt_json_integer(value, &number)) {
        jt_buf_append_i64(out, number);
    } else if (jt_json_type(value) == JT_JSON_ARRAY) {
        for (size_t i = 0; i < jt_json_count(value); i++) {
            jt_buf_append_c(out, i ? " " : "");
            write_value(out, jt_json_at(value, i));
        }
    } else {
        jt_buf_append_c(out, "(see --json)");
    }
}

static bool write_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct jt_buf *out = arg;
    char printable[256];
    jt_trouble_copy(printable, sizeof(printable), name);
    jt_buf_append_f(out, "%-*s ", COLUMN, printable);
    write_value(out, value);
    jt_buf_append_char(out, '\n');
    return true;
}

static enum jt_err write_result(struct jt_cli *cli, const struct jt_metadata *metadata)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    if (cli->options.json) {
        jt_buf_append(&cli->out, metadata->document);
        jt_buf_append_c(&cli->out, jt_str_ends_with(metadata->document, JT_STR("\n")) ? "" : "\n");
        return JT_OK;
    }
    JT_TRY(jt_json_parse(metadata->document, JT_WIRE_BODY_MAX, &json));
    jt_buf_append_f(&cli->out, "%-*s %.*s\n", COLUMN, "found at", JT_STR_ARG(metadata->url));
    (void)jt_json_each(jt_json_root(json), write_member, &cli->out);
    return JT_OK;
}

static enum jt_err discover(struct jt_cli *cli, struct jt_wire *wire, struct jt_trouble *trouble)
{
    struct jt_issuer issuer;
    struct jt_metadata metadata;
    JT_TRY(jt_issuer_parse(wire->arena, cli->want.issuer, cli->insecure_http, &issuer, trouble));
    JT_TRY(jt_discover(wire, &issuer, &metadata, trouble));
    return write_result(cli, &metadata);
}

static enum jt_err find_issuer(struct jt_cli *cli, struct jt_trouble *trouble)
{
    if (cli->options.arg_count) {
        cli->options.issuer = cli->options.args[0];
    }
    JT_TRY(jt_credentials_find(cli, false, trouble));
    /* What is checked of a want besides the issuer does not matter here. */
    struct jt_want want = {.issuer = cli->want.issuer, .client_id = JT_STR("-")};
    return jt_want_check(&want, trouble);
}

static int run(struct jt_cli *cli)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.newest = NULL};
    JT_CLEAN(jt_wire_clear) struct jt_wire wire = {.http = NULL};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (cli->options.arg_count > 1) {
        return jt_say_usage(cli, "one address at a time: %s", cli->options.args[1]);
    }
    enum jt_err err = find_issuer(cli, &trouble);
    if (err == JT_OK) {
        err = jt_wire_init(&wire, &arena, &jt_clock_system, JT_WIRE_DEADLINE_MS, cli->ca_file,
                           cli->insecure_http);
    }
    if (err == JT_OK) {
        err = discover(cli, &wire, &trouble);
    }
    if (err != JT_OK) {
        jt_trouble_set_err(&trouble, err);
        return jt_say_trouble(cli, &trouble);
    }
    return JT_EXIT_OK;
}

const struct jt_cmd jt_cmd_discover = {
    .name = "discover",
    .args = "[URL] [options]",
    .summary = "Prints the metadata found for a domain, an issuer or a discovery URL.",
    .help =
        "A domain (host[:port], or an origin) is asked at\n"
        "/identity/.well-known/openid-configuration, /.well-known/openid-configuration and\n"
        "/.well-known/oauth-authorization-server; an issuer at its own well-known addresses. The\n"
        "issuer that the metadata name must be the one that was asked for, or of the domain's\n"
        "origin. With --json the document is printed as it came.\n",
    .takes = JT_TAKES_SERVER,
    .run = run,
};
