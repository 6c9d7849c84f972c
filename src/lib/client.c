/* SPDX-License-Identifier: Apache-2.0 */
/* The client object: settings, copied in and wiped on the way out. */
#include "lib/client.h"

#include "client/boot.h"
#include "client/origin.h"

#include <stdlib.h>

enum { ORIGINS_MAX = 8192 };

const char *jeton_version(void)
{
    return JT_VERSION;
}

static void find_place(struct jeton_client *client)
{
    const struct jt_place_env env = {
        .home = getenv("HOME"),
        .xdg_state_home = getenv("XDG_STATE_HOME"),
        .xdg_config_home = getenv("XDG_CONFIG_HOME"),
        .store_key_file = getenv("JETON_STORE_KEY_FILE"),
        .credentials_dir = getenv("CREDENTIALS_DIRECTORY"),
    };
    client->place_err = jt_place_find(&env, &client->place, &client->place_trouble);
    jt_boot_read(client->boot);
}

enum jeton_client_status jeton_client_new(const char *issuer, const char *client_id,
                                          struct jeton_client **ret_client)
{
    if (issuer == NULL || client_id == NULL || ret_client == NULL) {
        return JETON_CLIENT_ARG;
    }
    struct jeton_client *client = calloc(1, sizeof(*client));
    if (client == NULL) {
        return JETON_CLIENT_NOMEM;
    }
    client->token_origins.max = ORIGINS_MAX;
    client->allow_origins.max = ORIGINS_MAX;
    client->issuer = jt_str_dup(jt_str_from_c(issuer));
    client->client_id = jt_str_dup(jt_str_from_c(client_id));
    if (client->issuer == NULL || client->client_id == NULL) {
        jeton_client_free(client);
        return JETON_CLIENT_NOMEM;
    }
    find_place(client);
    *ret_client = client;
    return JETON_CLIENT_OK;
}

void jeton_client_free(struct jeton_client *client)
{
    if (client == NULL) {
        return;
    }
    free(client->issuer);
    free(client->client_id);
    free(client->scope);
    free(client->resource);
    free(client->method);
    free(client->ca_file);
    jt_secret_clear(&client->secret);
    jt_buf_clear(&client->token_origins);
    jt_buf_clear(&client->allow_origins);
    free(client);
}

enum jeton_client_status jeton_client_set_secret(struct jeton_client *client, const char *secret,
                                                 size_t len)
{
    struct jt_secret copy = {NULL, 0};
    if (client == NULL || secret == NULL || len == 0) {
        return JETON_CLIENT_ARG;
    }
    enum jt_err err = jt_secret_set(&copy, jt_str_make(secret, len));
    if (err != JT_OK) {
        return err == JT_ERR_LIMIT ? JETON_CLIENT_ARG : JETON_CLIENT_NOMEM;
    }
    jt_secret_clear(&client->secret);
    client->secret = copy;
    return JETON_CLIENT_OK;
}

static enum jeton_client_status set(char **member, const char *value)
{
    char *copy = value ? jt_str_dup(jt_str_from_c(value)) : NULL;
    if (value && copy == NULL) {
        return JETON_CLIENT_NOMEM;
    }
    free(*member);
    *member = copy;
    return JETON_CLIENT_OK;
}

enum jeton_client_status jeton_client_set_scope(struct jeton_client *client, const char *scope)
{
    return client ? set(&client->scope, scope) : JETON_CLIENT_ARG;
}

enum jeton_client_status jeton_client_set_resource(struct jeton_client *client,
                                                   const char *resource)
{
    return client ? set(&client->resource, resource) : JETON_CLIENT_ARG;
}

enum jeton_client_status jeton_client_set_auth_method(struct jeton_client *client,
                                                      const char *method)
{
    return client ? set(&client->method, method) : JETON_CLIENT_ARG;
}

enum jeton_client_status jeton_client_set_ca_file(struct jeton_client *client, const char *path)
{
    return client ? set(&client->ca_file, path) : JETON_CLIENT_ARG;
}

void jeton_client_set_insecure_http(struct jeton_client *client, bool allowed)
{
    client->insecure_http = allowed;
}

static enum jeton_client_status allow(struct jt_buf *list, const char *origin)
{
    if (!jt_origin_is_valid(jt_str_from_c(origin))) {
        return JETON_CLIENT_ARG;
    }
    size_t before = list->len;
    jt_buf_append_c(list, before ? " " : "");
    jt_buf_append_c(list, origin);
    if (jt_buf_check(list) == JT_OK) {
        return JETON_CLIENT_OK;
    }
    enum jt_err err = list->err;
    list->len = before; /* what was there stays good */
    list->err = JT_OK;
    return err == JT_ERR_LIMIT ? JETON_CLIENT_ARG : JETON_CLIENT_NOMEM;
}

enum jeton_client_status jeton_client_allow_token_origin(struct jeton_client *client,
                                                         const char *origin)
{
    return client && origin ? allow(&client->token_origins, origin) : JETON_CLIENT_ARG;
}

enum jeton_client_status jeton_client_allow_origin(struct jeton_client *client, const char *origin)
{
    return client && origin ? allow(&client->allow_origins, origin) : JETON_CLIENT_ARG;
}

void jeton_client_set_note(struct jeton_client *client, void (*note)(void *arg, const char *text),
                           void *arg)
{
    client->note = note;
    client->note_arg = arg;
}
