/* SPDX-License-Identifier: Apache-2.0 */
/* From a file to a secret. */
#include "server/mail/password.h"

#include "codec/utf8.h"
#include "server/start/file.h"

#include <errno.h>
#include <string.h>

static jt_str first_line(jt_str text)
{
    jt_str line = jt_str_slice(text, 0, jt_str_find_char(text, '\n'));
    return jt_str_ends_with(line, JT_STR("\r")) ? jt_str_slice(line, 0, line.len - 1) : line;
}

enum jt_err jt_mail_password_read(const struct jt_config *config, struct jt_secret *ret_password,
                                  struct jt_buf *why)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    if (config->mail_password_file.len == 0) {
        return JT_OK;
    }
    if (jt_file_read(config->mail_password_file.ptr, &text) != JT_OK) {
        jt_buf_append_f(why, "cannot read the mail password %s: %s", config->mail_password_file.ptr,
                        strerror(errno));
        return JT_ERR_IO;
    }
    jt_str line = first_line(jt_buf_str(&text));
    if (line.len == 0 || !jt_utf8_is_plain(line)) {
        jt_buf_append_f(why, "the first line of %s is no password", config->mail_password_file.ptr);
        return JT_ERR_IO;
    }
    return jt_secret_set(ret_password, line);
}
