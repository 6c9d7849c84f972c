/* SPDX-License-Identifier: Apache-2.0 */
/* From a command line to a token. */
#include "cli/session.h"

#include "cli/credentials.h"
#include "cli/pending.h"
#include "cli/say.h"

#include "client/boot.h"

static void note(void *arg, const char *text)
{
    jt_say_note(arg, text);
}

static enum jt_err ask(void *arg, const struct jt_ask *ask_for, struct jt_asked *ret_asked,
                       struct jt_trouble *trouble)
{
    return jt_pending_ask(arg, ask_for, ret_asked, trouble);
}

enum jt_err jt_session_begin(struct jt_cli *cli, struct jt_acquire *ret_acquire,
                             struct jt_trouble *trouble)
{
    JT_TRY(jt_credentials_find(cli, true, trouble));
    JT_TRY(jt_cli_open_store(cli, true, trouble));
    jt_boot_read(cli->boot);
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
