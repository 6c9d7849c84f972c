/* SPDX-License-Identifier: Apache-2.0 */
/* Mail leaves this machine encrypted, or the operator has said otherwise. */
#include "server/config/mail_server.h"

#include "codec/url.h"
#include "model/user.h"

enum { SMTP_PORT = 25, SMTPS_PORT = 465 };

enum jt_err jt_mail_server_parse(jt_str text, struct jt_mail_server *ret_server)
{
    const jt_str smtp = JT_STR("smtp://");
    const jt_str smtps = JT_STR("smtps://");
    struct jt_mail_server server = {.is_smtps = jt_str_starts_with(text, smtps)};
    if (!server.is_smtps && !jt_str_starts_with(text, smtp)) {
        return JT_ERR_FORMAT;
    }
    jt_str authority = jt_str_from(text, server.is_smtps ? smtps.len : smtp.len);
    JT_TRY(jt_authority_parse(authority, &server.host, &server.port));
    server.host_is_ipv6 = authority.ptr[0] == '[';
    if (server.port == 0) {
        server.port = server.is_smtps ? SMTPS_PORT : SMTP_PORT;
    }
    *ret_server = server;
    return JT_OK;
}

static enum jt_err complain(struct jt_buf *why, const char *sentence)
{
    jt_buf_append_c(why, sentence);
    return JT_ERR_ARG;
}

/* An option about mail that would do nothing is a mistake somewhere. */
static enum jt_err check_unused(const struct jt_config *config, struct jt_buf *why)
{
    if (config->mail_from.len || config->mail_user.len || config->mail_password_file.len ||
        config->mail_ca_file.len) {
        return complain(why, "there are options about mail, but no --mail-server");
    }
    return JT_OK;
}

static enum jt_err check_server(const struct jt_config *config, struct jt_buf *why)
{
    struct jt_mail_server server;
    if (jt_mail_server_parse(config->mail_server, &server) != JT_OK) {
        jt_buf_append_f(why,
                        "the mail server \"%.*s\" is not smtp://HOST:PORT or smtps://HOST:PORT",
                        JT_STR_ARG(config->mail_server));
        return JT_ERR_ARG;
    }
    if (!server.is_smtps && !config->mail_starttls && !config->mail_insecure &&
        !jt_host_is_loopback(server.host)) {
        return complain(why, "without STARTTLS mails would cross the network readable: use smtps: "
                             "or leave out --mail-starttls=false, or say --mail-insecure if you "
                             "must");
    }
    return JT_OK;
}

enum jt_err jt_config_check_mail(const struct jt_config *config, struct jt_buf *why)
{
    if (config->mail_server.len == 0) {
        return check_unused(config, why);
    }
    JT_TRY(check_server(config, why));
    if (!jt_email_is_valid(config->mail_from)) {
        return complain(why, "--mail-server needs a sender: --mail-from jeton@example.com");
    }
    if ((config->mail_user.len == 0) != (config->mail_password_file.len == 0)) {
        return complain(why, "--mail-user and --mail-password-file go together: one of them is "
                             "missing");
    }
    return JT_OK;
}
