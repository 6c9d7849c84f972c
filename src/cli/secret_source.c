/* SPDX-License-Identifier: Apache-2.0 */
/* The client secret: from a file, a variable or the profile, never from the command line. */
#include "cli/credentials.h"

#include "base/fd.h"

#include "oauth/secret_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static enum jt_err fail(struct jt_trouble *trouble, const char *path, const char *why)
{
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The client secret cannot be read from %s: %s.", path,
                   why);
    jt_trouble_set_next(trouble, "Name a file that holds the secret and nothing else.");
    return JT_ERR_IO;
}

/* Exactly one line end: a second one may be part of the secret, and the server says so. */
jt_str jt_secret_without_line_end(jt_str text)
{
    if (jt_str_ends_with(text, JT_STR("\r\n"))) {
        return jt_str_slice(text, 0, text.len - 2);
    }
    return jt_str_ends_with(text, JT_STR("\n")) ? jt_str_slice(text, 0, text.len - 1) : text;
}

/* Reads one line from the terminal without showing it. ISIG is off meanwhile, so that no signal
 * leaves the terminal blind. */
static enum jt_err read_terminal(struct jt_buf *bytes)
{
    struct termios before;
    char line[JT_CLIENT_SECRET_MAX + 2];
    if (tcgetattr(STDIN_FILENO, &before) != 0) {
        return JT_ERR_IO;
    }
    struct termios silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    (void)jt_fd_write_all(STDERR_FILENO, JT_STR("Client secret (not shown): "));
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    ssize_t got = read(STDIN_FILENO, line, sizeof(line));
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    (void)jt_fd_write_all(STDERR_FILENO, JT_STR("\n"));
    jt_buf_append(bytes, jt_str_make(line, got > 0 ? (size_t)got : 0));
    jt_wipe(line, sizeof(line));
    return jt_buf_check(bytes);
}

/* The bytes of the file as they are. */
static enum jt_err read_file(const char *path, struct jt_buf *bytes, struct jt_trouble *trouble)
{
    bool is_stdin = strcmp(path, "-") == 0;
    JT_CLEAN(jt_fd_clear)
    int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return fail(trouble, path, strerror(errno));
    }
    enum jt_err err = isatty(fd) ? read_terminal(bytes) : jt_fd_read_all(fd, bytes);
    if (err != JT_OK) {
        return fail(trouble, path, err == JT_ERR_LIMIT ? "it is too long" : strerror(errno));
    }
    return JT_OK;
}

enum jt_err jt_secret_from_file(const char *path, struct jt_secret *ret_secret,
                                struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = JT_BUF_INIT(JT_CLIENT_SECRET_MAX + 2);
    JT_TRY(read_file(path, &bytes, trouble));
    jt_str secret = jt_secret_without_line_end(jt_buf_str(&bytes));
    if (secret.len == 0) {
        return fail(trouble, path, "it is empty");
    }
    return jt_secret_set(ret_secret, secret);
}

static enum jt_err none(const struct jt_cli *cli, struct jt_trouble *trouble)
{
    bool is_other = cli->profile_loaded && cli->profile.client_secret.len;
    jt_trouble_set(trouble, is_other ? JT_TROUBLE_LOCAL : JT_TROUBLE_USAGE,
                   is_other ? "There is no client secret: the profile has one, but for another "
                              "issuer or client than was asked for, so it is not sent."
                            : "There is no client secret, and the store holds no usable token.");
    jt_trouble_set_next(trouble, "Give --client-secret-file, set JETON_CLIENT_SECRET_FILE or "
                                 "JETON_CLIENT_SECRET, or keep one with `jeton profile add`.");
    return JT_ERR_NOT_FOUND;
}

/* A profile's secret goes with its own issuer and client alone. */
static bool profile_fits(const struct jt_cli *cli)
{
    const struct jt_want *own = &cli->profile.want;
    return cli->profile.client_secret.len && jt_str_equal(own->issuer, cli->want.issuer) &&
           jt_str_equal(own->client_id, cli->want.client_id);
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

bool jt_credentials_secret_is_profiles(const struct jt_cli *cli)
{
    bool is_elsewhere = cli->options.client_secret_file || variable("JETON_CLIENT_SECRET") ||
                        variable("JETON_CLIENT_SECRET_FILE");
    return !is_elsewhere && cli->profile_loaded && profile_fits(cli);
}

enum jt_err jt_credentials_secret(void *arg, struct jt_secret *ret_secret,
                                  struct jt_trouble *trouble)
{
    struct jt_cli *cli = arg;
    const char *value = variable("JETON_CLIENT_SECRET");
    const char *file = variable("JETON_CLIENT_SECRET_FILE");
    if (cli->options.client_secret_file) {
        return jt_secret_from_file(cli->options.client_secret_file, ret_secret, trouble);
    }
    if (value) {
        return jt_secret_set(ret_secret, jt_str_from_c(value));
    }
    if (file) {
        return jt_secret_from_file(file, ret_secret, trouble);
    }
    JT_TRY(jt_credentials_load_profile(cli, trouble));
    if (!profile_fits(cli)) {
        return none(cli, trouble);
    }
    return jt_secret_set(ret_secret, cli->profile.client_secret);
}

enum jt_err jt_credentials_secret_as_it_is(struct jt_cli *cli, struct jt_secret_found *ret_found,
                                           struct jt_trouble *trouble)
{
    const char *value = getenv("JETON_CLIENT_SECRET"); /* an empty one was meant to be one */
    const char *file = cli->options.client_secret_file;
    struct jt_secret_found found = {.bytes = JT_BUF_INIT(JT_CLIENT_SECRET_MAX + 2)};
    file = file ? file : value && value[0] ? NULL : variable("JETON_CLIENT_SECRET_FILE");
    if (file) {
        found.where = JT_FOUND_FILE;
        found.path = file;
        JT_TRY(read_file(file, &found.bytes, trouble));
        *ret_found = found;
        return JT_OK;
    }
    JT_TRY(value ? JT_OK : jt_credentials_load_profile(cli, trouble));
    if (value == NULL && !profile_fits(cli)) {
        return none(cli, trouble);
    }
    found.where = value ? JT_FOUND_VARIABLE : JT_FOUND_PROFILE;
    found.path = value ? "JETON_CLIENT_SECRET" : jt_credentials_profile_name(cli);
    jt_buf_append(&found.bytes, value ? jt_str_from_c(value) : cli->profile.client_secret);
    JT_TRY(jt_buf_check(&found.bytes));
    *ret_found = found;
    return JT_OK;
}
