/* SPDX-License-Identifier: Apache-2.0 */
/* Writes DIR/bootstrap.json, readable by its owner alone. */
#include "server/start/bootstrap_file.h"

#include "codec/json_write.h"
#include "server/start/file.h"
#include "server/start/first_start.h"

#include <errno.h>
#include <string.h>

jt_str jt_bootstrap_path(const struct jt_config *config, struct jt_arena *arena)
{
    return jt_arena_printf(arena, "%.*s/bootstrap.json", JT_STR_ARG(config->data_dir));
}

static void write_members(struct jt_buf *buf, struct jt_arena *arena,
                          const struct jt_config *config, const struct jt_bootstrap *bootstrap)
{
    struct jt_json_writer w = {.buf = buf};
    char realm[JT_UUID_TEXT + 1];
    jt_uuid_write(&bootstrap->platform_realm, realm);
    jt_str base = config->public_url;
    jt_json_object_begin(&w);
    jt_json_member_string(
        &w, "discovery",
        jt_arena_printf(arena, "%.*s/identity/.well-known/openid-configuration", JT_STR_ARG(base)));
    jt_json_member_string(&w, "issuer",
                          jt_arena_printf(arena, "%.*s/auth/realms/%s", JT_STR_ARG(base), realm));
    jt_json_member_string(&w, "client_id", bootstrap->client_id);
    jt_json_member_string(&w, "client_secret", jt_secret_reveal(bootstrap->client_secret));
    jt_json_member_string(&w, "console", jt_arena_printf(arena, "%.*s/portal/", JT_STR_ARG(base)));
    jt_json_member_string(&w, "admin_email", bootstrap->admin_email);
    jt_json_member_string(&w, "admin_password", jt_secret_reveal(bootstrap->admin_password));
    jt_json_object_end(&w);
    jt_buf_append_char(buf, '\n');
}

enum jt_err jt_bootstrap_file_write(const struct jt_config *config,
                                    const struct jt_bootstrap *bootstrap, struct jt_buf *why)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    write_members(&text, &arena, config, bootstrap);
    JT_TRY(jt_buf_check(&text));
    jt_str path = jt_bootstrap_path(config, &arena);
    if (path.ptr == NULL) {
        return JT_ERR_NOMEM;
    }
    if (jt_file_write_private(path.ptr, jt_buf_str(&text)) != JT_OK) {
        jt_buf_append_f(why, "cannot write %s: %s", path.ptr, strerror(errno));
        return JT_ERR_IO;
    }
    return JT_OK;
}
