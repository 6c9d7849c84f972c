/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a JSON body: known, of the right type, within their limits. Faults are gathered with
 * a pointer to each (RFC 6901), so that one answer names them all. */
#ifndef JT_SERVER_API_BODY_H
#define JT_SERVER_API_BODY_H

#include "server/api/api.h"

/* Adds a fault for each member of object that names, ended by NULL, does not have. pointer: to
 * object, "" for the whole body. */
void jt_body_only(struct jt_request *request, const struct jt_json_value *object, jt_str pointer,
                  const char *const *names);
/* A string member; when absent, ret_text is empty, which is a fault when required. False when there
 * is no text to look at. */
bool jt_body_text(struct jt_request *request, const struct jt_json_value *object, jt_str pointer,
                  const char *name, bool required, jt_str *ret_text);
/* A member that is a name (model/user.h) or a description (model/limits.h). */
void jt_body_name(struct jt_request *request, const char *name, bool required, jt_str *ret_text);
void jt_body_description(struct jt_request *request, jt_str *ret_text);
void jt_body_bool(struct jt_request *request, const struct jt_json_value *object, jt_str pointer,
                  const char *name, bool *ret_value);

/* A member of the body; absent leaves ret_value as it is. */
void jt_body_integer(struct jt_request *request, const char *name, int64_t min, int64_t max,
                     int64_t *ret_value);

/* Adds a fault at pointer/name. */
void jt_body_fault(struct jt_request *request, jt_str pointer, const char *name, const char *code,
                   jt_str detail);
/* "pointer/index" in arena memory. */
jt_str jt_body_pointer(struct jt_request *request, jt_str pointer, size_t index);
/* NEXT, or REFUSED when there were faults. */
enum jt_step_result jt_body_end(struct jt_request *request);

#endif
