/* SPDX-License-Identifier: Apache-2.0 */
/* The client that is not there. Its secret is compromised: of all secrets that somebody may hold,
 * those are the ones that must not be told apart from none. */
#include "store/registry_client.h"

enum jt_err jt_registry_nobody_make(struct jt_client_entry **ret_nobody)
{
    static struct jt_grant_set nothing;
    struct jt_client_secret secret = {.end = JT_SECRET_END_COMPROMISED, .ended = {1}};
    const struct jt_api_client client = {
        .client_id = JT_STR("nobody has this id, whoever names it"), /* as long as a UUID */
        .secrets = &secret,
        .secret_count = 1,
        .deleted = {1},
    };
    return jt_client_entry_make(&client, &nothing, ret_nobody);
}

const struct jt_registry_client *jt_registry_nobody(const struct jt_registry *registry)
{
    return &registry->nobody->view;
}

const struct jt_registry_secret *jt_registry_nobodys_secret(const struct jt_registry *registry)
{
    return &registry->nobody->secrets[0];
}
