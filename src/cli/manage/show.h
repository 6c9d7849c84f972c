/* SPDX-License-Identifier: Apache-2.0 */
/* One object of the management API for people: a line for each member, lists below it. Members that
 * a newer server adds are shown too. */
#ifndef JT_CLI_MANAGE_SHOW_H
#define JT_CLI_MANAGE_SHOW_H

#include "base/buf.h"
#include "codec/json.h"

void jt_show_object(const struct jt_json_value *object, bool coloured, struct jt_buf *out);
/* Appends what stands in one cell for a value: text, a number, yes or no, "-" for null, a list with
 * commas; a permission as in a scope value, STAGE:NAME. */
void jt_show_value(const struct jt_json_value *value, struct jt_buf *out);

#endif
