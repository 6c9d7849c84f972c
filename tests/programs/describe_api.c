/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what the server was built with: {"routes":["GET /users", …],"document":{…}}, the routes of
 * the management API from the route table, and its OpenAPI document. */
#include "codec/json_write.h"
#include "server/api/api.h"
#include "server/api/openapi.h"
#include "server/routes.h"

#include <stdio.h>
#include <string.h>

static const char *method_name(enum jt_http_method method)
{
    static const char *const names[] = {
        [JT_HTTP_GET] = "GET", [JT_HTTP_HEAD] = "HEAD",   [JT_HTTP_POST] = "POST",
        [JT_HTTP_PUT] = "PUT", [JT_HTTP_PATCH] = "PATCH", [JT_HTTP_DELETE] = "DELETE",
    };
    size_t count = sizeof(names) / sizeof(names[0]);
    return (size_t)method < count && names[method] != NULL ? names[method] : "OTHER";
}

static void write_routes(struct jt_json_writer *w)
{
    jt_json_name(w, "routes");
    jt_json_array_begin(w);
    const struct jt_route *route = NULL;
    for (size_t i = 0; (route = jt_routes_at(i)) != NULL; i++) {
        if (route->family == JT_ROUTE_API) {
            char line[256];
            (void)snprintf(line, sizeof(line), "%s %s", method_name(route->method),
                           route->pattern + strlen(JT_API_PATH));
            jt_json_write_string(w, jt_str_from_c(line));
        }
    }
    jt_json_array_end(w);
}

int main(void)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    struct jt_json_writer w = {.buf = &buf};
    jt_json_object_begin(&w);
    write_routes(&w);
    jt_json_name(&w, "document");
    jt_openapi_write(&w, JT_STR("https://jeton.test"));
    jt_json_object_end(&w);
    if (jt_buf_check(&buf) != JT_OK) {
        return 1;
    }
    jt_str text = jt_buf_str(&buf);
    return fwrite(text.ptr, 1, text.len, stdout) == text.len ? 0 : 1;
}
