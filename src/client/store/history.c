/* SPDX-License-Identifier: Apache-2.0 */
/* One line for each secret: fingerprint, four times, issuer and client id, with tabs between. */
#include "client/store/history.h"

#include "client/store/lock.h"
#include "client/store/sealed.h"

#include "base/secret.h"
#include "codec/utf8.h"

#include <inttypes.h>
#include <string.h>

#define KIND JT_STR("history")
#define FIRST_LINE JT_STR("jeton history 1")
#define LOCK_FILE "secrets.lock"

enum { HEX_LEN = 2 * JT_KEYED_HASH_LEN, NUMBERS = 4 };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_fingerprint(jt_str text, uint8_t ret_bytes[static JT_KEYED_HASH_LEN])
{
    if (text.len != HEX_LEN) {
        return false;
    }
    for (size_t i = 0; i < JT_KEYED_HASH_LEN; i++) {
        int high = hex_digit(text.ptr[2 * i]);
        int low = hex_digit(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        ret_bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool read_time(jt_str *rest, jt_time *ret_time)
{
    jt_str part;
    uint64_t seconds = 0;
    if (!jt_str_next(rest, '\t', &part) || !jt_str_to_u64(part, &seconds) || seconds > INT64_MAX) {
        return false;
    }
    *ret_time = (jt_time){(int64_t)seconds};
    return true;
}

static bool read_text(jt_str *rest, char ret_text[static JT_HISTORY_TEXT_MAX + 1])
{
    jt_str part;
    if (!jt_str_next(rest, '\t', &part) || part.len > JT_HISTORY_TEXT_MAX) {
        return false;
    }
    memcpy(ret_text, part.ptr, part.len);
    ret_text[part.len] = '\0';
    return true;
}

static bool read_line(jt_str line, struct jt_history_entry *entry)
{
    jt_str rest = line;
    jt_str part;
    return jt_str_next(&rest, '\t', &part) && read_fingerprint(part, entry->fingerprint) &&
           read_time(&rest, &entry->first_success) && read_time(&rest, &entry->last_success) &&
           read_time(&rest, &entry->first_failure) && read_time(&rest, &entry->touched) &&
           read_text(&rest, entry->issuer) && read_text(&rest, entry->client_id) && rest.len == 0;
}

static enum jt_err parse(jt_str text, struct jt_history *history)
{
    jt_str rest = text;
    jt_str line;
    if (!jt_str_next(&rest, '\n', &line) || !jt_str_equal(line, FIRST_LINE)) {
        return JT_ERR_FORMAT;
    }
    while (rest.len && jt_str_next(&rest, '\n', &line)) {
        if (history->count == JT_HISTORY_MAX || !read_line(line, &history->at[history->count])) {
            return JT_ERR_FORMAT;
        }
        history->count++;
    }
    return JT_OK;
}

enum jt_err jt_history_read(const struct jt_token_store *store, struct jt_history *ret_history)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    enum jt_err err = jt_sealed_read(store->dir, store->keys.seal, KIND, JT_HISTORY_FILE, &plain);
    *ret_history = (struct jt_history){.count = 0};
    if (err != JT_OK || parse(jt_buf_str(&plain), ret_history) != JT_OK) {
        ret_history->count = 0;
        return JT_ERR_NOT_FOUND;
    }
    return JT_OK;
}

static void write_line(const struct jt_history_entry *entry, struct jt_buf *buf)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < JT_KEYED_HASH_LEN; i++) {
        jt_buf_append_char(buf, digits[entry->fingerprint[i] >> 4]);
        jt_buf_append_char(buf, digits[entry->fingerprint[i] & 15]);
    }
    jt_buf_append_f(buf, "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%s\t%s\n",
                    entry->first_success.s, entry->last_success.s, entry->first_failure.s,
                    entry->touched.s, entry->issuer, entry->client_id);
}

static enum jt_err write(const struct jt_token_store *store, const struct jt_history *history)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf plain = JT_BUF_INIT(JT_SEALED_MAX);
    jt_buf_append(&plain, FIRST_LINE);
    jt_buf_append_char(&plain, '\n');
    for (size_t i = 0; i < history->count; i++) {
        write_line(&history->at[i], &plain);
    }
    JT_TRY(jt_buf_check(&plain));
    return jt_sealed_write(store->dir, store->keys.seal, KIND, JT_HISTORY_FILE, jt_buf_str(&plain),
                           store->rand);
}

static bool fingerprint(const struct jt_token_store *store, jt_str secret,
                        uint8_t ret_hash[static JT_KEYED_HASH_LEN])
{
    return jt_keyed_hash(store->keys.fingerprint, &secret, 1, ret_hash) == JT_OK;
}

static bool is_secrets(const struct jt_history_entry *entry, const uint8_t *hash)
{
    return jt_bytes_equal_secret(entry->fingerprint, hash, JT_KEYED_HASH_LEN);
}

static bool is_of(const struct jt_history_entry *entry, jt_str issuer, jt_str client_id)
{
    return jt_str_equal(jt_str_from_c(entry->issuer), issuer) &&
           jt_str_equal(jt_str_from_c(entry->client_id), client_id);
}

static size_t find(const struct jt_history *history, const uint8_t *hash, jt_str issuer,
                   jt_str client_id)
{
    size_t at = 0;
    while (at < history->count &&
           !(is_secrets(&history->at[at], hash) && is_of(&history->at[at], issuer, client_id))) {
        at++;
    }
    return at;
}

static size_t oldest(const struct jt_history *history)
{
    size_t at = 0;
    for (size_t i = 1; i < history->count; i++) {
        if (history->at[i].touched.s < history->at[at].touched.s) {
            at = i;
        }
    }
    return at;
}

static struct jt_history_entry *get(struct jt_history *history, const uint8_t *hash, jt_str issuer,
                                    jt_str client_id)
{
    size_t at = find(history, hash, issuer, client_id);
    if (at < history->count) {
        return &history->at[at];
    }
    at = history->count < JT_HISTORY_MAX ? history->count++ : oldest(history);
    struct jt_history_entry *entry = &history->at[at];
    *entry = (struct jt_history_entry){.first_success = {0}};
    memcpy(entry->fingerprint, hash, JT_KEYED_HASH_LEN);
    memcpy(entry->issuer, issuer.ptr, issuer.len);
    memcpy(entry->client_id, client_id.ptr, client_id.len);
    return entry;
}

static void note(struct jt_history_entry *entry, bool worked, jt_time now)
{
    entry->touched = now;
    if (worked) {
        entry->first_success = entry->first_success.s ? entry->first_success : now;
        entry->last_success = now;
        entry->first_failure = (jt_time){0};
    } else if (entry->first_failure.s == 0) {
        entry->first_failure = now;
    }
}

static bool is_kept(jt_str text)
{
    return text.len > 0 && text.len <= JT_HISTORY_TEXT_MAX && jt_utf8_is_plain(text);
}

enum jt_err jt_history_note(const struct jt_token_store *store, jt_str issuer, jt_str client_id,
                            jt_str secret, bool worked, jt_time now, const struct jt_clock *clock)
{
    JT_CLEAN(jt_lock_clear) struct jt_lock lock = JT_LOCK_NONE;
    struct jt_history history;
    uint8_t hash[JT_KEYED_HASH_LEN];
    if (!is_kept(issuer) || !is_kept(client_id) || now.s <= 0) {
        return JT_ERR_LIMIT;
    }
    if (!fingerprint(store, secret, hash)) {
        return JT_ERR_CRYPTO;
    }
    JT_TRY(jt_lock_wait(store->dir, LOCK_FILE, clock, JT_HISTORY_LOCK_MS, &lock));
    enum jt_err err = jt_history_read(store, &history);
    if (err != JT_OK && err != JT_ERR_NOT_FOUND) {
        return err;
    }
    note(get(&history, hash, issuer, client_id), worked, now);
    return write(store, &history);
}

const struct jt_history_entry *jt_history_find(const struct jt_token_store *store,
                                               const struct jt_history *history, jt_str issuer,
                                               jt_str client_id, jt_str secret)
{
    uint8_t hash[JT_KEYED_HASH_LEN];
    if (!fingerprint(store, secret, hash)) {
        return NULL;
    }
    size_t at = find(history, hash, issuer, client_id);
    return at < history->count ? &history->at[at] : NULL;
}

const struct jt_history_entry *jt_history_find_elsewhere(const struct jt_token_store *store,
                                                         const struct jt_history *history,
                                                         jt_str issuer, jt_str client_id,
                                                         jt_str secret)
{
    uint8_t hash[JT_KEYED_HASH_LEN];
    for (size_t i = 0; fingerprint(store, secret, hash) && i < history->count; i++) {
        const struct jt_history_entry *entry = &history->at[i];
        if (is_secrets(entry, hash) && entry->last_success.s && !is_of(entry, issuer, client_id)) {
            return entry;
        }
    }
    return NULL;
}
