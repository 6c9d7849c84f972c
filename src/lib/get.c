/* SPDX-License-Identifier: Apache-2.0 */
/* Getting a token and calling an API: every call stands alone, so threads share nothing. */
#include "lib/client.h"

#include <stdlib.h>

static enum jt_err get_secret(void *arg, struct jt_secret *ret_secret, struct jt_trouble *trouble)
{
    const struct jeton_client *client = arg;
    if (jt_secret_is_empty(&client->secret)) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE,
                       "There is no client secret, and the store holds no usable token.");
        jt_trouble_set_next(trouble, "Set one with jeton_client_set_secret().");
        return JT_ERR_NOT_FOUND;
    }
    return jt_secret_set(ret_secret, jt_secret_reveal(&client->secret));
}

static enum jt_err ask(void *arg, const struct jt_ask *asked_for, struct jt_asked *ret_asked,
                       struct jt_trouble *trouble)
{
    (void)arg;
    return jt_ask_token(asked_for, ret_asked, trouble);
}

static void note(void *arg, const char *text)
{
    const struct jeton_client *client = arg;
    if (client->note) {
        client->note(client->note_arg, text);
    }
}

enum jt_err jt_lib_begin(const struct jeton_client *client, struct jt_token_store *ret_store,
                         struct jt_acquire *ret_acquire, struct jt_trouble *trouble)
{
    struct jt_acquire acquire = {
        .want = {.issuer = jt_str_from_c(client->issuer),
                 .client_id = jt_str_from_c(client->client_id),
                 .method = jt_str_from_c(client->method),
                 .scope = jt_str_from_c(client->scope),
                 .resource = jt_str_from_c(client->resource)},
        .token_origins = jt_buf_str(&client->token_origins),
        .insecure_http = client->insecure_http,
        .ca_file = client->ca_file,
        .store = ret_store,
        .clock = &jt_clock_system,
        .boot = client->boot,
        .get_secret = get_secret,
        .ask = ask,
        .note = note,
    };
    acquire.arg = (void *)(uintptr_t)client; /* the callbacks take it back as const */
    if (client->place_err != JT_OK) {
        *trouble = client->place_trouble;
        return client->place_err;
    }
    JT_TRY(jt_want_check(&acquire.want, trouble));
    JT_TRY(jt_token_store_open(&client->place, true, &jt_rand_system, ret_store, trouble));
    *ret_acquire = acquire;
    return JT_OK;
}

enum jeton_client_status jeton_client_get_token(const struct jeton_client *client, unsigned flags,
                                                struct jeton_token **ret_token,
                                                struct jeton_error **ret_error)
{
    JT_CLEAN(jt_token_store_clear) struct jt_token_store store = JT_TOKEN_STORE_CLOSED;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_acquire acquire;
    struct jt_acquired acquired;
    if (client == NULL || ret_token == NULL) {
        return JETON_CLIENT_ARG;
    }
    enum jt_err err = jt_lib_begin(client, &store, &acquire, &trouble);
    if (err == JT_OK) {
        acquire.force = (flags & JETON_CLIENT_FORCE) != 0;
        err = jt_acquire(&acquire, &acquired, &trouble);
    }
    if (err != JT_OK) {
        return jt_lib_fail(err, &trouble, ret_error);
    }
    struct jeton_token *token = jt_lib_token(&acquired);
    jt_token_clear(&acquired.token);
    if (token == NULL) {
        return jt_lib_fail(JT_ERR_NOMEM, &trouble, ret_error);
    }
    *ret_token = token;
    return JETON_CLIENT_OK;
}

enum jeton_client_status jeton_client_refuse_token(const struct jeton_client *client,
                                                   const struct jeton_token *token)
{
    JT_CLEAN(jt_token_store_clear) struct jt_token_store store = JT_TOKEN_STORE_CLOSED;
    struct jt_trouble trouble = {.kind = JT_TROUBLE_NONE};
    struct jt_acquire acquire;
    if (client == NULL || token == NULL) {
        return JETON_CLIENT_ARG;
    }
    enum jt_err err = jt_lib_begin(client, &store, &acquire, &trouble);
    if (err == JT_OK) {
        err = jt_acquire_refused(&acquire, jt_str_from_c(jeton_token_value(token)));
    }
    return err == JT_OK ? JETON_CLIENT_OK : jt_lib_fail(err, &trouble, NULL);
}
