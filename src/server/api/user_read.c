/* SPDX-License-Identifier: Apache-2.0 */
/* A new user as it comes in, alone or as a row of many. */
#include "codec/url.h"
#include "model/user.h"
#include "server/api/body.h"
#include "server/api/people.h"
#include "server/server.h"

static void read_photo(struct jt_request *request, const struct jt_json_value *object,
                       jt_str pointer, struct jt_user *user)
{
    struct jt_url url;
    if (jt_body_text(request, object, pointer, "photoUrl", false, &user->photo_url) &&
        jt_url_parse(user->photo_url, &url) != JT_OK) {
        jt_body_fault(request, pointer, "photoUrl", "invalid",
                      JT_STR("An http or https address of at most 2048 bytes."));
    }
}

void jt_user_read(struct jt_request *request, const struct jt_json_value *object, jt_str pointer,
                  struct jt_user *user)
{
    static const char *const names[] = {"email", "name", "photoUrl", NULL};
    jt_body_only(request, object, pointer, names);
    if (jt_body_text(request, object, pointer, "email", true, &user->email) &&
        !jt_email_is_valid(user->email)) {
        jt_body_fault(request, pointer, "email", "invalid",
                      JT_STR("An address of at most 254 bytes, such as name@example.com."));
    }
    jt_body_name_in(request, object, pointer, "name", &user->name);
    read_photo(request, object, pointer, user);
}

enum jt_err jt_user_begin(const struct jt_request *request, const struct jt_write *write,
                          const jt_uuid *realm, struct jt_user *user)
{
    user->realm = *realm;
    user->status = JT_USER_INVITED;
    user->created = user->updated = write->now;
    user->version = 1;
    return jt_uuid_make(request->server->rand, &user->key);
}
