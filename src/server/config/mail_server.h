/* SPDX-License-Identifier: Apache-2.0 */
/* The mail server as an address, and whether the options about mail make sense together. */
#ifndef JT_SERVER_CONFIG_MAIL_SERVER_H
#define JT_SERVER_CONFIG_MAIL_SERVER_H

#include "server/config/config.h"

struct jt_mail_server {
    jt_str host; /* without brackets for IPv6 */
    bool host_is_ipv6;
    uint16_t port;
    bool is_smtps;
};

/* smtp://HOST[:PORT] or smtps://HOST[:PORT], views into text. JT_ERR_FORMAT: anything else. */
JT_MUST_USE enum jt_err jt_mail_server_parse(jt_str text, struct jt_mail_server *ret_server);
/* JT_ERR_ARG with a sentence in why. */
JT_MUST_USE enum jt_err jt_config_check_mail(const struct jt_config *config, struct jt_buf *why);

#endif
