/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata name what exists and no more: what is listed comes from the tables of grants, methods
 * and permissions themselves. */
#include "server/endpoint/metadata.h"

#include "codec/json_write.h"
#include "server/clientauth/client_auth.h"
#include "server/grant/grant.h"

static void write_address(struct jt_json_writer *w, const char *name, jt_str issuer,
                          const char *path)
{
    jt_json_name(w, name);
    jt_buf_append_char(w->buf, '"');
    jt_json_escape(w->buf, issuer);
    jt_buf_append_c(w->buf, path);
    jt_buf_append_char(w->buf, '"');
    w->needs_comma = true;
}

static void write_list_of_one(struct jt_json_writer *w, const char *name, jt_str value)
{
    jt_json_name(w, name);
    jt_json_array_begin(w);
    jt_json_write_string(w, value);
    jt_json_array_end(w);
}

static void write_auth_methods(struct jt_json_writer *w, const char *name)
{
    jt_json_name(w, name);
    jt_json_array_begin(w);
    for (size_t i = 0; i < jt_client_auth_methods_count; i++) {
        jt_json_write_string(w, jt_client_auth_methods[i]->name);
    }
    jt_json_array_end(w);
}

static void write_grants(struct jt_json_writer *w)
{
    jt_json_name(w, "grant_types_supported");
    jt_json_array_begin(w);
    for (size_t i = 0; i < jt_grant_table_count; i++) {
        jt_json_write_string(w, jt_grant_table[i]->name);
    }
    jt_json_array_end(w);
}

/* REQUIRED by RFC 8414 §2 and OpenID Connect Discovery §3, whose readers refuse a document without
 * them, although no response type and no ID token exist: response types are the empty list, which
 * is the truth; subjects are the same for everybody; and the algorithm is that of the realm's keys.
 */
static void write_demanded(struct jt_json_writer *w, jt_str alg)
{
    jt_json_name(w, "response_types_supported");
    jt_json_array_begin(w);
    jt_json_array_end(w);
    write_list_of_one(w, "subject_types_supported", JT_STR("public"));
    write_list_of_one(w, "id_token_signing_alg_values_supported", alg);
}

static void write_stage_scope(struct jt_json_writer *w, jt_str slug, jt_str permission)
{
    char text[512];
    if (slug.len + permission.len < sizeof(text)) {
        size_t len = 0;
        for (size_t i = 0; i < slug.len; i++) {
            text[len++] = slug.ptr[i];
        }
        text[len++] = ':';
        for (size_t i = 0; i < permission.len; i++) {
            text[len++] = permission.ptr[i];
        }
        jt_json_write_string(w, jt_str_make(text, len));
    }
}

/* One permission at every stage in use; returns how many were written. */
static size_t write_staged(struct jt_json_writer *w, const struct jt_registry *registry,
                           jt_str permission, size_t room)
{
    const struct jt_stage *stage = NULL;
    size_t count = 0;
    for (size_t i = 0; count < room && (stage = jt_registry_stage_at(registry, i)) != NULL; i++) {
        if (stage->archived.s == 0) {
            write_stage_scope(w, stage->slug, permission);
            count++;
        }
    }
    return count;
}

static void write_scopes(struct jt_json_writer *w, const struct jt_registry *registry)
{
    const struct jt_permission *permission = NULL;
    size_t room = JT_METADATA_SCOPES_MAX;
    jt_json_name(w, "scopes_supported");
    jt_json_array_begin(w);
    for (size_t i = 0; room && (permission = jt_registry_permission_at(registry, i)); i++) {
        if (permission->api != JT_API_IDENTITY) {
            continue;
        }
        if (permission->per_stage) {
            room -= write_staged(w, registry, permission->name, room);
            continue;
        }
        jt_json_write_string(w, permission->name);
        room--;
    }
    jt_json_array_end(w);
}

void jt_metadata_write(const struct jt_registry *registry, const struct jt_registry_realm *realm,
                       struct jt_buf *buf)
{
    struct jt_json_writer w = {.buf = buf};
    jt_str issuer = realm->issuer;
    jt_json_object_begin(&w);
    jt_json_member_string(&w, "issuer", issuer);
    write_address(&w, "token_endpoint", issuer, "/protocol/openid-connect/token");
    write_address(&w, "jwks_uri", issuer, "/protocol/openid-connect/certs");
    write_address(&w, "introspection_endpoint", issuer,
                  "/protocol/openid-connect/token/introspect");
    write_address(&w, "revocation_endpoint", issuer, "/protocol/openid-connect/revoke");
    write_grants(&w);
    write_auth_methods(&w, "token_endpoint_auth_methods_supported");
    write_auth_methods(&w, "introspection_endpoint_auth_methods_supported");
    write_auth_methods(&w, "revocation_endpoint_auth_methods_supported");
    write_demanded(&w, realm->alg);
    /* API clients live in the platform realm; a list without elements is left out (RFC 8414 §3.2).
     */
    if (realm->kind == JT_REALM_PLATFORM) {
        write_scopes(&w, registry);
    }
    jt_json_object_end(&w);
}
