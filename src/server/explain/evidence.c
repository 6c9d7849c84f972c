/* SPDX-License-Identifier: Apache-2.0 */
/* Written on the recorder's thread, where nobody waits and nobody measures. */
#include "server/explain/evidence.h"

#include "codec/time_text.h"
#include "model/api_client.h"

static void write_time(struct jt_buf *buf, const char *what, jt_time time)
{
    char text[JT_RFC3339_TEXT + 1];
    jt_time_write_rfc3339(time, text);
    jt_buf_append_f(buf, "%s %s", what, text);
}

static const char *end_text(const struct jt_proof_facts *facts)
{
    switch (facts->end) {
    case JT_SECRET_END_RETIRED:
        return facts->died_with_client ? ", ended with its API client at" : ", revoked at";
    case JT_SECRET_END_COMPROMISED:
        return ", revoked as compromised at";
    case JT_SECRET_END_SUPERSEDED:
    case JT_SECRET_END_NONE:
        break;
    }
    return ", replaced by a newer one at";
}

static void write_secret(struct jt_buf *buf, const struct jt_proof_facts *facts)
{
    jt_buf_append_f(buf, "The secret ending in %s (", facts->hint);
    write_time(buf, "valid until", facts->expires);
    if (facts->ended.s != 0) {
        write_time(buf, end_text(facts), facts->ended);
    }
    jt_buf_append_c(buf, ") was presented");
}

static void write_undone(struct jt_buf *buf, const struct jt_proof_facts *facts)
{
    unsigned undone = facts->undone;
    if (undone & JT_UNDO_SWAP) {
        jt_buf_append_c(buf, " in the place of the client id");
    }
    if (undone & JT_UNDO_PLUS) {
        jt_buf_append_c(buf, ", with spaces where it has a +");
    }
    if (undone & JT_UNDO_PERCENT) {
        jt_buf_append_f(buf, ", percent-encoded %s",
                        undone & JT_UNDO_PERCENT_TWICE ? "twice" : "once");
    }
    if (facts->odd.count > 0) {
        jt_buf_append_c(buf, ", with ");
        jt_odd_chars_write(buf, &facts->odd);
    }
    jt_buf_append_c(buf, ".");
}

static void write_key(struct jt_buf *buf, const char *before, const jt_uuid *key)
{
    char text[JT_UUID_TEXT + 1];
    jt_uuid_write(key, text);
    jt_buf_append_f(buf, "%s %s.", before, text);
}

void jt_evidence_write(struct jt_buf *buf, enum jt_reason_id cause, uint64_t also,
                       const struct jt_proof_facts *facts)
{
    if (jt_uuid_is_zero(&facts->secret)) {
        return;
    }
    uint64_t all = also | jt_reason_bit(cause);
    write_secret(buf, facts);
    write_undone(buf, facts);
    if (all & jt_reason_bit(JT_REASON_auth_method_mismatch)) {
        jt_buf_append_f(buf, " It was sent by %s, which the API client may not use.",
                        facts->method == JT_AUTH_METHOD_BASIC ? "client_secret_basic"
                                                              : "client_secret_post");
    }
    if (all & jt_reason_bit(JT_REASON_wrong_realm)) {
        write_key(buf, " Its API client lives in realm", &facts->realm);
    }
    if (all & (jt_reason_bit(JT_REASON_secret_of_other_client) |
               jt_reason_bit(JT_REASON_secret_compromised))) {
        write_key(buf, " It belongs to the API client with key", &facts->client);
    }
    if (facts->id_nearly_fits) {
        jt_buf_append_c(buf, " The id that was presented is that one's but for white space, "
                             "quotes or capitals.");
    }
}
