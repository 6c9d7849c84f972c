/* SPDX-License-Identifier: Apache-2.0 */
/* Permissions as people write them, in the form of a scope value (NAME, STAGE:NAME, *:NAME, *), and
 * as the management API has them ({"permission","stages"}): one set, changed and written back. */
#ifndef JT_CLI_MANAGE_GRANTING_H
#define JT_CLI_MANAGE_GRANTING_H

#include "cli/options.h"

#include "client/trouble.h"
#include "codec/json.h"
#include "codec/json_write.h"

enum { JT_GRANTING_MAX = 4096 };

struct jt_granting_item {
    jt_str api; /* its audience; empty: the management API itself */
    jt_str name;
    jt_str stage; /* empty: organization-wide; "*": every stage */
};

struct jt_granting {
    bool all; /* "*": everything */
    struct jt_granting_item *items;
    size_t count;
};

JT_MUST_USE enum jt_err jt_granting_new(struct jt_granting *ret_granting);
void jt_granting_clear(struct jt_granting *granting);

/* Adds what each value of the list says; spaces separate several in one. api: whose permissions
 * they are; empty for the management API's. JT_ERR_ARG, JT_ERR_LIMIT with trouble. The words are
 * borrowed. */
JT_MUST_USE enum jt_err jt_granting_add(struct jt_granting *granting,
                                        const struct jt_option_list *list, jt_str api,
                                        struct jt_trouble *trouble);
/* Takes away what the list says. JT_ERR_ARG: it was not there, or is part of something larger. */
JT_MUST_USE enum jt_err jt_granting_remove(struct jt_granting *granting,
                                           const struct jt_option_list *list, jt_str api,
                                           struct jt_trouble *trouble);
/* Takes away everything that this API grants, and "*". */
void jt_granting_drop_api(struct jt_granting *granting, jt_str api);
/* Reads the member "permissions" of an answer, which is borrowed. JT_ERR_FORMAT, JT_ERR_LIMIT. */
JT_MUST_USE enum jt_err jt_granting_read(struct jt_granting *granting,
                                         const struct jt_json_value *permissions);
/* Writes the array. */
void jt_granting_write(const struct jt_granting *granting, struct jt_json_writer *w);

#endif
