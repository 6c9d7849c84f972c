/* SPDX-License-Identifier: Apache-2.0 */
/* Words for those who act, and the walk along the chain of events. */
#include "model/event.h"

#include "codec/json_write.h"

#include <string.h>

jt_str jt_actor_kind_text(enum jt_actor_kind kind)
{
    switch (kind) {
    case JT_ACTOR_SYSTEM:
        return JT_STR("system");
    case JT_ACTOR_API_CLIENT:
        return JT_STR("api_client");
    case JT_ACTOR_MEMBER:
        return JT_STR("member");
    }
    return JT_STR("");
}

bool jt_actor_kind_find(jt_str text, enum jt_actor_kind *ret_kind)
{
    for (int kind = JT_ACTOR_SYSTEM; kind <= JT_ACTOR_MEMBER; kind++) {
        if (jt_str_equal(text, jt_actor_kind_text((enum jt_actor_kind)kind))) {
            *ret_kind = (enum jt_actor_kind)kind;
            return true;
        }
    }
    return false;
}

void jt_event_checkpoint_write(struct jt_buf *buf, const struct jt_event_checkpoint *checkpoint)
{
    struct jt_json_writer w = {.buf = buf};
    jt_json_object_begin(&w);
    jt_json_member_integer(&w, "number", (int64_t)checkpoint->number);
    jt_json_member_hex(&w, "hash", checkpoint->hash, sizeof(checkpoint->hash));
    jt_json_member_time(&w, "time", checkpoint->time);
    jt_json_object_end(&w);
}

/* The number first: with one missing, the hashes cannot fit either. */
enum jt_err jt_event_chain_add(struct jt_event_chain *chain, const struct jt_event *event,
                               enum jt_event_fault *ret_fault)
{
    uint8_t hash[JT_EVENT_HASH_LEN];
    JT_TRY(jt_event_hash(chain->hash, event, hash));
    if (event->number != chain->number + 1) {
        *ret_fault = JT_EVENT_NUMBER;
    } else if (memcmp(event->previous, chain->hash, sizeof(chain->hash)) != 0) {
        *ret_fault = JT_EVENT_PREVIOUS;
    } else if (memcmp(event->hash, hash, sizeof(hash)) != 0) {
        *ret_fault = JT_EVENT_HASH;
    } else {
        *ret_fault = JT_EVENT_WHOLE;
        chain->number = event->number;
        memcpy(chain->hash, hash, sizeof(hash));
    }
    return JT_OK;
}
