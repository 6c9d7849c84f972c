/* SPDX-License-Identifier: Apache-2.0 */
/* Finishing what an interrupted rotation began. */
#include "cli/pending.h"

#include "cli/credentials.h"
#include "cli/say.h"

#include "base/secret.h"
#include "client/store/place.h"

static bool is_pending(const struct jt_cli *cli, jt_str secret)
{
    const struct jt_profile *profile = &cli->profile;
    return cli->profile_loaded && profile->next_secret.len &&
           secret.len == profile->client_secret.len &&
           jt_bytes_equal_secret(secret.ptr, profile->client_secret.ptr, secret.len);
}

static enum jt_err settle(const struct jt_cli *cli)
{
    JT_CLEAN(jt_fd_clear) int dir = -1;
    JT_CLEAN(jt_lock_clear) struct jt_lock lock = JT_LOCK_NONE;
    struct jt_trouble unsaid = {.kind = JT_TROUBLE_NONE};
    jt_str name = jt_str_from_c(jt_credentials_profile_name(cli));
    JT_TRY(jt_place_open(cli->place.profiles, false, &dir, &unsaid));
    JT_TRY(jt_profile_lock(dir, name, &jt_clock_system, 0, &lock));
    return jt_profile_settle(dir, &cli->store.keys, name, cli->profile.next_secret,
                             &jt_rand_system);
}

/* Somebody who is rotating holds the lock and settles it himself; the rest can wait until the next
 * token. */
static void settle_or_note(const struct jt_cli *cli)
{
    enum jt_err err = settle(cli);
    if (err == JT_OK) {
        jt_say_note(cli, "A rotation that was cut short is finished: the new secret works and is "
                         "the profile's only one now.");
    } else if (err != JT_ERR_UNAVAILABLE && err != JT_ERR_NOT_FOUND) {
        jt_say_note(cli, "The profile has a new secret that works, but could not be written.");
    }
}

enum jt_err jt_pending_ask(struct jt_cli *cli, const struct jt_ask *ask, struct jt_asked *ret_asked,
                           struct jt_trouble *trouble)
{
    if (!is_pending(cli, ask->secret)) {
        return cli->ask(cli, ask, ret_asked, trouble);
    }
    struct jt_ask next = *ask;
    next.secret = cli->profile.next_secret;
    enum jt_err err = cli->ask(cli, &next, ret_asked, trouble);
    if (err == JT_OK) {
        ret_asked->by_other_secret = true;
        settle_or_note(cli);
        return JT_OK;
    }
    bool is_unknown = err == JT_ERR_REFUSED &&
                      jt_str_equal(jt_str_from_c(trouble->error), JT_STR("invalid_client"));
    if (!is_unknown) {
        return err;
    }
    trouble->kind = JT_TROUBLE_NONE;
    return cli->ask(cli, ask, ret_asked, trouble);
}
