/* SPDX-License-Identifier: Apache-2.0 */
/* A dead secret is told its own end and when, and nothing else. A live one is told everything that
 * is wrong at once, so that nobody has to ask again after each cure. */
#include "server/clientauth/told.h"

#include "codec/time_text.h"
#include "server/clientauth/client_auth.h"
#include "server/discovery_address.h"

struct telling {
    struct jt_buf *buf;
    const struct jt_registry *registry;
    const struct jt_proof_facts *facts;
    bool is_cause; /* the text of the reason stands before it already */
};

static void end_sentence(const struct telling *telling)
{
    jt_buf_append_c(telling->buf, ". ");
}

static void write_time(const struct telling *telling, const char *what, jt_time time)
{
    char text[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339(time, text);
    jt_buf_append_f(telling->buf, "%s %s", what, text);
    end_sentence(telling);
}

static void tell_deleted(const struct telling *telling)
{
    if (telling->facts->died_with_client) {
        write_time(telling, "It was deleted at", telling->facts->ended);
    }
}

static void tell_revoked(const struct telling *telling)
{
    write_time(telling, "It was revoked at", telling->facts->ended);
}

static void tell_expired(const struct telling *telling)
{
    write_time(telling, "It worked until", telling->facts->expires);
}

static void tell_superseded(const struct telling *telling)
{
    write_time(telling, "It ended at", telling->facts->ended);
}

static void tell_nothing(const struct telling *telling)
{
    (void)telling;
}

static void tell_method(const struct telling *telling)
{
    const char *before = telling->is_cause ? "Use " : "This method is not for it: use ";
    for (size_t i = 0; i < jt_client_auth_methods_count; i++) {
        const struct jt_client_auth_ops *method = jt_client_auth_methods[i];
        if (telling->facts->auth_methods & method->method) {
            jt_buf_append_f(telling->buf, "%s%.*s", before, JT_STR_ARG(method->name));
            end_sentence(telling);
            return;
        }
    }
}

static void tell_percent(const struct telling *telling)
{
    bool twice = telling->facts->undone & JT_UNDO_PERCENT_TWICE;
    jt_buf_append_c(telling->buf, telling->is_cause ? "It fits after decoding "
                                                    : "The secret is percent-encoded too often: it "
                                                      "fits after decoding ");
    jt_buf_append_c(telling->buf, twice ? "twice" : "once");
    end_sentence(telling);
}

static void tell_plus(const struct telling *telling)
{
    if (!telling->is_cause) {
        jt_buf_append_c(telling->buf, "A + in the secret arrived as a space: encode it");
        end_sentence(telling);
    }
}

static void tell_whitespace(const struct telling *telling)
{
    if (telling->facts->odd.count == 0) {
        return; /* they stand at the id of exchanged ones */
    }
    jt_buf_append_c(telling->buf, telling->is_cause ? "There is " : "The secret has ");
    jt_odd_chars_write(telling->buf, &telling->facts->odd);
    end_sentence(telling);
}

static void tell_swapped(const struct telling *telling)
{
    if (!telling->is_cause) {
        jt_buf_append_c(telling->buf, "client_id and client_secret are exchanged");
        end_sentence(telling);
    }
}

static void tell_realm(const struct telling *telling)
{
    const struct jt_registry_realm *realm =
        jt_registry_realm_by_key(telling->registry, &telling->facts->realm);
    if (realm == NULL) {
        return;
    }
    jt_buf_append_c(telling->buf,
                    telling->is_cause
                        ? "Its discovery document is "
                        : "The credentials belong to another realm: its discovery document is ");
    jt_discovery_address_write(telling->buf, realm);
    jt_buf_append_c(telling->buf, " ");
}

static void tell_other_client(const struct telling *telling)
{
    if (!telling->is_cause) {
        jt_buf_append_c(telling->buf, "The client_id and the client_secret do not belong together");
        end_sentence(telling);
    }
    if (telling->facts->id_nearly_fits) {
        jt_buf_append_c(telling->buf, "The client_id nearly fits: look for white space, quotes or "
                                      "capitals in it");
        end_sentence(telling);
    }
}

/* In the order of the table. Of a dead secret only the cause is told. */
static const struct {
    enum jt_reason_id reason;
    void (*tell)(const struct telling *telling);
} parts[] = {
    {JT_REASON_client_deleted, tell_deleted},
    {JT_REASON_secret_revoked, tell_revoked},
    {JT_REASON_secret_expired, tell_expired},
    {JT_REASON_secret_superseded, tell_superseded},
    {JT_REASON_client_suspended, tell_nothing},
    {JT_REASON_auth_method_mismatch, tell_method},
    {JT_REASON_secret_percent_encoded, tell_percent},
    {JT_REASON_secret_plus_as_space, tell_plus},
    {JT_REASON_secret_whitespace, tell_whitespace},
    {JT_REASON_credentials_swapped, tell_swapped},
    {JT_REASON_wrong_realm, tell_realm},
    {JT_REASON_secret_of_other_client, tell_other_client},
};

static void take_last_space(struct jt_buf *buf)
{
    if (buf->len > 0 && buf->ptr[buf->len - 1] == ' ') {
        buf->len--;
    }
}

void jt_told_write(struct jt_buf *buf, const struct jt_registry *registry,
                   const struct jt_authentication *authentication)
{
    struct telling telling = {.buf = buf, .registry = registry, .facts = &authentication->facts};
    enum jt_reason_id cause = authentication->cause;
    bool is_dead = jt_reason_get(cause)->kind == JT_REASON_DEAD;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        bool is_also = (authentication->also & jt_reason_bit(parts[i].reason)) != 0;
        telling.is_cause = parts[i].reason == cause;
        if (telling.is_cause || (is_also && !is_dead)) {
            parts[i].tell(&telling);
        }
    }
    take_last_space(buf);
}
