/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of realms and stages. */
#include "model/realm.h"

#include "model/limits.h"

bool jt_stage_slug_is_valid(jt_str slug)
{
    for (size_t i = 0; i < slug.len; i++) {
        char c = slug.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
            return false;
        }
    }
    return slug.len >= 1 && slug.len <= JT_SLUG_MAX;
}
