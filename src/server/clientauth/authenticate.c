/* SPDX-License-Identifier: Apache-2.0 */
/* Authentication by secret: compute the HMAC, look up client and secret, always both and always
 * whole, and judge what was found only then. */
#include "server/clientauth/authenticate.h"

#include "base/secret.h"
#include "oauth/secret_format.h"

/* Stand where nothing was found, so that what follows is the same work. They never belong together:
 * no secret is nobody's. */
static const struct jt_registry_client nobody = {.deleted = true};

/* One reading of the credentials, and what the registry has for it. */
struct attempt {
    jt_str client_id;
    jt_str secret_text;
    const struct jt_registry_client *client; /* or nobody */
    const struct jt_registry_secret *secret; /* any client's, or NULL */
    struct jt_client_secret row;             /* of secret, or zeros */
    bool is_own;                             /* the secret is this client's */
    bool is_live;                            /* the secret is */
};

struct circumstances {
    const struct jt_registry *registry;
    const struct jt_hmac_key *hmac_key;
    const jt_uuid *realm;
    jt_time now;
};

static enum jt_err look_up(const struct circumstances *at, struct attempt *attempt)
{
    uint8_t mac[JT_HMAC_LEN];
    JT_TRY(jt_hmac(at->hmac_key, attempt->secret_text, mac));
    const struct jt_registry_client *client =
        jt_registry_client_by_id(at->registry, at->realm, attempt->client_id);
    attempt->client = client ? client : &nobody;
    attempt->secret = jt_registry_secret_by_hmac(at->registry, mac, &attempt->client->key);
    jt_registry_secret_read(attempt->secret, &attempt->row);
    attempt->is_own = (attempt->secret != NULL) & (client != NULL) &
                      jt_uuid_equal(&attempt->row.client, &attempt->client->key);
    attempt->is_live = jt_client_secret_is_live(&attempt->row, at->now);
    return JT_OK;
}

/* Without short cuts: each answer costs the same. */
static bool succeeds(const struct attempt *attempt)
{
    return attempt->is_own & attempt->is_live & !attempt->client->deleted &
           !attempt->client->suspended;
}

static enum jt_reason_id cause_of_end(const struct jt_client_secret *row, jt_time now)
{
    switch (jt_client_secret_state(row, now)) {
    case JT_SECRET_REVOKED:
        return JT_REASON_secret_revoked;
    case JT_SECRET_SUPERSEDED:
        return JT_REASON_secret_superseded;
    case JT_SECRET_EXPIRED:
    case JT_SECRET_ACTIVE:
    case JT_SECRET_OVERLAPPING:
        break;
    }
    return JT_REASON_secret_expired;
}

/* If the secret is one of the client's own. Whoever holds a compromised one is told nothing, also
 * not that the client was deleted since. */
static enum jt_reason_id cause_of_genuine(const struct attempt *attempt, jt_time now)
{
    enum jt_reason_id end = cause_of_end(&attempt->row, now);
    if (attempt->row.end == JT_SECRET_END_COMPROMISED) {
        return JT_REASON_secret_compromised;
    }
    if (attempt->client->deleted) {
        return JT_REASON_client_deleted;
    }
    return attempt->is_live ? JT_REASON_client_suspended : end;
}

/* Always asks the same number of realms, whatever they hold. */
static bool is_in_other_realm(const struct circumstances *at, jt_str client_id)
{
    bool found = false;
    for (size_t i = 0; i < JT_AUTHENTICATE_REALMS_MAX; i++) {
        const struct jt_registry_realm *realm = jt_registry_realm_at(at->registry, i);
        if (realm == NULL) {
            break;
        }
        const struct jt_registry_client *client =
            jt_registry_client_by_id(at->registry, &realm->key, client_id);
        found |= client != NULL && !jt_uuid_equal(&realm->key, at->realm);
    }
    return found;
}

/* What the bytes and the registry say when nothing was proven. */
static enum jt_reason_id cause_of_unproven(const struct attempt *attempt, bool in_other_realm)
{
    enum jt_secret_format format = jt_client_secret_check_format(attempt->secret_text);
    if (format == JT_SECRET_FORMAT_TRUNCATED) {
        return JT_REASON_secret_truncated;
    }
    if (format == JT_SECRET_FORMAT_CHECKSUM) {
        return JT_REASON_secret_checksum;
    }
    if (attempt->client == &nobody) {
        return in_other_realm ? JT_REASON_client_in_other_realm : JT_REASON_client_unknown;
    }
    return attempt->secret_text.len == 0 ? JT_REASON_secret_missing : JT_REASON_secret_wrong;
}

static enum jt_reason_id find_cause(const struct circumstances *at, const struct attempt *attempt)
{
    bool in_other_realm = is_in_other_realm(at, attempt->client_id);
    enum jt_reason_id unproven = cause_of_unproven(attempt, in_other_realm);
    enum jt_reason_id genuine = cause_of_genuine(attempt, at->now);
    bool is_known = jt_client_secret_is_known(&attempt->row, at->now);
    return (attempt->is_own & is_known) ? genuine : unproven;
}

/* Basic without form-encoding: the same bytes read as they stand (never one part so and the other
 * so). The second reading is made when it differs, whatever the first one found. */
static bool has_second_reading(const struct jt_presented *presented)
{
    jt_str secret = presented->secret;
    return presented->method == JT_AUTH_METHOD_BASIC &&
           (!jt_str_equal(presented->client_id, presented->client_id_raw) ||
            secret.len != presented->secret_raw.len ||
            !jt_bytes_equal_secret(secret.ptr, presented->secret_raw.ptr, secret.len));
}

enum jt_err jt_client_authenticate(const struct jt_registry *registry,
                                   const struct jt_hmac_key *hmac_key, const jt_uuid *realm,
                                   const struct jt_presented *presented, jt_time now,
                                   struct jt_authentication *ret_authentication)
{
    struct circumstances at = {registry, hmac_key, realm, now};
    struct attempt attempts[2] = {
        {.client_id = presented->client_id, .secret_text = presented->secret},
        {.client_id = presented->client_id_raw, .secret_text = presented->secret_raw},
    };
    size_t count = has_second_reading(presented) ? 2 : 1;
    enum jt_reason_id cause = JT_REASON_COUNT;
    for (size_t i = 0; i < count; i++) {
        JT_TRY(look_up(&at, &attempts[i]));
    }
    for (size_t i = 0; i < count; i++) {
        if (succeeds(&attempts[i])) {
            *ret_authentication = (struct jt_authentication){
                .client = attempts[i].client, .secret = attempts[i].secret, .cause = cause};
            return JT_OK;
        }
    }
    for (size_t i = 0; i < count; i++) {
        enum jt_reason_id found = find_cause(&at, &attempts[i]);
        cause = found < cause ? found : cause;
    }
    *ret_authentication = (struct jt_authentication){.cause = cause};
    return JT_OK;
}
