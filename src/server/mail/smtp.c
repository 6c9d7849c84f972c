/* SPDX-License-Identifier: Apache-2.0 */
/* libjeton-smtp.so, once. */
#include "server/mail/smtp.h"

#include "base/module.h"

static const struct jt_smtp_module *loaded;

enum jt_err jt_mail_smtp_load(struct jt_buf *why)
{
    static const struct jt_module module = {JT_SMTP_MODULE_FILE, JT_SMTP_MODULE_SYMBOL};
    const void *face = NULL;
    if (loaded) {
        return JT_OK;
    }
    jt_buf_append_c(why, "the part of jetond that sends mail cannot be loaded: ");
    JT_TRY(jt_module_load(&module, &face, why));
    jt_buf_reset(why);
    loaded = face;
    return JT_OK;
}

const struct jt_smtp_module *jt_mail_smtp(void)
{
    return loaded;
}
