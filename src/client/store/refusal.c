/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals, remembered in sealed files beside the tokens. */
#include "client/store/refusal.h"

#include "client/store/fields.h"
#include "client/store/sealed.h"

#include <unistd.h>

#define KIND JT_STR("refusal")
#define FIRST_LINE JT_STR("jeton refusal 1")
#define RENEWAL JT_STR("renewal")

static enum jt_err name_of_secret(const struct jt_token_store *store, const struct jt_want *want,
                                  jt_str secret, char ret_name[static JT_ENTRY_NAME_MAX + 1])
{
    uint8_t fingerprint[JT_KEYED_HASH_LEN];
    JT_TRY(jt_keyed_hash(store->keys.fingerprint, &secret, 1, fingerprint));
    return jt_entry_name(store, want, jt_str_make((const char *)fingerprint, sizeof(fingerprint)),
                         ".refused", ret_name);
}

/* A clock that was set back must not make the memory last. */
static bool is_recent(int64_t at_s, const struct jt_now *now)
{
    return now->wall.s >= at_s && now->wall.s - at_s < JT_REFUSAL_MEMORY_S;
}

static void fill(const struct jt_fields *fields, struct jt_trouble *trouble)
{
    int64_t status = 0;
    jt_str what = jt_fields_get(fields, JT_STR("what"));
    jt_trouble_set(trouble, JT_TROUBLE_REFUSED, "%.*s", JT_STR_ARG(what));
    if (jt_fields_get_i64(fields, JT_STR("status"), &status) == JT_OK) {
        trouble->status = (int)status;
    }
    jt_trouble_copy(trouble->next, sizeof(trouble->next), jt_fields_get(fields, JT_STR("next")));
    jt_trouble_copy(trouble->error, sizeof(trouble->error), jt_fields_get(fields, JT_STR("error")));
    jt_trouble_copy(trouble->description, sizeof(trouble->description),
                    jt_fields_get(fields, JT_STR("description")));
    jt_trouble_copy(trouble->rejection_id, sizeof(trouble->rejection_id),
                    jt_fields_get(fields, JT_STR("rejection_id")));
    jt_trouble_copy(trouble->error_uri, sizeof(trouble->error_uri),
                    jt_fields_get(fields, JT_STR("error_uri")));
}

static enum jt_err find(const struct jt_token_store *store, const char *name,
                        const struct jt_now *now, struct jt_trouble *trouble)
{
    struct jt_fields fields;
    int64_t at_s = 0;
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    JT_TRY(jt_sealed_read(store->dir, store->keys.seal, KIND, name, &plain));
    JT_TRY(jt_fields_parse(jt_buf_str(&plain), FIRST_LINE, &fields));
    JT_TRY(jt_fields_get_i64(&fields, JT_STR("at"), &at_s));
    if (!is_recent(at_s, now)) {
        (void)unlinkat(store->dir, name, 0);
        return JT_ERR_NOT_FOUND;
    }
    if (trouble) {
        fill(&fields, trouble);
    }
    return JT_OK;
}

static enum jt_err write_fields(const struct jt_now *now, const struct jt_trouble *trouble,
                                struct jt_buf *buf)
{
    jt_fields_begin(buf, FIRST_LINE);
    JT_TRY(jt_fields_add_i64(buf, "at", now->wall.s));
    JT_TRY(jt_fields_add_i64(buf, "status", trouble->status));
    JT_TRY(jt_fields_add(buf, "what", jt_str_from_c(trouble->what)));
    JT_TRY(jt_fields_add(buf, "next", jt_str_from_c(trouble->next)));
    JT_TRY(jt_fields_add(buf, "error", jt_str_from_c(trouble->error)));
    JT_TRY(jt_fields_add(buf, "description", jt_str_from_c(trouble->description)));
    JT_TRY(jt_fields_add(buf, "rejection_id", jt_str_from_c(trouble->rejection_id)));
    return jt_fields_add(buf, "error_uri", jt_str_from_c(trouble->error_uri));
}

static enum jt_err put(const struct jt_token_store *store, const char *name,
                       const struct jt_now *now, const struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    JT_TRY(write_fields(now, trouble, &plain));
    return jt_sealed_write(store->dir, store->keys.seal, KIND, name, jt_buf_str(&plain),
                           store->rand);
}

enum jt_err jt_refusal_find(const struct jt_token_store *store, const struct jt_want *want,
                            jt_str secret, const struct jt_now *now, struct jt_trouble *ret_trouble)
{
    char name[JT_ENTRY_NAME_MAX + 1];
    JT_TRY(name_of_secret(store, want, secret, name));
    return find(store, name, now, ret_trouble) == JT_OK ? JT_OK : JT_ERR_NOT_FOUND;
}

enum jt_err jt_refusal_put(const struct jt_token_store *store, const struct jt_want *want,
                           jt_str secret, const struct jt_now *now,
                           const struct jt_trouble *trouble)
{
    char name[JT_ENTRY_NAME_MAX + 1];
    JT_TRY(name_of_secret(store, want, secret, name));
    return put(store, name, now, trouble);
}

bool jt_renewal_rests(const struct jt_token_store *store, const struct jt_want *want,
                      const struct jt_now *now)
{
    char name[JT_ENTRY_NAME_MAX + 1];
    return jt_entry_name(store, want, RENEWAL, ".refused", name) == JT_OK &&
           find(store, name, now, NULL) == JT_OK;
}

enum jt_err jt_renewal_rest(const struct jt_token_store *store, const struct jt_want *want,
                            const struct jt_now *now)
{
    char name[JT_ENTRY_NAME_MAX + 1];
    struct jt_trouble none = {.kind = JT_TROUBLE_NONE};
    JT_TRY(jt_entry_name(store, want, RENEWAL, ".refused", name));
    return put(store, name, now, &none);
}
