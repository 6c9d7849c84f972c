/* SPDX-License-Identifier: Apache-2.0 */
/* The order is what matters: the new secret is written into the profile beside the old one before
 * anybody uses it, and takes its place when a token was had with it. The server lets the old one
 * live on for an hour at least, and replaces a new one whose answer was lost and that nobody used.
 */
#include "cli/manage/rotate.h"

#include "cli/credentials.h"
#include "cli/manage/new_secret.h"
#include "cli/profile_verbs.h"
#include "cli/say.h"

#include "base/secret.h"
#include "client/store/place.h"

enum { LOCK_WAIT_MS = 60000 };

#define SCOPE JT_STR("api_client.rotate_self")
#define PATH JT_STR("/api-clients/self/secrets")

struct rotation {
    struct jt_manage *manage;
    jt_str name; /* of the profile */
    int dir;     /* of the profiles; -1: the secret comes from elsewhere */
    struct jt_lock lock;
    struct jt_profile profile;
    struct jt_secret_file file;
};

static void rotation_clear(struct rotation *rotation)
{
    jt_profile_clear(&rotation->profile);
    jt_lock_clear(&rotation->lock);
    jt_fd_clear(&rotation->dir);
    jt_secret_file_clear(&rotation->file);
}

/* Does this secret work? A new token is had with it, and kept. */

struct trial {
    struct jt_cli *cli;
    jt_str secret;
};

static enum jt_err give(void *arg, struct jt_secret *ret_secret, struct jt_trouble *trouble)
{
    const struct trial *trial = arg;
    (void)trouble;
    return jt_secret_set(ret_secret, trial->secret);
}

static enum jt_err ask_directly(void *arg, const struct jt_ask *ask, struct jt_asked *ret_asked,
                                struct jt_trouble *trouble)
{
    const struct trial *trial = arg;
    return trial->cli->ask(trial->cli, ask, ret_asked, trouble);
}

static enum jt_err try(const struct rotation *rotation, jt_str secret, struct jt_trouble *trouble)
{
    struct jt_cli *cli = rotation->manage->cli;
    struct trial trial = {cli, secret};
    struct jt_acquired acquired;
    struct jt_acquire acquire = rotation->manage->acquire;
    if (!rotation->manage->is_narrow) {
        acquire.want = cli->want;
    }
    acquire.force = true;
    acquire.get_secret = give;
    acquire.ask = ask_directly;
    acquire.note = NULL;
    acquire.arg = &trial;
    JT_TRY(jt_acquire(&acquire, &acquired, trouble));
    jt_token_clear(&acquired.token);
    return JT_OK;
}

static bool is_refused(enum jt_err err, const struct jt_trouble *trouble)
{
    return err == JT_ERR_REFUSED &&
           jt_str_equal(jt_str_from_c(trouble->error), JT_STR("invalid_client"));
}

/* The profile */

static enum jt_err write_profile(const struct rotation *rotation, jt_str secret, jt_str next)
{
    struct jt_profile profile = rotation->profile; /* views alone: not to be cleared */
    profile.client_secret = secret;
    profile.next_secret = next;
    return jt_profile_put(rotation->dir, &rotation->manage->cli->store.keys, rotation->name,
                          &profile, &jt_rand_system);
}

/* What a rotation before this one left: its new secret counts when it works. */
static enum jt_err settle_before(struct rotation *rotation, struct jt_trouble *trouble)
{
    struct jt_profile *profile = &rotation->profile;
    if (profile->next_secret.len == 0) {
        return JT_OK;
    }
    enum jt_err err = try(rotation, profile->next_secret, trouble);
    if (err == JT_OK) {
        profile->client_secret = profile->next_secret;
    } else if (!is_refused(err, trouble)) {
        return err;
    }
    trouble->kind = JT_TROUBLE_NONE;
    profile->next_secret = (jt_str){NULL, 0};
    return write_profile(rotation, profile->client_secret, profile->next_secret);
}

static enum jt_err open_profile(struct rotation *rotation, struct jt_trouble *trouble)
{
    struct jt_cli *cli = rotation->manage->cli;
    rotation->name = jt_str_from_c(jt_credentials_profile_name(cli));
    JT_TRY(jt_profiles_open(cli, false, &rotation->dir, trouble));
    enum jt_err err = jt_profile_lock(rotation->dir, rotation->name, &jt_clock_system, LOCK_WAIT_MS,
                                      &rotation->lock);
    if (err == JT_ERR_UNAVAILABLE) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                       "Another process has been changing the profile for a minute.");
        jt_trouble_set_next(trouble, "Let it come to its end, then try again.");
    }
    JT_TRY(err);
    JT_TRY(jt_profile_find(rotation->dir, &cli->store.keys, rotation->name, &rotation->profile));
    return settle_before(rotation, trouble);
}

/* The request */

static enum jt_err write_body(const struct jt_manage *manage, jt_str current, struct jt_buf *body,
                              struct jt_trouble *trouble)
{
    struct jt_json_writer w = {.buf = body};
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "currentSecret", current);
    JT_TRY(jt_terms_write_overlap(&manage->cli->options, &w, trouble));
    jt_json_object_end(&w);
    return jt_buf_check(body);
}

static enum jt_err no_secret(struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_NETWORK, "The server's answer has no new secret in it.");
    jt_trouble_set_next(trouble, "The old secret works on. Try again.");
    return JT_ERR_FORMAT;
}

static enum jt_err renew(const struct rotation *rotation, jt_str current,
                         struct jt_reply *ret_reply, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf body = JT_BUF_INIT(JT_MANAGE_BODY_MAX);
    JT_TRY(write_body(rotation->manage, current, &body, trouble));
    struct jt_manage_request request = {.method = "POST", .path = PATH, .body = jt_buf_str(&body)};
    JT_TRY(jt_manage_send(rotation->manage, &request, ret_reply, trouble));
    return jt_member(jt_json_root(ret_reply->json), "clientSecret").len ? JT_OK
                                                                        : no_secret(trouble);
}

/* After the answer */

static enum jt_err could_not_keep(const struct rotation *rotation, struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                   "The new secret could not be written to the profile in %s.",
                   rotation->manage->cli->place.profiles);
    jt_trouble_set_next(trouble, "The old one works on for the overlap. Is the disk full or "
                                 "read-only? Then rotate again.");
    return JT_ERR_IO;
}

static enum jt_err not_working(const struct rotation *rotation, enum jt_err err,
                               struct jt_trouble *trouble)
{
    if (!is_refused(err, trouble)) {
        jt_trouble_set_next(trouble, "The profile holds both secrets; whoever asks for a token "
                                     "next tries the new one first.");
        return err;
    }
    jt_trouble_set_next(trouble, "The server refused the secret that it had just given. The "
                                 "profile keeps the old one, which works on for the overlap.");
    return write_profile(rotation, rotation->profile.client_secret, (jt_str){NULL, 0}) == JT_OK
               ? err
               : could_not_keep(rotation, trouble);
}

static enum jt_err keep(const struct rotation *rotation, jt_str secret, struct jt_trouble *trouble)
{
    if (write_profile(rotation, rotation->profile.client_secret, secret) != JT_OK) {
        return could_not_keep(rotation, trouble);
    }
    enum jt_err err = try(rotation, secret, trouble);
    if (err != JT_OK) {
        return not_working(rotation, err, trouble);
    }
    if (write_profile(rotation, secret, (jt_str){NULL, 0}) != JT_OK) {
        jt_say_note(rotation->manage->cli, "The new secret works, but the profile still holds the "
                                           "old one beside it.");
    }
    return JT_OK;
}

static bool write_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    struct jt_json_writer *w = arg;
    if (!jt_str_equal(name, JT_STR("clientSecret"))) {
        jt_json_write_string(w, name);
        jt_buf_append_char(w->buf, ':');
        w->needs_comma = false;
        jt_json_write_value(w, value);
    }
    return true;
}

/* The profile has it; nobody else needs to see it. */
static void tell(const struct rotation *rotation, const struct jt_json_value *answer)
{
    struct jt_buf *out = &rotation->manage->cli->out;
    struct jt_json_writer w = {.buf = out};
    if (rotation->manage->cli->options.json) {
        jt_json_object_begin(&w);
        jt_json_member_string(&w, "profile", rotation->name);
        (void)jt_json_each(answer, write_member, &w);
        jt_json_object_end(&w);
        jt_buf_append_char(out, '\n');
        return;
    }
    jt_buf_append_f(out, "%-14s %.*s\n", "profile", JT_STR_ARG(rotation->name));
    jt_buf_append_f(out, "%-14s ...%.*s\n", "new secret", JT_STR_ARG(jt_member(answer, "hint")));
    jt_buf_append_f(out, "%-14s %.*s\n", "secret ends", JT_STR_ARG(jt_member(answer, "expiresAt")));
}

static enum jt_err rotate_profile(struct rotation *rotation, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    JT_TRY(open_profile(rotation, trouble));
    JT_TRY(renew(rotation, rotation->profile.client_secret, &reply, trouble));
    const struct jt_json_value *answer = jt_json_root(reply.json);
    jt_str secret = jt_member(answer, "clientSecret");
    JT_TRY(keep(rotation, secret, trouble));
    tell(rotation, answer);
    return rotation->file.path ? jt_secret_file_write(&rotation->file, secret, trouble) : JT_OK;
}

/* The secret came from a file or a variable, which is not ours to change: the new one is shown. */
static enum jt_err rotate_shown(struct rotation *rotation, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_secret_clear) struct jt_secret current = {NULL, 0};
    JT_CLEAN(jt_reply_clear) struct jt_reply reply = {.json = NULL};
    struct jt_manage *manage = rotation->manage;
    JT_TRY(jt_credentials_secret(manage->cli, &current, trouble));
    JT_TRY(renew(rotation, jt_secret_reveal(&current), &reply, trouble));
    const struct jt_json_value *answer = jt_json_root(reply.json);
    JT_TRY(jt_secret_show(manage, answer, false, &rotation->file, trouble));
    return try(rotation, jt_member(answer, "clientSecret"), trouble);
}

enum jt_err jt_rotate(struct jt_manage *manage, struct jt_trouble *trouble)
{
    JT_CLEAN(rotation_clear)
    struct rotation rotation = {
        .manage = manage, .dir = -1, .lock = JT_LOCK_NONE, .file = JT_SECRET_FILE_NONE};
    JT_TRY(jt_manage_begin(manage, manage->cli, SCOPE, trouble));
    JT_TRY(jt_secret_file_open(&manage->cli->options, &rotation.file, trouble));
    if (jt_credentials_secret_is_profiles(manage->cli)) {
        return rotate_profile(&rotation, trouble);
    }
    return rotate_shown(&rotation, trouble);
}
