/* SPDX-License-Identifier: Apache-2.0 */
/* What an event's hash covers: numbers as eight bytes with the highest first, keys as their sixteen
 * bytes, texts behind their length. docs/audit.md tells it to those who check it by themselves. */
#include "model/event.h"

#include "base/buf.h"

#include "crypto/digest.h"

enum { EVENT_MAX = 48 << 20 };

static void append_number(struct jt_buf *buf, uint64_t number)
{
    char bytes[8];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(number >> (56 - 8 * i));
    }
    jt_buf_append(buf, jt_str_make(bytes, sizeof(bytes)));
}

static void append_text(struct jt_buf *buf, jt_str text)
{
    append_number(buf, text.len);
    jt_buf_append(buf, text);
}

static void append_bytes(struct jt_buf *buf, const uint8_t *bytes, size_t len)
{
    jt_buf_append(buf, jt_str_make((const char *)bytes, len));
}

enum jt_err jt_event_hash(const uint8_t previous[static JT_EVENT_HASH_LEN],
                          const struct jt_event *event, uint8_t ret_hash[static JT_EVENT_HASH_LEN])
{
    struct jt_buf buf JT_CLEAN(jt_buf_clear) = JT_BUF_INIT(EVENT_MAX);
    append_bytes(&buf, previous, JT_EVENT_HASH_LEN);
    append_number(&buf, event->number);
    append_number(&buf, (uint64_t)event->time.s);
    append_number(&buf, (uint64_t)event->actor.kind);
    append_bytes(&buf, event->actor.key.bytes, sizeof(event->actor.key.bytes));
    append_text(&buf, event->actor.name);
    append_text(&buf, event->actor.address);
    append_text(&buf, event->actor.request_id);
    append_text(&buf, event->action);
    append_text(&buf, event->object_kind);
    append_bytes(&buf, event->object.bytes, sizeof(event->object.bytes));
    append_text(&buf, event->before_json);
    append_text(&buf, event->after_json);
    JT_TRY(jt_buf_check(&buf));
    return jt_sha256(jt_buf_str(&buf), ret_hash);
}
