/* SPDX-License-Identifier: Apache-2.0 */
/* What the kinds of circles are called in audit events. */
#include "model/circle.h"

jt_str jt_circle_kind_text(enum jt_circle_kind kind)
{
    switch (kind) {
    case JT_APPLICATION_ROLE:
        return JT_STR("application_role");
    case JT_ORGANIZATION_ROLE:
        return JT_STR("organization_role");
    case JT_GROUP:
        return JT_STR("group");
    }
    return JT_STR("");
}
