/* SPDX-License-Identifier: Apache-2.0 */
/* From a refused request to an entry of the inbox. The work depends on the bytes presented, never
 * on what the store holds. */
#include "server/explain/note.h"

#include "oauth/secret_format.h"
#include "server/explain/recorder.h"
#include "server/server.h"

#include <stdio.h>
#include <string.h>

enum { SECRET_LEN_MIN = 8 }; /* shorter ones stand in words by chance */

/* Copies what fits; what is no printable ASCII becomes "?", and of a secret its prefix stays. */
static void copy_clean(char *to, size_t size, jt_str from)
{
    size_t len = from.len < size - 1 ? from.len : size - 1;
    for (size_t i = 0; i < len; i++) {
        to[i] = from.ptr[i] >= 0x20 && from.ptr[i] <= 0x7e ? from.ptr[i] : '?';
    }
    to[len] = '\0';
    jt_client_secret_mask(to, len);
}

/* The same, without the secret of this very request, which nothing marks when it is an imported
 * one; also without the part of it that fits. */
static void copy_masked(char *to, size_t size, jt_str from, jt_str secret)
{
    copy_clean(to, size, from);
    size_t len = strlen(to);
    size_t at = 0;
    while (secret.len >= SECRET_LEN_MIN && at < len) {
        at += jt_str_find(jt_str_from(from, at), secret);
        for (size_t i = 0; i < secret.len && at < len; i++) {
            to[at++] = '*';
        }
    }
}

static jt_str presented_id(const struct jt_request *request)
{
    return request->family == JT_ROUTE_API ? request->caller_id : request->presented.client_id;
}

static const char *method_text(const struct jt_request *request)
{
    if (request->family == JT_ROUTE_API) {
        return "bearer";
    }
    if (request->presented.method == JT_AUTH_METHOD_BASIC) {
        return "client_secret_basic";
    }
    return request->presented.method == JT_AUTH_METHOD_POST ? "client_secret_post" : "none";
}

/* Causes of the told table were proven by the secret itself; other refusals by an authentication
 * that came before. */
static bool is_proven(const struct jt_request *request)
{
    switch (request->refusal.reason->kind) {
    case JT_REASON_DEAD:
    case JT_REASON_TOLD:
        return true;
    case JT_REASON_UNIFORM:
    case JT_REASON_DAMAGED:
        return false;
    case JT_REASON_REQUEST:
    case JT_REASON_BEARER:
    case JT_REASON_FAULT:
        break;
    }
    return !jt_uuid_is_zero(&request->client_key) || !jt_uuid_is_zero(&request->caller_key);
}

static enum jt_err write_client_id(const struct jt_request *request,
                                   const struct jt_rejection_ids *ids, struct jt_inbox_entry *entry)
{
    jt_str id = presented_id(request);
    char print[JT_FINGERPRINT_TEXT + 1];
    /* Always made: whether the id is a secret, the time does not tell. */
    JT_TRY(jt_rejection_fingerprint(ids, id, print));
    bool is_secret = jt_client_id_is_like_secret(id, request->presented.secret) ||
                     (request->family != JT_ROUTE_API && request->presented.id_is_secret);
    copy_clean(entry->client_id, sizeof(entry->client_id), is_secret ? jt_str_from_c(print) : id);
    return JT_OK;
}

static void write_endpoint(const struct jt_request *request, struct jt_inbox_entry *entry)
{
    const char *pattern = request->route != NULL ? request->route->pattern : "unknown address";
    char method[16];
    copy_clean(method, sizeof(method), request->x->request.method_text);
    (void)snprintf(entry->endpoint, sizeof(entry->endpoint), "%s %s", method, pattern);
}

static enum jt_err fill_cause(const struct jt_request *request, const struct jt_rejection_ids *ids,
                              struct jt_inbox_entry *entry)
{
    const struct jt_refusal *refusal = &request->refusal;
    bool has_facts = !jt_uuid_is_zero(&refusal->facts.secret);
    jt_str told = has_facts ? (jt_str){0} : refusal->detail;
    jt_str evidence = refusal->evidence.len > 0 ? refusal->evidence : told;
    JT_TRY(jt_rejection_number(ids, refusal->reason->id, presented_id(request),
                               jt_str_from_c(request->x->peer_address), &entry->number));
    entry->reason = refusal->reason;
    entry->also = refusal->also;
    entry->facts = refusal->facts;
    entry->proven = is_proven(request);
    copy_masked(entry->evidence, sizeof(entry->evidence), evidence, request->presented.secret);
    return JT_OK;
}

enum jt_err jt_note_entry(struct jt_request *request, struct jt_inbox_entry *ret_entry)
{
    const struct jt_rejection_ids *ids = jt_recorder_ids(request->server->recorder);
    jt_str address = jt_str_from_c(request->x->peer_address);
    struct jt_inbox_entry entry = {.count = 1};
    if (request->refusal.reason != NULL) {
        JT_TRY(fill_cause(request, ids, &entry));
    }
    JT_TRY(write_client_id(request, ids, &entry));
    entry.realm = request->realm_key;
    entry.method = method_text(request);
    entry.trace = request->trace;
    entry.first = entry.last = jt_clock_now(request->server->clock);
    entry.noted = jt_clock_mono(request->server->clock);
    write_endpoint(request, &entry);
    copy_clean(entry.address, sizeof(entry.address), address);
    jt_source_of(address, entry.source);
    copy_masked(entry.user_agent, sizeof(entry.user_agent),
                jt_http_header_get(&request->x->request, JT_STR("User-Agent")),
                request->presented.secret);
    *ret_entry = entry;
    return JT_OK;
}

void jt_note_refusal(struct jt_request *request)
{
    struct jt_recorder *recorder = request->server->recorder;
    struct jt_thread *thread = request->thread;
    if (recorder == NULL || thread->rejections == NULL || thread->rejection_cipher == NULL) {
        return;
    }
    struct jt_inbox_entry entry = {0};
    if (jt_note_entry(request, &entry) != JT_OK ||
        jt_rejection_id_write(thread->rejection_cipher, request->server->rand, entry.number,
                              request->rejection_id) != JT_OK) {
        return;
    }
    request->rejection_id_set = true;
    /* Before the answer is sent: so it can be read as soon as the answer has arrived. */
    jt_recorder_put(recorder, thread->rejections, &entry);
}
