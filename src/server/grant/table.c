/* SPDX-License-Identifier: Apache-2.0 */
/* The grants there are. */
#include "server/grant/grant.h"

const struct jt_grant_ops *const jt_grant_table[] = {
    &jt_grant_client_credentials,
};
const size_t jt_grant_table_count = sizeof(jt_grant_table) / sizeof(jt_grant_table[0]);

const struct jt_grant_ops *jt_grant_find(jt_str name)
{
    for (size_t i = 0; i < jt_grant_table_count; i++) {
        if (jt_str_equal(jt_grant_table[i]->name, name)) {
            return jt_grant_table[i];
        }
    }
    return NULL;
}
