/* SPDX-License-Identifier: Apache-2.0 */
/* Which stages may the caller see, and how are stages and realms told? */
#ifndef JT_SERVER_API_STAGE_VIEW_H
#define JT_SERVER_API_STAGE_VIEW_H

#include "codec/json_write.h"
#include "server/api/api.h"

/* What is seen, in the order of positions; arena memory, borrowed rows of the registry. */
struct jt_stage_view {
    bool all; /* then items is empty: the registry has them */
    const struct jt_stage **items;
    size_t count;
};
/* False: arena memory ran out. */
bool jt_stage_view_make(const struct jt_request *request, struct jt_stage_view *ret_view);
/* NULL beyond the last. */
const struct jt_stage *jt_stage_view_at(const struct jt_request *request,
                                        const struct jt_stage_view *view, size_t index);
size_t jt_stage_view_count(const struct jt_request *request, const struct jt_stage_view *view);

void jt_stage_write(struct jt_json_writer *w, const struct jt_stage *stage);
void jt_realm_write(struct jt_json_writer *w, const struct jt_registry_realm *realm);

/* Where a realm is reached and how it signs, as members of a body; faults are added. NULL or absent
 * leaves what stands in ret_x. */
struct jt_realm_members {
    bool has_public_url;
    bool has_hosts;
    bool has_alg;
    jt_str public_url; /* origin; empty: the server's own */
    const jt_str *hosts;
    size_t host_count;
    jt_str alg;
};
enum jt_step_result jt_realm_read(struct jt_request *request, struct jt_realm_members *ret_members);
/* Is the host of this URL one of them? True for the empty URL. */
bool jt_realm_hosts_fit(jt_str public_url, const jt_str *hosts, size_t host_count);

#endif
