/* SPDX-License-Identifier: Apache-2.0 */
/* jeton doctor: why a token cannot be had, or an API refuses it. */
#include "cli/cmds.h"
#include "cli/credentials.h"
#include "cli/say.h"

#include "client/boot.h"
#include "doctor/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* The report, made before anything is asked: whoever cannot have it shall know at once. */
struct report {
    const char *path; /* NULL: none is wanted */
    int fd;
    bool is_written;
};

static void clear_report(struct report *report)
{
    if (report->fd >= 0 && !report->is_written) {
        (void)unlink(report->path);
    }
    jt_fd_clear(&report->fd);
}

static void say(void *arg, const char *text)
{
    jt_say_note(arg, text);
}

static enum jt_err missing(struct jt_trouble *trouble, const char *what, const char *next)
{
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "%s", what);
    jt_trouble_set_next(trouble, "%s", next);
    return JT_ERR_NOT_FOUND;
}

static enum jt_err read_attempts(const struct jt_cli *cli, unsigned *ret_attempts,
                                 struct jt_trouble *trouble)
{
    uint64_t attempts = JT_BUDGET_DEFAULT;
    const char *text = cli->options.attempts;
    if (text && (!jt_str_to_u64(jt_str_from_c(text), &attempts) || attempts > JT_BUDGET_MAX)) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE, "--attempts is a number from 0 to %d.",
                       JT_BUDGET_MAX);
        return JT_ERR_ARG;
    }
    *ret_attempts = (unsigned)attempts;
    return JT_OK;
}

/* Unlike `jeton token`, the doctor goes on with what looks wrong: that is what it is for. */
static enum jt_err check(const struct jt_cli *cli, struct jt_trouble *trouble)
{
    const struct jt_want *want = &cli->want;
    if (want->issuer.len == 0 && cli->options.token_endpoint == NULL) {
        return missing(trouble, "No issuer is configured, so there is nobody to ask.",
                       "Give --issuer or --token-endpoint, set JETON_ISSUER, or use --profile.");
    }
    if (want->client_id.len == 0) {
        return missing(trouble, "No client id is configured.",
                       "Give --client-id, set JETON_CLIENT_ID, or use --profile.");
    }
    if (want->method.len && !jt_str_equal(want->method, JT_STR("client_secret_basic")) &&
        !jt_str_equal(want->method, JT_STR("client_secret_post"))) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE, "%.*s is no method of a secret.",
                       JT_STR_ARG(jt_str_slice(want->method, 0, 100)));
        return JT_ERR_ARG;
    }
    if (want->issuer.len > JT_WANT_URL_MAX || want->client_id.len > JT_WANT_ID_MAX ||
        want->scope.len > JT_WANT_SCOPE_MAX || want->resource.len > JT_WANT_URL_MAX) {
        return missing(trouble, "Issuer, client id, scope or resource is longer than any can be.",
                       "Look at what is configured.");
    }
    return JT_OK;
}

static enum jt_secret_source source_of(const struct jt_secret_found *found)
{
    switch (found->where) {
    case JT_FOUND_FILE:
        return JT_SECRET_FROM_FILE;
    case JT_FOUND_VARIABLE:
        return JT_SECRET_FROM_VARIABLE;
    case JT_FOUND_PROFILE:
        return JT_SECRET_FROM_PROFILE;
    }
    return JT_SECRET_FROM_FILE;
}

/* libcurl's choice of variables; user and password in the address are nobody's business. */
static jt_str find_proxy(struct jt_arena *arena, bool is_https)
{
    static const char *const https[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    static const char *const http[] = {"http_proxy", "all_proxy", "ALL_PROXY"};
    const char *const *names = is_https ? https : http;
    size_t count = is_https ? 4 : 3;
    for (size_t i = 0; i < count; i++) {
        jt_str value = jt_str_from_c(getenv(names[i]));
        size_t sign = jt_str_find_char(value, '@');
        if (value.len) {
            return jt_arena_copy(arena, sign < value.len ? jt_str_from(value, sign + 1) : value);
        }
    }
    return jt_str_make("", 0);
}

/* The weaker source, when it holds something else. */
static jt_str find_other(const struct jt_secret_found *found)
{
    jt_str variable = jt_str_from_c(getenv("JETON_CLIENT_SECRET"));
    jt_str own = jt_buf_str(&found->bytes);
    jt_str mine = found->where == JT_FOUND_FILE ? jt_secret_without_line_end(own) : own;
    /* timing: both are the caller's own */
    bool differs = variable.len && !jt_str_equal(variable, mine);
    return found->where == JT_FOUND_FILE && differs ? JT_STR("The variable JETON_CLIENT_SECRET")
                                                    : jt_str_make("", 0);
}

static enum jt_err read_secret(struct jt_cli *cli, struct jt_arena *arena,
                               struct jt_doctor_config *config, struct jt_trouble *trouble)
{
    struct jt_secret_found found;
    enum jt_err err = jt_credentials_secret_as_it_is(cli, &found, trouble);
    if (err != JT_OK) {
        trouble->kind = JT_TROUBLE_LOCAL; /* configuration is missing */
        return err;
    }
    config->secret_source = source_of(&found);
    config->secret_path = jt_str_from_c(found.path);
    config->secret_other = find_other(&found);
    config->secret_read = jt_arena_copy(arena, jt_buf_str(&found.bytes));
    jt_buf_clear(&found.bytes);
    config->secret = found.where == JT_FOUND_FILE ? jt_secret_without_line_end(config->secret_read)
                                                  : config->secret_read;
    return config->secret_read.ptr ? JT_OK : JT_ERR_NOMEM;
}

static enum jt_err configure(struct jt_cli *cli, struct jt_arena *arena,
                             struct jt_doctor_config *config, struct jt_trouble *trouble)
{
    const struct jt_options *options = &cli->options;
    JT_TRY(jt_credentials_find(cli, false, trouble));
    JT_TRY(check(cli, trouble));
    *config = (struct jt_doctor_config){
        .issuer = cli->want.issuer,
        .token_endpoint = jt_str_from_c(options->token_endpoint),
        .client_id = cli->want.client_id,
        .method = cli->want.method,
        .scope = cli->want.scope,
        .resource = cli->want.resource,
        .api = jt_str_from_c(options->api_url),
        .token_origins = cli->token_origins,
        .allow_origins = cli->allow_origins,
        .ca_file = cli->ca_file,
        .insecure_http = cli->insecure_http,
        .stages = options->stages,
        .try_repairs = options->try_repairs,
        .variables = (const char *const *)environ,
    };
    jt_str first = config->issuer.len ? config->issuer : config->token_endpoint;
    config->proxy = find_proxy(arena, !jt_str_starts_with(first, JT_STR("http:")));
    JT_TRY(read_attempts(cli, &config->attempts, trouble));
    return read_secret(cli, arena, config, trouble);
}

/* History is a help, not a need: without a store the doctor works on. */
static const struct jt_token_store *open_store(struct jt_cli *cli)
{
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (jt_cli_open_store(cli, true, &trouble) == JT_OK) {
        return &cli->store;
    }
    if (trouble.kind != JT_TROUBLE_NONE) {
        jt_say_note(cli, trouble.what);
    }
    return NULL;
}

static int exit_code(const struct jt_doctor_run *run, const struct jt_verdict *verdict)
{
    switch (verdict->kind) {
    case JT_VERDICT_WELL:
        return JT_EXIT_OK;
    case JT_VERDICT_CAUSE_FOUND:
        return JT_EXIT_FOUND;
    case JT_VERDICT_UNREACHABLE:
        return JT_EXIT_NETWORK;
    case JT_VERDICT_UNCLEAR:
        return !verdict->refused     ? JT_EXIT_OK
               : run->findings.count ? JT_EXIT_FOUND
                                     : JT_EXIT_REFUSED;
    }
    return JT_EXIT_INTERNAL;
}

static enum jt_err open_report(const struct jt_cli *cli, struct report *report,
                               struct jt_trouble *trouble)
{
    report->path = cli->options.report;
    if (report->path == NULL) {
        return JT_OK;
    }
    report->fd = open(report->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (report->fd >= 0) {
        return JT_OK;
    }
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The report %s cannot be made: %s.", report->path,
                   strerror(errno));
    jt_trouble_set_next(trouble, "Nothing was asked. Name a file that does not exist yet, in a "
                                 "folder that does.");
    return JT_ERR_IO;
}

static void write_report(struct jt_cli *cli, struct jt_doctor_run *run,
                         const struct jt_verdict *verdict, struct report *report)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {.max = 4 << 20};
    if (report->path == NULL) {
        return;
    }
    jt_doctor_write_report(run, verdict, &text);
    report->is_written = run->err == JT_OK && jt_buf_check(&text) == JT_OK &&
                         jt_write_all(report->fd, jt_buf_str(&text)) && fsync(report->fd) == 0;
    jt_say_note(cli, report->is_written ? "The report is written; it holds no credential."
                                        : "The report could not be written; there is none.");
}

static int finish(struct jt_cli *cli, struct jt_doctor_run *run, struct report *report)
{
    struct jt_verdict verdict;
    enum jt_err err = jt_verdict_make(run, &verdict);
    if (err != JT_OK) {
        return jt_say_err(cli, err);
    }
    write_report(cli, run, &verdict, report);
    if (cli->options.json) {
        jt_doctor_write_json(run, &verdict, &cli->out);
    } else {
        jt_doctor_write_text(run, &verdict, jt_say_is_coloured(STDOUT_FILENO), &cli->out);
    }
    bool is_lost = report->path && !report->is_written;
    return is_lost ? JT_EXIT_LOCAL : exit_code(run, &verdict);
}

static int run(struct jt_cli *cli)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = JT_DOCTOR_ARENA_MAX};
    JT_CLEAN(clear_report) struct report report = {.fd = -1};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (cli->options.arg_count) {
        return jt_say_usage(cli, "`jeton doctor` takes no argument: %s", cli->options.args[0]);
    }
    struct jt_doctor_run *doctor = jt_arena_alloc(&arena, sizeof(*doctor));
    if (doctor == NULL) {
        return jt_say_err(cli, JT_ERR_NOMEM);
    }
    enum jt_err err = configure(cli, &arena, &doctor->facts.config, &trouble);
    if (err == JT_OK) {
        err = open_report(cli, &report, &trouble);
    }
    if (err != JT_OK) {
        jt_trouble_set_err(&trouble, err);
        return jt_say_trouble(cli, &trouble);
    }
    jt_boot_read(cli->boot);
    doctor->boot = cli->boot;
    doctor->arena = &arena;
    doctor->clock = &jt_clock_system;
    doctor->rand = &jt_rand_system;
    doctor->store = open_store(cli);
    doctor->say = say;
    doctor->arg = cli;
    err = jt_doctor_run(doctor);
    return err == JT_OK ? finish(cli, doctor, &report) : jt_say_err(cli, err);
}

const struct jt_cmd jt_cmd_doctor = {
    .name = "doctor",
    .args = "[--token-endpoint URL] [--attempts N] [--try-repairs] [--api URL] [options]",
    .summary = "Finds out why a token cannot be had, or an API refuses it.",
    .help =
        "Looks at what is configured, asks what costs no attempt (name, connection, TLS, clock,\n"
        "metadata, the endpoint without a secret), and then sends the secret, as often as\n"
        "--attempts allows and never in parallel. Says what is wrong, how sure it is, and what\n"
        "to do. Exit code 6 when a cause was found, 0 when all is well.\n",
    .takes = JT_TAKES_CREDENTIALS | JT_TAKES_DOCTOR,
    .run = run,
};
