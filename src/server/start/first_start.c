/* SPDX-License-Identifier: Apache-2.0 */
/* The first start: makes everything that a new organization begins with, in one transaction. */
#include "server/start/first_start.h"

#include "base/secret.h"
#include "model/limits.h"
#include "oauth/secret_format.h"
#include "seal/password.h"
#include "server/start/bootstrap_file.h"

#include <string.h>

enum { STAGES = 3, REALMS = 1 + STAGES, PLATFORM_HOSTS_MAX = 4, DAY_S = 86400 };

static const struct {
    jt_str slug;
    jt_str label;
    jt_str host;
} first_stages[STAGES] = {
    {JT_STR_INIT("development"), JT_STR_INIT("Development"), JT_STR_INIT("development.localhost")},
    {JT_STR_INIT("test"), JT_STR_INIT("Test"), JT_STR_INIT("test.localhost")},
    {JT_STR_INIT("production"), JT_STR_INIT("Production"), JT_STR_INIT("production.localhost")},
};

/* Everything that is made, in one piece of memory that is wiped at the end. */
struct beginning {
    const struct jt_first_start *first;
    struct jt_arena arena;
    struct jt_seed seed;
    struct jt_realm realms[REALMS];
    jt_str platform_hosts[PLATFORM_HOSTS_MAX];
    struct jt_stage stages[STAGES];
    struct jt_api identity_api;
    struct jt_signing_key keys[REALMS];
    struct jt_user administrator;
    char password_hash[JT_PASSWORD_HASH_MAX];
    struct jt_secret password;
    struct jt_api_client client;
    char client_id[JT_UUID_TEXT + 1];
    struct jt_client_secret secret;
    struct jt_secret secret_text;
};

static void beginning_clear(struct beginning *b)
{
    jt_secret_clear(&b->password);
    jt_secret_clear(&b->secret_text);
    jt_arena_clear(&b->arena);
    jt_wipe(b, sizeof(*b));
}

static size_t platform_hosts(struct beginning *b)
{
    static const jt_str always[] = {JT_STR_INIT("localhost"), JT_STR_INIT("127.0.0.1"),
                                    JT_STR_INIT("[::1]")};
    size_t count = 0;
    jt_str own = jt_config_public_host(b->first->config);
    b->platform_hosts[count++] = own;
    for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
        if (!jt_str_equal(own, always[i])) {
            b->platform_hosts[count++] = always[i];
        }
    }
    return count;
}

static enum jt_err make_realms(struct beginning *b)
{
    for (size_t i = 0; i < REALMS; i++) {
        struct jt_realm *realm = &b->realms[i];
        JT_TRY(jt_uuid_make(b->first->rand, &realm->key));
        realm->alg = JT_STR("ES256");
        realm->created = b->first->now;
        realm->kind = i == 0 ? JT_REALM_PLATFORM : JT_REALM_APPLICATION;
        realm->hosts = i == 0 ? b->platform_hosts : &first_stages[i - 1].host;
        realm->host_count = i == 0 ? platform_hosts(b) : 1;
        JT_TRY(jt_keyring_make(b->first->keyring, &b->arena, &realm->key, jt_alg_find(realm->alg),
                               JT_SIGNING_KEY_ACTIVE, b->first->now, &b->keys[i]));
    }
    b->seed.realms = b->realms;
    b->seed.realm_count = REALMS;
    b->seed.signing_keys = b->keys;
    b->seed.signing_key_count = REALMS;
    return JT_OK;
}

static void make_stages(struct beginning *b)
{
    for (size_t i = 0; i < STAGES; i++) {
        b->stages[i] = (struct jt_stage){.id = (uint32_t)i + 1,
                                         .slug = first_stages[i].slug,
                                         .label = first_stages[i].label,
                                         .realm = b->realms[i + 1].key,
                                         .created = b->first->now,
                                         .version = 1};
    }
    b->seed.stages = b->stages;
    b->seed.stage_count = STAGES;
}

static enum jt_err make_organization(struct beginning *b)
{
    b->seed.organization = (struct jt_organization){
        .slug = JT_STR("default"), .name = JT_STR("default"), .created = b->first->now};
    JT_TRY(jt_uuid_make(b->first->rand, &b->seed.organization.key));
    b->identity_api = (struct jt_api){.id = JT_API_IDENTITY,
                                      .name = JT_STR("Identity API"),
                                      .token_lifetime_s = JT_TOKEN_LIFETIME_S,
                                      .created = b->first->now,
                                      .version = 1};
    JT_TRY(jt_uuid_make(b->first->rand, &b->identity_api.key));
    b->seed.apis = &b->identity_api;
    b->seed.api_count = 1;
    return JT_OK;
}

static jt_str administrator_email(struct beginning *b)
{
    jt_str host = jt_config_public_host(b->first->config);
    char last = host.len ? host.ptr[host.len - 1] : ']';
    bool is_name = last != ']' && !(last >= '0' && last <= '9');
    return jt_arena_printf(&b->arena, "admin@%.*s",
                           JT_STR_ARG(is_name ? host : JT_STR("localhost")));
}

/* A generated client secret is 256 bits of characters that no keyboard or encoding changes: good
 * as a first password too. */
static enum jt_err make_administrator(struct beginning *b)
{
    JT_TRY(jt_client_secret_make(b->first->rand, &b->password));
    JT_TRY(jt_password_hash(jt_secret_reveal(&b->password), b->password_hash));
    b->administrator = (struct jt_user){.realm = b->realms[0].key,
                                        .email = administrator_email(b),
                                        .name = JT_STR("Administrator"),
                                        .password_hash = jt_str_from_c(b->password_hash),
                                        .password_must_change = true,
                                        .status = JT_USER_ACTIVE,
                                        .created = b->first->now,
                                        .updated = b->first->now,
                                        .version = 1};
    b->seed.administrator = &b->administrator;
    return jt_uuid_make(b->first->rand, &b->administrator.key);
}

static enum jt_err make_secret(struct beginning *b)
{
    const struct jt_first_start *first = b->first;
    JT_TRY(jt_client_secret_make(first->rand, &b->secret_text));
    jt_str text = jt_secret_reveal(&b->secret_text);
    b->secret = (struct jt_client_secret){.client = b->client.key,
                                          .hmac_key_version = first->secret_hmac_version,
                                          .remind = true,
                                          .created = first->now};
    JT_TRY(jt_uuid_make(first->rand, &b->secret.id));
    JT_TRY(jt_hmac(first->secret_hmac, text, b->secret.hmac));
    memcpy(b->secret.hint, text.ptr + text.len - JT_SECRET_HINT_LEN, JT_SECRET_HINT_LEN);
    /* Like every expiry: the last second of a day in UTC. */
    b->secret.expires.s = (first->now.s / DAY_S + JT_BOOTSTRAP_DAYS + 1) * DAY_S - 1;
    uint32_t bit = 0;
    JT_TRY(jt_rand_fill(first->rand, &bit, sizeof(bit)));
    b->secret.status_list = 1;
    b->secret.status_index = bit % JT_STATUS_LIST_BITS;
    return JT_OK;
}

static enum jt_err make_client(struct beginning *b)
{
    JT_TRY(jt_uuid_make(b->first->rand, &b->client.key));
    jt_uuid id;
    JT_TRY(jt_uuid_make(b->first->rand, &id));
    jt_uuid_write(&id, b->client_id);
    b->client.realm = b->realms[0].key;
    b->client.kind = JT_CLIENT_KIND_API;
    b->client.client_id = jt_str_from_c(b->client_id);
    b->client.name = JT_STR("bootstrap");
    b->client.description = JT_STR("Made on first start, with every permission at every stage. "
                                   "Use it to make your own API clients.");
    b->client.auth_methods = JT_AUTH_METHOD_ALL;
    b->client.grants.all = true;
    b->client.created = b->first->now;
    b->client.updated = b->first->now;
    b->client.version = 1;
    JT_TRY(make_secret(b));
    b->client.secrets = &b->secret;
    b->client.secret_count = 1;
    b->seed.bootstrap = &b->client;
    return JT_OK;
}

static enum jt_err make_all(struct beginning *b)
{
    b->seed.master_check = b->first->master_check;
    JT_TRY(make_organization(b));
    JT_TRY(make_realms(b));
    make_stages(b);
    JT_TRY(make_administrator(b));
    return make_client(b);
}

static enum jt_err write_file(const struct beginning *b, struct jt_buf *why)
{
    return jt_bootstrap_file_write(b->first->config,
                                   &(struct jt_bootstrap){
                                       .platform_realm = b->realms[0].key,
                                       .client_id = b->client.client_id,
                                       .client_secret = &b->secret_text,
                                       .admin_email = b->administrator.email,
                                       .admin_password = &b->password,
                                   },
                                   why);
}

enum jt_err jt_first_start_run(const struct jt_first_start *first, struct jt_buf *why)
{
    JT_CLEAN(beginning_clear) struct beginning b = {.first = first};
    enum jt_err err = make_all(&b);
    if (err != JT_OK) {
        jt_buf_append_f(why, "cannot make the first organization: %s", jt_err_text(err));
        return err;
    }
    JT_TRY(write_file(&b, why));
    struct jt_write write = {.actor = {.kind = JT_ACTOR_SYSTEM, .name = JT_STR("first start")},
                             .now = first->now};
    err = first->store->ops->seed(first->store, &write, &b.seed);
    if (err != JT_OK) {
        jt_buf_append_f(why, "cannot write the first organization into the store: %s",
                        jt_err_text(err));
    }
    return err;
}
