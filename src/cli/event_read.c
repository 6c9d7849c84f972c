/* SPDX-License-Identifier: Apache-2.0 */
/* before and after are hashed as the text that the server's writer made: it is made once more. */
#include "cli/event_read.h"

#include "codec/json_write.h"
#include "codec/time_text.h"

enum { OBJECT_MAX = 16 << 20 };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hash(const struct jt_json_value *object, const char *name,
                      uint8_t ret_hash[static JT_EVENT_HASH_LEN])
{
    jt_str text;
    if (!jt_json_string(jt_json_get(object, name), &text) || text.len != JT_EVENT_HASH_TEXT) {
        return false;
    }
    for (size_t i = 0; i < JT_EVENT_HASH_LEN; i++) {
        int high = hex_digit(text.ptr[2 * i]);
        int low = hex_digit(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        ret_hash[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* null is the empty text. */
static bool read_text(const struct jt_json_value *object, const char *name, jt_str *ret_text)
{
    const struct jt_json_value *value = jt_json_get(object, name);
    *ret_text = (jt_str){0};
    return jt_json_string(value, ret_text) || jt_json_type(value) == JT_JSON_NULL;
}

/* null is the zero key. */
static bool read_key(const struct jt_json_value *object, const char *name, jt_uuid *ret_key)
{
    jt_str text;
    *ret_key = (jt_uuid){{0}};
    return read_text(object, name, &text) &&
           (text.len == 0 || jt_uuid_parse(text, ret_key) == JT_OK);
}

static bool read_number(const struct jt_json_value *object, uint64_t *ret_number)
{
    int64_t number = 0;
    bool is_good = jt_json_integer(jt_json_get(object, "number"), &number) && number > 0;
    *ret_number = is_good ? (uint64_t)number : 0;
    return is_good;
}

static bool read_time(const struct jt_json_value *object, jt_time *ret_time)
{
    jt_str text;
    return read_text(object, "time", &text) && jt_time_parse_rfc3339(text, ret_time) == JT_OK;
}

static bool read_actor(const struct jt_json_value *object, struct jt_actor *ret_actor)
{
    const struct jt_json_value *actor = jt_json_get(object, "actor");
    jt_str kind;
    return read_text(actor, "kind", &kind) && jt_actor_kind_find(kind, &ret_actor->kind) &&
           read_key(actor, "key", &ret_actor->key) && read_text(actor, "name", &ret_actor->name) &&
           read_text(object, "address", &ret_actor->address) &&
           read_text(object, "requestId", &ret_actor->request_id);
}

static enum jt_err read_object(struct jt_arena *arena, const struct jt_json_value *object,
                               const char *name, jt_str *ret_json)
{
    const struct jt_json_value *value = jt_json_get(object, name);
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(OBJECT_MAX);
    struct jt_json_writer w = {.buf = &buf};
    if (jt_json_type(value) == JT_JSON_NULL) {
        return JT_OK;
    }
    jt_json_write_value(&w, value);
    JT_TRY(jt_buf_check(&buf));
    *ret_json = jt_arena_copy(arena, jt_buf_str(&buf));
    return ret_json->ptr ? JT_OK : JT_ERR_NOMEM;
}

enum jt_err jt_event_read(struct jt_arena *arena, const struct jt_json_value *value,
                          struct jt_event *ret_event)
{
    struct jt_event event = {.number = 0};
    bool is_event = read_number(value, &event.number) && read_time(value, &event.time) &&
                    read_actor(value, &event.actor) && read_text(value, "action", &event.action) &&
                    read_text(value, "objectKind", &event.object_kind) &&
                    read_key(value, "object", &event.object) &&
                    read_hash(value, "hash", event.hash) &&
                    read_hash(value, "previousHash", event.previous);
    if (!is_event) {
        return JT_ERR_FORMAT;
    }
    JT_TRY(read_object(arena, value, "before", &event.before_json));
    JT_TRY(read_object(arena, value, "after", &event.after_json));
    *ret_event = event;
    return JT_OK;
}

enum jt_err jt_event_checkpoint_read(const struct jt_json_value *value,
                                     struct jt_event_checkpoint *ret_checkpoint)
{
    struct jt_event_checkpoint checkpoint = {.number = 0};
    bool is_checkpoint =
        read_number(value, &checkpoint.number) && read_time(value, &checkpoint.time) &&
        read_hash(value, "hash", checkpoint.hash) && read_text(value, "kid", &checkpoint.kid) &&
        read_text(value, "jws", &checkpoint.jws);
    if (!is_checkpoint) {
        return JT_ERR_FORMAT;
    }
    *ret_checkpoint = checkpoint;
    return JT_OK;
}
