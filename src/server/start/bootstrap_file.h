/* SPDX-License-Identifier: Apache-2.0 */
/* DIR/bootstrap.json: the credentials that the first start made. */
#ifndef JT_SERVER_START_BOOTSTRAP_FILE_H
#define JT_SERVER_START_BOOTSTRAP_FILE_H

#include "base/secret.h"
#include "base/uuid.h"
#include "server/config/config.h"

struct jt_bootstrap {
    jt_uuid platform_realm;
    jt_str client_id;
    const struct jt_secret *client_secret;
    jt_str admin_email;
    const struct jt_secret *admin_password;
};

JT_MUST_USE enum jt_err jt_bootstrap_file_write(const struct jt_config *config,
                                                const struct jt_bootstrap *bootstrap,
                                                struct jt_buf *why);

#endif
