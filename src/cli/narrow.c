/* SPDX-License-Identifier: Apache-2.0 */
/* All of it; else one narrow scope after the other. Asking for all comes first, for what a client
 * holds nobody here knows: a narrow scope that it does not hold would be refused. */
#include "cli/narrow.h"

/* RFC 6749 §3.3: to no scope, invalid_scope says that all there is cannot be had at once; to one
 * that was asked for, that the client does not hold it. */
bool jt_narrow_is_refused(enum jt_err err, const struct jt_trouble *trouble)
{
    return err == JT_ERR_REFUSED &&
           jt_str_equal(jt_str_from_c(trouble->error), JT_STR("invalid_scope"));
}

/* The first scope whose token is at hand, when that for everything is not. */
static bool find_kept(const struct jt_acquire *acquire, const jt_str *scopes, size_t count,
                      jt_str *ret_scope)
{
    struct jt_acquire narrow = *acquire;
    if (jt_acquire_is_at_hand(acquire)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        narrow.want.scope = scopes[i];
        if (jt_acquire_is_at_hand(&narrow)) {
            *ret_scope = scopes[i];
            return true;
        }
    }
    return false;
}

enum jt_err jt_narrow_acquire(struct jt_acquire *acquire, const jt_str *scopes, size_t count,
                              struct jt_acquired *ret_acquired, struct jt_trouble *trouble)
{
    bool is_configured = acquire->want.scope.len > 0;
    if (!is_configured) {
        (void)find_kept(acquire, scopes, count, &acquire->want.scope);
    }
    enum jt_err err = jt_acquire(acquire, ret_acquired, trouble);
    for (size_t i = 0; !is_configured && i < count && jt_narrow_is_refused(err, trouble); i++) {
        *trouble = (struct jt_trouble){.kind = JT_TROUBLE_NONE};
        acquire->want.scope = scopes[i];
        err = jt_acquire(acquire, ret_acquired, trouble);
    }
    return err;
}
