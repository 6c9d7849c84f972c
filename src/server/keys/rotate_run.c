/* SPDX-License-Identifier: Apache-2.0 */
/* Rotations carried out, and what they are called. */
#include "server/keys/rotate.h"

jt_str jt_rotation_action(enum jt_rotation_outcome outcome)
{
    switch (outcome) {
    case JT_ROTATION_NOTHING:
    case JT_ROTATION_TOO_EARLY:
    case JT_ROTATION_UNPREPARED:
        return (jt_str){0};
    case JT_ROTATION_PUBLISHED:
        return JT_STR("signing_key.publish");
    case JT_ROTATION_ROTATED:
        return JT_STR("signing_key.rotate");
    case JT_ROTATION_REPLACED:
        return JT_STR("signing_key.rotate_emergency");
    case JT_ROTATION_WITHDRAWN:
        return JT_STR("signing_key.withdraw");
    }
    return (jt_str){0};
}

enum jt_err jt_rotation_run(struct jt_keyring *keyring, struct jt_store *store,
                            struct jt_arena *arena, const struct jt_write *write,
                            const struct jt_rotation_order *order, struct jt_rotation *ret_rotation)
{
    struct jt_rotation rotation;
    JT_TRY(jt_rotation_plan(keyring, arena, order, &rotation));
    if (rotation.count) {
        JT_TRY(store->ops->signing_keys_put(store, write, jt_rotation_action(rotation.outcome),
                                            rotation.keys, rotation.count));
    }
    *ret_rotation = rotation;
    return JT_OK;
}
