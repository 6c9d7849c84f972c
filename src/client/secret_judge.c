/* SPDX-License-Identifier: Apache-2.0 */
/* A damaged secret is told here, where the bytes are, instead of by a server's refusal. */
#include "client/secret_judge.h"

#include "oauth/secret_format.h"

static enum jt_err damaged(enum jt_secret_format format, jt_str secret, struct jt_trouble *trouble)
{
    if (format == JT_SECRET_FORMAT_TRUNCATED) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                       "The client secret is cut: it has %zu characters, and a secret of Jeton has "
                       "%d. It was not sent.",
                       secret.len, JT_CLIENT_SECRET_TEXT);
    } else {
        jt_trouble_set(
            trouble, JT_TROUBLE_LOCAL,
            "The client secret is damaged: its checksum does not fit, so a character was "
            "added, lost or changed. It was not sent.");
    }
    jt_trouble_set_next(trouble, "Copy it again, whole and without quotes, blanks or line ends; if "
                                 "it is lost, generate a new one.");
    return JT_ERR_DAMAGED;
}

enum jt_err jt_secret_judge(jt_str secret, struct jt_trouble *trouble)
{
    if (secret.len == 0) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The client secret is empty.");
        jt_trouble_set_next(trouble, "Put the secret into the file, the variable or the profile.");
        return JT_ERR_DAMAGED;
    }
    if (secret.len > JT_CLIENT_SECRET_MAX) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The client secret is longer than %d bytes.",
                       JT_CLIENT_SECRET_MAX);
        jt_trouble_set_next(trouble, "Check that the file holds the secret and nothing else.");
        return JT_ERR_DAMAGED;
    }
    enum jt_secret_format format = jt_client_secret_check_format(secret);
    bool is_damaged = format == JT_SECRET_FORMAT_TRUNCATED || format == JT_SECRET_FORMAT_CHECKSUM;
    return is_damaged ? damaged(format, secret, trouble) : JT_OK;
}
