/* SPDX-License-Identifier: Apache-2.0 */
/* What the addresses of people share: /users and /groups of the organization, and the same below
 * /stages/{slug} for the end users of that stage's application realm. */
#ifndef JT_SERVER_API_PEOPLE_H
#define JT_SERVER_API_PEOPLE_H

#include "codec/json_write.h"
#include "model/circle.h"
#include "server/api/api.h"

/* The stage that the path names; empty: it names none. */
jt_str jt_people_slug(const struct jt_request *request);
/* The realm of the people that the path speaks of. False: there is no such stage. */
bool jt_people_realm(const struct jt_request *request, jt_uuid *ret_realm);
/* Where the roles or groups of the path stand, by its words. False: as above. */
bool jt_people_place(const struct jt_request *request, struct jt_circle_place *ret_place);
/* "/api/identity/v1" or "/api/identity/v1/stages/SLUG" in arena memory, for Location. */
jt_str jt_people_base(struct jt_request *request);

void jt_user_write(struct jt_json_writer *w, const struct jt_user *user);
/* On a loop's thread: permissions and stages are named by the registry. */
void jt_circle_write(struct jt_json_writer *w, const struct jt_registry *registry,
                     const struct jt_circle *circle);

/* A new user from an object of the body, pointer: to it. What the client does not say is left. */
void jt_user_read(struct jt_request *request, const struct jt_json_value *object, jt_str pointer,
                  struct jt_user *user);
/* What every new user begins with. */
enum jt_err jt_user_begin(const struct jt_request *request, const struct jt_write *write,
                          const jt_uuid *realm, struct jt_user *user);

#endif
