/* SPDX-License-Identifier: Apache-2.0 */
/* Words for the states of a signing key. */
#include "model/signing_key.h"

jt_str jt_signing_key_state_text(enum jt_signing_key_state state)
{
    switch (state) {
    case JT_SIGNING_KEY_NEXT:
        return JT_STR("next");
    case JT_SIGNING_KEY_ACTIVE:
        return JT_STR("active");
    case JT_SIGNING_KEY_RETIRED:
        return JT_STR("retired");
    case JT_SIGNING_KEY_WITHDRAWN:
        return JT_STR("withdrawn");
    }
    return JT_STR("");
}
