/* SPDX-License-Identifier: Apache-2.0 */
/* One status list as its follower knows it: the bits that everybody reads without a lock, until
 * when they may be believed, and one round of asking for news. */
#ifndef JT_VERIFY_STATUS_LIST_H
#define JT_VERIFY_STATUS_LIST_H

#include "verify/status_token.h"

enum { JT_STATUS_TAG_MAX = 128 };

struct jeton_status_sink {
    struct jt_buf text;
    size_t tag_len;
    char tag[JT_STATUS_TAG_MAX + 1];
};

struct jt_status_list;

/* policy, keys and source must outlive it. NULL without memory. */
struct jt_status_list *jt_status_list_new(const struct jeton_policy *policy,
                                          struct jt_key_cache *keys,
                                          const struct jeton_status_source *source, jt_str uri);
void jt_status_list_free(struct jt_status_list *list);

jt_str jt_status_list_uri(const struct jt_status_list *list);
/* What the list says of this index now: JETON_TOKEN_VALID, JETON_TOKEN_REVOKED, or
 * JETON_TOKEN_UNAVAILABLE when it is not known or too old. Any thread. */
enum jeton_verdict jt_status_list_look(const struct jt_status_list *list, int64_t index);
/* Asks the source once, which may take as long as the issuer lets it wait. Returns how many
 * milliseconds to pause before the next round. One thread. */
int64_t jt_status_list_round(struct jt_status_list *list);

#endif
