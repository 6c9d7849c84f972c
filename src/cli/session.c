/* SPDX-License-Identifier: Apache-2.0 */
/* From a command line to a token. */
#include "cli/session.h"

#include "cli/credentials.h"
#include "cli/say.h"

#include <fcntl.h>
#include <unistd.h>

/* Which boot this is; without /proc it stays empty, and the wall clock alone is believed. */
static void read_boot(char ret_boot[static JT_BOOT_TEXT + 1])
{
    JT_CLEAN(jt_fd_clear) int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, ret_boot, JT_BOOT_TEXT);
    ret_boot[got == JT_BOOT_TEXT ? JT_BOOT_TEXT : 0] = '\0';
}

static void note(void *arg, const char *text)
{
    jt_say_note(arg, text);
}

static enum jt_err ask(void *arg, const struct jt_ask *ask_for, struct jt_asked *ret_asked,
                       struct jt_trouble *trouble)
{
    struct jt_cli *cli = arg;
    return cli->ask(arg, ask_for, ret_asked, trouble);
}

enum jt_err jt_session_begin(struct jt_cli *cli, struct jt_acquire *ret_acquire,
                             struct jt_trouble *trouble)
{
    JT_TRY(jt_credentials_find(cli, true, trouble));
    JT_TRY(jt_cli_open_store(cli, true, trouble));
    read_boot(cli->boot);
    *ret_acquire = (struct jt_acquire){
        .want = cli->want,
        .token_origins = cli->token_origins,
        .insecure_http = cli->insecure_http,
        .ca_file = cli->ca_file,
        .force = cli->options.force,
        .store = &cli->store,
        .clock = &jt_clock_system,
        .boot = cli->boot,
        .get_secret = jt_credentials_secret,
        .ask = ask,
        .note = note,
        .arg = cli,
    };
    return JT_OK;
}

enum jt_err jt_session_token(struct jt_cli *cli, struct jt_acquired *ret_acquired,
                             struct jt_trouble *trouble)
{
    struct jt_acquire acquire;
    enum jt_err err = jt_session_begin(cli, &acquire, trouble);
    if (err == JT_OK) {
        err = jt_acquire(&acquire, ret_acquired, trouble);
    }
    if (err != JT_OK) {
        jt_trouble_set_err(trouble, err);
    }
    return err;
}
