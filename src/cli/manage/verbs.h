/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs that work for every kind, and what they are made of. */
#ifndef JT_CLI_MANAGE_VERBS_H
#define JT_CLI_MANAGE_VERBS_H

#include "cli/manage/kind.h"

#include "codec/json_write.h"

enum {
    JT_TAKES_API_CALL = JT_TAKES_CREDENTIALS | JT_TAKES_MANAGE, /* every verb takes this */
};

/* list [--limit --offset FILTERS], show WHICH, create FIRST, edit WHICH, delete WHICH */
JT_MUST_USE enum jt_err jt_verb_list(struct jt_manage *manage, struct jt_trouble *trouble);
JT_MUST_USE enum jt_err jt_verb_show(struct jt_manage *manage, struct jt_trouble *trouble);
JT_MUST_USE enum jt_err jt_verb_create(struct jt_manage *manage, struct jt_trouble *trouble);
JT_MUST_USE enum jt_err jt_verb_edit(struct jt_manage *manage, struct jt_trouble *trouble);
JT_MUST_USE enum jt_err jt_verb_delete(struct jt_manage *manage, struct jt_trouble *trouble);

/* Gets the list and writes it as a table, or as JSON in the API's form: {"results","page"}. */
JT_MUST_USE enum jt_err jt_verb_write_list(struct jt_manage *manage, const struct jt_kind *kind,
                                           jt_str path, struct jt_trouble *trouble);
/* Writes an answer that has "results" in the same way. Takes its JSON over. */
JT_MUST_USE enum jt_err jt_verb_write_results(struct jt_manage *manage, const struct jt_kind *kind,
                                              struct jt_reply *reply);
/* Finds the object that the argument at this place names. */
JT_MUST_USE enum jt_err jt_verb_find_argument(struct jt_manage *manage, size_t place,
                                              struct jt_found *ret_found,
                                              struct jt_trouble *trouble);
/* Sends, with body unless NULL, and writes the object that comes back, or nothing. */
JT_MUST_USE enum jt_err jt_verb_send(struct jt_manage *manage, const char *method, jt_str path,
                                     jt_str query, const struct jt_buf *body,
                                     struct jt_trouble *trouble);
/* Asks, unless --yes: WHAT "label" (key)? consequence */
JT_MUST_USE enum jt_err jt_verb_confirm(const struct jt_manage *manage, const char *what,
                                        const struct jt_found *found, const char *consequence,
                                        struct jt_trouble *trouble);
/* Writes the members that options set; first, unless NULL, is the value of kind's first member.
 * JT_ERR_ARG with trouble: a value that is none. */
JT_MUST_USE enum jt_err jt_verb_write_fields(const struct jt_manage *manage,
                                             const struct jt_kind *kind, const char *first,
                                             struct jt_json_writer *w, struct jt_trouble *trouble);
/* Writes one object: lines, or JSON. */
void jt_verb_write_object(struct jt_manage *manage, const struct jt_json_value *object);
/* "Nothing is asked for" and the like: a mistake in the command line. */
JT_MUST_USE enum jt_err jt_verb_usage(struct jt_trouble *trouble, const char *what,
                                      const char *next);

#endif
