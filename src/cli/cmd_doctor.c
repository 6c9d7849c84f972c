/* SPDX-License-Identifier: Apache-2.0 */
/* jeton doctor: why a token cannot be had, or an API refuses it. */
#include "cli/cmds.h"
#include "cli/credentials.h"
#include "cli/doctor_config.h"
#include "cli/say.h"

#include "base/fd.h"
#include "client/boot.h"
#include "doctor/write.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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
                         jt_fd_write_all(report->fd, jt_buf_str(&text)) && fsync(report->fd) == 0;
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
        const struct jt_doctor_look look = {jt_say_is_coloured(STDOUT_FILENO),
                                            jt_say_width(STDOUT_FILENO)};
        jt_doctor_write_text(run, &verdict, &look, &cli->out);
    }
    bool is_lost = report->path && !report->is_written;
    return is_lost ? JT_EXIT_LOCAL : exit_code(run, &verdict);
}

static int run(struct jt_cli *cli)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = JT_DOCTOR_ARENA_MAX};
    JT_CLEAN(jt_pasted_clear) struct jt_pasted pasted = {.command = NULL};
    JT_CLEAN(clear_report) struct report report = {.fd = -1};
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    if (cli->options.arg_count) {
        return jt_say_usage(cli, "`jeton doctor` takes no argument: %s", cli->options.args[0]);
    }
    struct jt_doctor_run *doctor = jt_arena_alloc(&arena, sizeof(*doctor));
    if (doctor == NULL) {
        return jt_say_err(cli, JT_ERR_NOMEM);
    }
    enum jt_err err = jt_doctor_configure(cli, &arena, &pasted, &doctor->facts, &trouble);
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
    if (doctor->store) {
        jt_doctor_look_at_profiles(cli, &arena, &doctor->facts.config);
    }
    doctor->say = say;
    doctor->arg = cli;
    err = jt_doctor_run(doctor);
    return err == JT_OK ? finish(cli, doctor, &report) : jt_say_err(cli, err);
}

const struct jt_cmd jt_cmd_doctor = {
    .name = "doctor",
    .args =
        "[--curl -] [--token-endpoint URL] [--attempts N] [--try-repairs] [--api URL] [options]",
    .summary = "Finds out why a token cannot be had, or an API refuses it.",
    .help =
        "Looks at what is configured, asks what costs no attempt (name, connection, TLS, clock,\n"
        "metadata, the endpoint without a secret), and then sends the secret, as often as\n"
        "--attempts allows and never in parallel. Says what is wrong, how sure it is, and what\n"
        "to do. Exit code 6 when a cause was found, 0 when all is well.\n",
    .takes = JT_TAKES_CREDENTIALS | JT_TAKES_DOCTOR | JT_TAKES_CURL,
    .run = run,
};
