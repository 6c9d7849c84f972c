/* SPDX-License-Identifier: Apache-2.0 */
/* The door between jetond and libjeton-smtp.so: SMTP needs libcurl, which brings two dozen
 * libraries along, and most servers send no mail. */
#ifndef JT_NET_SMTP_MODULE_H
#define JT_NET_SMTP_MODULE_H

#include "net/smtp_client.h"

struct jt_smtp_module {
    const char *version; /* JT_VERSION */
    /* jt_smtp_send() */
    enum jt_err (*send)(const struct jt_smtp_server *server, const struct jt_smtp_mail *mail,
                        const struct jt_smtp_hooks *hooks, struct jt_smtp_result *ret_result);
};

/* The only symbol that the module shows: const struct jt_smtp_module. */
#define JT_SMTP_MODULE_FILE "libjeton-smtp.so"
#define JT_SMTP_MODULE_SYMBOL "jt_smtp_module"

#endif
