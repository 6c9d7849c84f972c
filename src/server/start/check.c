/* SPDX-License-Identifier: Apache-2.0 */
/* jetond check-config: looks at everything that a start would need, and makes nothing. What it says
 * stands after # signs, so that all of it together is a config file. */
#include "codec/time_text.h"
#include "server/http/tls.h"
#include "server/mail/mailer.h"
#include "server/start/file.h"
#include "server/start/master_key.h"
#include "server/start/start.h"
#include "store/store.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct check {
    const struct jt_config *config;
    jt_time now;
    struct jt_buf said; /* of one thing that was looked at */
    struct jt_buf warning;
    struct jt_buf why;
};

static void clear(struct check *check)
{
    jt_buf_clear(&check->said);
    jt_buf_clear(&check->warning);
    jt_buf_clear(&check->why);
}

static enum jt_err check_file(struct check *check)
{
    if (check->config->config_file.len) {
        jt_buf_append_f(&check->said, "config file %s: read", check->config->config_file.ptr);
    }
    return JT_OK;
}

/* Only the last part of its path may be missing. */
static enum jt_err check_data(struct check *check)
{
    const char *path = check->config->data_dir.ptr;
    JT_CLEAN(jt_cstr_clear) char *copy = jt_str_dup(check->config->data_dir);
    struct stat status;
    if (copy == NULL) {
        return JT_ERR_NOMEM;
    }
    bool exists = stat(path, &status) == 0;
    if (!exists && errno != ENOENT) {
        jt_buf_append_f(&check->why, "the data directory %s: %s", path, strerror(errno));
        return JT_ERR_IO;
    }
    if (exists && !S_ISDIR(status.st_mode)) {
        jt_buf_append_f(&check->why, "the data directory %s is no directory", path);
        return JT_ERR_IO;
    }
    if (access(exists ? path : dirname(copy), R_OK | W_OK | X_OK) != 0) {
        jt_buf_append_f(&check->why, "the data directory %s cannot be %s: %s", path,
                        exists ? "written" : "made", strerror(errno));
        return JT_ERR_IO;
    }
    jt_buf_append_f(&check->said, "data directory %s: %s", path,
                    exists ? "there, and may be written" : "will be made at the first start");
    return JT_OK;
}

static enum jt_err check_master_key(struct check *check)
{
    struct jt_master_key key;
    enum jt_err err = jt_master_key_read(check->config, &key, &check->why);
    jt_master_key_clear(&key);
    if (err == JT_ERR_NOT_FOUND) {
        jt_buf_reset(&check->why);
        jt_buf_append_c(&check->said, "master key: none yet; the first start makes one");
        return JT_OK;
    }
    if (err == JT_OK) {
        jt_buf_append_c(&check->said, "master key: read");
    }
    return err;
}

/* A store in a data directory that is not there yet has nothing to be looked at. */
static enum jt_err check_store(struct check *check)
{
    const struct jt_config *config = check->config;
    JT_CLEAN(jt_cstr_clear) char *why = NULL;
    bool exists = false;
    enum jt_err err = jt_store_probe(config->store_uri, &exists, &why);
    bool comes_with_data =
        jt_str_starts_with(config->store_uri, JT_STR("sqlite:")) &&
        jt_str_starts_with(jt_str_from(config->store_uri, strlen("sqlite:")), config->data_dir) &&
        !jt_file_exists(config->data_dir.ptr);
    if (err != JT_OK && !comes_with_data) {
        jt_buf_append_c(&check->why, why ? why : jt_err_text(err));
        return err;
    }
    jt_buf_append_f(&check->said, "store %.*s: %s", JT_STR_ARG(config->store_uri),
                    exists ? "there, and may be written" : "will be made at the first start");
    return JT_OK;
}

static void warn_of_times(struct check *check, const struct jt_tls_facts *facts)
{
    char begins[JT_RFC3339_TEXT + 1];
    char ends[JT_RFC3339_TEXT + 1];
    const char *file = check->config->tls_cert.ptr;
    jt_time_write_rfc3339(facts->begins, begins);
    jt_time_write_rfc3339(facts->ends, ends);
    jt_buf_append_f(&check->said, "certificate %s: belongs to the key %s; from %s to %s", file,
                    check->config->tls_key.ptr, begins, ends);
    if (check->now.s > facts->ends.s) {
        jt_buf_append_f(&check->warning, "the certificate %s has expired at %s", file, ends);
    } else if (check->now.s < facts->begins.s) {
        jt_buf_append_f(&check->warning, "the certificate %s holds only from %s on", file, begins);
    } else if (!facts->names_host) {
        jt_str host = jt_config_public_host(check->config);
        jt_buf_append_f(&check->warning,
                        "the certificate %s does not name %.*s, the host of the public URL", file,
                        JT_STR_ARG(host));
    }
}

static enum jt_err check_tls(struct check *check)
{
    const struct jt_config *config = check->config;
    JT_CLEAN(jt_cstr_clear) char *why = NULL;
    struct jt_tls_context *context = NULL;
    struct jt_tls_facts facts;
    if (config->tls_cert.len == 0) {
        jt_buf_append_c(&check->said, "certificate: none; listeners are plain HTTP");
        return JT_OK;
    }
    enum jt_err err = jt_tls_context_new(config->tls_cert.ptr, config->tls_key.ptr, &context, &why);
    if (err == JT_OK) {
        err = jt_tls_context_facts(context, jt_config_public_host(config), &facts);
        jt_tls_context_free(context);
    }
    if (err != JT_OK) {
        jt_buf_append_c(&check->why, why ? why : jt_err_text(err));
        return err;
    }
    warn_of_times(check, &facts);
    return JT_OK;
}

static enum jt_err check_mail(struct check *check)
{
    const struct jt_config *config = check->config;
    JT_TRY(jt_mailer_check(config, &check->why));
    if (config->mail_ca_file.len && access(config->mail_ca_file.ptr, R_OK) != 0) {
        jt_buf_append_f(&check->why, "cannot read the certificates %s: %s",
                        config->mail_ca_file.ptr, strerror(errno));
        return JT_ERR_IO;
    }
    if (config->mail_password_file.len) {
        jt_buf_append_f(&check->said, "mail password %s: read", config->mail_password_file.ptr);
    }
    return JT_OK;
}

static enum jt_err (*const checks[])(struct check *check) = {
    check_file, check_data, check_master_key, check_store, check_tls, check_mail,
};

/* False: an error. */
static bool tell(struct check *check, enum jt_err err)
{
    if (err != JT_OK) {
        (void)fprintf(stderr, "jetond: %s\n",
                      check->why.len ? jt_buf_c(&check->why) : jt_err_text(err));
        return false;
    }
    if (check->said.len) {
        (void)printf("# %s\n", jt_buf_c(&check->said));
    }
    if (check->warning.len) {
        (void)printf("# warning: %s\n", jt_buf_c(&check->warning));
        (void)fprintf(stderr, "jetond: warning: %s\n", jt_buf_c(&check->warning));
    }
    return true;
}

int jt_server_check(const struct jt_config *config)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    bool good = true;
    jt_config_write(config, &text);
    if (jt_buf_check(&text) != JT_OK) {
        return JT_EXIT_FAULT;
    }
    (void)fputs(jt_buf_c(&text), stdout);
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        JT_CLEAN(clear)
        struct check check = {.config = config, .now = jt_clock_now(&jt_clock_system)};
        enum jt_err err = checks[i](&check);
        good = tell(&check, err) && good;
    }
    return fflush(stdout) == 0 && good ? JT_EXIT_OK : JT_EXIT_FAULT;
}
