/* SPDX-License-Identifier: Apache-2.0 */
/* Handing out a new secret, once. */
#include "cli/manage/new_secret.h"

#include "base/fd.h"
#include "cli/manage/text.h"
#include "cli/say.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum jt_err jt_secret_file_open(const struct jt_options *options, struct jt_secret_file *ret_file,
                                struct jt_trouble *trouble)
{
    struct jt_secret_file file = {.path = options->secret_file, .fd = -1};
    if (file.path) {
        file.fd = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (file.fd < 0) {
            enum jt_err err = errno == EEXIST ? JT_ERR_EXISTS : JT_ERR_IO;
            jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The file %s cannot be made: %s.", file.path,
                           strerror(errno));
            jt_trouble_set_next(trouble, "Nothing was asked of the server. Name a file that does "
                                         "not exist yet, in a folder that does.");
            return err;
        }
    }
    *ret_file = file;
    return JT_OK;
}

enum jt_err jt_secret_file_write(struct jt_secret_file *file, jt_str secret,
                                 struct jt_trouble *trouble)
{
    bool is_written = jt_fd_write_all(file->fd, secret) &&
                      jt_fd_write_all(file->fd, JT_STR("\n")) && fsync(file->fd) == 0;
    if (!is_written) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The secret could not be written to %s: %s.",
                       file->path, strerror(errno));
        jt_trouble_set_next(trouble, "It stands on stdout instead: keep it from there.");
        return JT_ERR_IO;
    }
    file->is_written = true;
    return JT_OK;
}

void jt_secret_file_clear(struct jt_secret_file *file)
{
    if (file->fd >= 0 && !file->is_written) {
        (void)unlink(file->path);
    }
    if (file->fd >= 0) {
        (void)close(file->fd);
        file->fd = -1;
    }
}

struct copying {
    struct jt_json_writer *w;
    const char *file; /* NULL: the secret stays */
};

static bool copy_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    const struct copying *copying = arg;
    if (copying->file && jt_str_equal(name, JT_STR("clientSecret"))) {
        jt_json_member_string(copying->w, "secretFile", jt_str_from_c(copying->file));
        return true;
    }
    jt_json_write_string(copying->w, name);
    jt_buf_append_char(copying->w->buf, ':');
    copying->w->needs_comma = false;
    jt_json_write_value(copying->w, value);
    return true;
}

static void show_json(struct jt_buf *out, const struct jt_json_value *answer, const char *file)
{
    struct jt_json_writer w = {.buf = out};
    struct copying copying = {&w, file};
    jt_json_object_begin(&w);
    (void)jt_json_each(answer, copy_member, &copying);
    jt_json_object_end(&w);
    jt_buf_append_char(out, '\n');
}

static void write_line(struct jt_buf *out, const char *label, jt_str value)
{
    jt_buf_append_f(out, "%-14s ", label);
    jt_text_append_clean(out, value);
    jt_buf_append_char(out, '\n');
}

static void show_client(struct jt_buf *out, const struct jt_json_value *answer, const char *file)
{
    const struct jt_json_value *secret = jt_json_at(jt_json_get(answer, "secrets"), 0);
    write_line(out, "name", jt_member(answer, "name"));
    write_line(out, "key", jt_member(answer, "key"));
    write_line(out, "client id", jt_member(answer, "clientId"));
    write_line(out, file ? "secret file" : "client secret",
               file ? jt_str_from_c(file) : jt_member(answer, "clientSecret"));
    write_line(out, "secret ends", jt_member(secret, "expiresAt"));
}

static void note_once(const struct jt_manage *manage, const struct jt_json_value *answer,
                      const char *file)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    jt_str end = jt_member(answer, "expiresAt");
    jt_buf_append_c(&text, file ? "The secret is in the file, and nobody can read it at the server."
                                : "The secret is shown this once: nobody can read it later.");
    if (end.len) {
        jt_buf_append_c(&text, " It ends at ");
        jt_text_append_clean(&text, end);
        jt_buf_append_char(&text, '.');
    }
    jt_say_note(manage->cli, jt_buf_c(&text));
}

enum jt_err jt_secret_show(struct jt_manage *manage, const struct jt_json_value *answer,
                           bool with_client, struct jt_secret_file *file,
                           struct jt_trouble *trouble)
{
    struct jt_buf *out = &manage->cli->out;
    jt_str secret = jt_member(answer, "clientSecret");
    enum jt_err err = file->path ? jt_secret_file_write(file, secret, trouble) : JT_OK;
    const char *path = file->is_written ? file->path : NULL;
    if (manage->cli->options.json) {
        show_json(out, answer, path);
        return err;
    }
    if (with_client) {
        show_client(out, answer, path);
    } else if (path == NULL) {
        jt_buf_append(out, secret);
        jt_buf_append_char(out, '\n');
    }
    if (err == JT_OK) {
        note_once(manage, answer, path);
    }
    return err;
}

static enum jt_err no_word(const char *option, const char *text, const char *rule,
                           struct jt_trouble *trouble)
{
    jt_trouble_set(trouble, JT_TROUBLE_USAGE, "--%s \"%s\" is not %s.", option, text, rule);
    return JT_ERR_ARG;
}

enum jt_err jt_terms_write(const struct jt_options *options, struct jt_json_writer *w,
                           struct jt_trouble *trouble)
{
    if (options->expires_on) {
        jt_json_member_string(w, "expiresOn", jt_str_from_c(options->expires_on));
    }
    if (options->remind) {
        bool is_yes = strcmp(options->remind, "yes") == 0;
        if (!is_yes && strcmp(options->remind, "no") != 0) {
            return no_word("remind", options->remind, "yes or no", trouble);
        }
        jt_json_member_bool(w, "remind", is_yes);
    }
    return JT_OK;
}

enum jt_err jt_terms_write_overlap(const struct jt_options *options, struct jt_json_writer *w,
                                   struct jt_trouble *trouble)
{
    uint64_t hours = 0;
    JT_TRY(jt_terms_write(options, w, trouble));
    if (options->overlap_hours == NULL) {
        return JT_OK;
    }
    if (!jt_str_to_u64(jt_str_from_c(options->overlap_hours), &hours) || hours > INT32_MAX) {
        return no_word("overlap-hours", options->overlap_hours, "a number", trouble);
    }
    jt_json_member_integer(w, "overlapHours", (int64_t)hours);
    return JT_OK;
}
