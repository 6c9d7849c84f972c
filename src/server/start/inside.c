/* SPDX-License-Identifier: Apache-2.0 */
/* The later steps of a start: open the store, prove the master key, make the first organization if
 * there is none, read into memory what serving begins with. */
#include "base/secret.h"
#include "server/keys/keyring.h"
#include "server/log.h"
#include "server/start/clock_guard.h"
#include "server/start/first_start.h"
#include "server/start/running.h"

#include <stdlib.h>
#include <string.h>

static enum jt_err open_store(struct jt_running *r, struct jt_buf *why)
{
    JT_CLEAN(jt_cstr_clear) char *reason = NULL;
    enum jt_err err = jt_store_open(r->config->store_uri, &r->server.store, &reason);
    if (err == JT_OK) {
        err = r->server.store->ops->is_empty(r->server.store, &r->store_was_empty);
    }
    if (err != JT_OK) {
        jt_buf_append_f(why, "cannot open the store %.*s: %s", JT_STR_ARG(r->config->store_uri),
                        reason ? reason : jt_err_text(err));
    }
    return err;
}

/* A key at its place belongs to a store that was there once: an empty store is then a lost one, and
 * must not pass for a first start. */
static enum jt_err refuse_lost_store(const struct jt_running *r, struct jt_buf *why)
{
    jt_buf_append_f(why,
                    "the store %.*s holds nothing, but %.*s/master.key belongs to one: restore a "
                    "backup (jetond restore FILE), or remove the key to begin anew",
                    JT_STR_ARG(r->config->store_uri), JT_STR_ARG(r->config->data_dir));
    return JT_ERR_NOT_FOUND;
}

static enum jt_err find_master_key(struct jt_running *r, struct jt_buf *why)
{
    if (r->store_was_empty && jt_master_key_is_at_home(r->config)) {
        return refuse_lost_store(r, why);
    }
    enum jt_err err = jt_master_key_read(r->config, &r->master, why);
    if (err == JT_ERR_NOT_FOUND && r->store_was_empty) {
        err = jt_master_key_make(r->config, r->server.rand, &r->master, why);
    } else if (err == JT_ERR_NOT_FOUND) {
        jt_buf_append_f(why,
                        "the master key %.*s/master.key is missing, and the store cannot be used "
                        "without the one it was made with: put it back",
                        JT_STR_ARG(r->config->data_dir));
    }
    return err;
}

static enum jt_err settle_master_key(struct jt_running *r, struct jt_buf *why)
{
    return r->config->master_key_file.len ? JT_OK : jt_master_key_settle(r->config, why);
}

static enum jt_err derive(const struct jt_running *r, jt_str purpose,
                          uint8_t ret_key[static JT_DERIVED_KEY_LEN])
{
    return jt_kdf_derive(r->master.bytes, purpose, JT_KEY_VERSION, ret_key);
}

static enum jt_err prove_master_key(struct jt_running *r, struct jt_buf *why)
{
    uint8_t expected[JT_DERIVED_KEY_LEN];
    uint8_t stored[JT_DERIVED_KEY_LEN];
    if (r->store_was_empty) {
        return JT_OK;
    }
    JT_TRY(derive(r, JT_PURPOSE_CHECK, expected));
    enum jt_err err = r->server.store->ops->master_check(r->server.store, stored);
    if (err == JT_OK && !jt_bytes_equal_secret(expected, stored, sizeof(stored))) {
        err = JT_ERR_DAMAGED;
        jt_buf_append_f(why,
                        "the store %.*s was made with another master key than this one: put the "
                        "right one back (DIR/master.key, --master-key-file or the systemd "
                        "credential)",
                        JT_STR_ARG(r->config->store_uri));
    }
    return err;
}

static enum jt_err make_keys(struct jt_running *r, struct jt_buf *why)
{
    uint8_t key[JT_DERIVED_KEY_LEN];
    (void)why;
    JT_TRY(derive(r, JT_PURPOSE_CLIENT_SECRET, key));
    r->server.secret_hmac_version = JT_KEY_VERSION;
    enum jt_err err = jt_hmac_key_new(key, &r->server.secret_hmac);
    if (err == JT_OK) {
        err = derive(r, JT_PURPOSE_SIGNING_KEY, key);
    }
    if (err == JT_OK) {
        err = jt_keyring_new(key, &r->server.keyring);
    }
    jt_wipe(key, sizeof(key));
    return err;
}

static enum jt_err make_first_organization(struct jt_running *r, struct jt_buf *why)
{
    uint8_t check[JT_DERIVED_KEY_LEN];
    if (!r->store_was_empty) {
        return JT_OK;
    }
    JT_TRY(derive(r, JT_PURPOSE_CHECK, check));
    const struct jt_first_start first = {
        .config = r->config,
        .store = r->server.store,
        .keyring = r->server.keyring,
        .secret_hmac = r->server.secret_hmac,
        .secret_hmac_version = r->server.secret_hmac_version,
        .master_check = check,
        .rand = r->server.rand,
        .now = jt_clock_now(r->server.clock),
    };
    return jt_first_start_run(&first, why);
}

static enum jt_err judge_clock(struct jt_running *r, struct jt_buf *why)
{
    struct jt_store *store = r->server.store;
    struct jt_housekeeping *h = &r->housekeeping;
    jt_time now = jt_clock_now(r->server.clock);
    (void)why;
    h->server = &r->server;
    h->upkeep.server = &r->server;
    JT_TRY(store->ops->time_highest(store, &h->highest));
    if (r->config->accept_clock) {
        h->highest = now;
        return store->ops->time_note(store, now);
    }
    if (jt_clock_judge(h->highest, now, false) == JT_CLOCK_AHEAD) {
        jt_log_write(r->server.log, JT_LOG_WARNING, "clock.ahead",
                     "The clock stands more than a day after the time stored last. If that is "
                     "right, start once with --accept-clock, so that it is stored again.",
                     NULL, 0);
    }
    return JT_OK;
}

static enum jt_err read_store(struct jt_running *r, struct jt_buf *why)
{
    struct jt_server *server = &r->server;
    struct jt_registry_options options = {.public_url = r->config->public_url};
    (void)why;
    JT_TRY(jt_rand_fill(server->rand, options.hash_key, sizeof(options.hash_key)));
    JT_TRY(jt_registry_new(&options, &server->registry));
    JT_TRY(jt_filling_begin(&r->filling, server));
    const struct jt_store_visitor visitor = {.signing_key = jt_keyring_visit,
                                             .arg = server->keyring};
    JT_TRY(server->store->ops->load(server->store, &visitor));
    r->listeners = (struct jt_store_listener_pair){jt_registry_listener(server->registry),
                                                   jt_keyring_listener(server->keyring)};
    const struct jt_store_listener both = jt_store_listener_of_pair(&r->listeners);
    server->store->ops->set_listener(server->store, &both);
    return JT_OK;
}

const struct jt_start_step jt_start_inside[] = {
    {"open the store", open_store},
    {"find the master key", find_master_key},
    {"prove the master key", prove_master_key},
    {"derive the keys", make_keys},
    {"make the first organization", make_first_organization},
    {"settle the master key", settle_master_key},
    {"judge the clock", judge_clock},
    {"read the store", read_store},
};
const size_t jt_start_inside_count = sizeof(jt_start_inside) / sizeof(jt_start_inside[0]);
