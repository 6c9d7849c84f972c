/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the route of a path. The path is compared as it was sent: nothing is decoded, so no
 * encoding of a path ever reaches another route than it spells. */
#include "server/route.h"

#include <stdio.h>
#include <string.h>

/* Takes the segment at the front of *path. False when it is empty. */
static bool take_segment(jt_str *path, jt_str *ret_segment)
{
    size_t len = jt_str_find_char(*path, '/');
    *ret_segment = jt_str_slice(*path, 0, len);
    *path = jt_str_from(*path, len);
    return len > 0;
}

static bool matches(const char *pattern, jt_str path, jt_str values[static JT_ROUTE_VALUES_MAX])
{
    size_t value = 0;
    while (*pattern != '\0') {
        if (*pattern == '{') {
            if (value == JT_ROUTE_VALUES_MAX || !take_segment(&path, &values[value++])) {
                return false;
            }
            pattern = strchr(pattern, '}') + 1;
            continue;
        }
        if (path.len == 0 || path.ptr[0] != *pattern) {
            return false;
        }
        path = jt_str_from(path, 1);
        pattern++;
    }
    return path.len == 0;
}

static bool answers(const struct jt_route *row, enum jt_http_method method)
{
    return row->method == method || (row->method == JT_HTTP_GET && method == JT_HTTP_HEAD);
}

static void add_row(struct jt_route_match *match, const struct jt_route *row,
                    enum jt_http_method method, size_t index)
{
    match->path_known = true;
    match->family = row->family;
    match->methods |= 1U << row->method;
    if (match->route == NULL && answers(row, method)) {
        match->route = row;
        match->index = index;
    }
}

void jt_route_find(const struct jt_route *const *arrays, size_t count, enum jt_http_method method,
                   jt_str path, struct jt_route_match *ret_match)
{
    struct jt_route_match match = {0};
    const char *pattern = NULL;
    size_t index = 0;
    for (size_t i = 0; i < count; i++) {
        for (const struct jt_route *row = arrays[i]; row->pattern != NULL; row++, index++) {
            bool same = pattern != NULL && strcmp(pattern, row->pattern) == 0;
            if (!same && (pattern != NULL || !matches(row->pattern, path, match.values))) {
                continue;
            }
            pattern = row->pattern;
            add_row(&match, row, method, index);
        }
        if (match.route != NULL) {
            break; /* the rows of a path stand in one array */
        }
    }
    *ret_match = match;
}

int jt_route_place(const struct jt_route *route, jt_str name)
{
    int place = 0;
    for (const char *at = strchr(route->pattern, '{'); at != NULL; at = strchr(at + 1, '{')) {
        const char *end = strchr(at, '}');
        if (end != NULL && jt_str_equal(jt_str_make(at + 1, (size_t)(end - at - 1)), name)) {
            return place;
        }
        place++;
    }
    return -1;
}

void jt_route_write_allow(unsigned methods, char ret_text[static JT_ROUTE_ALLOW_TEXT])
{
    static const struct {
        enum jt_http_method method;
        const char *name;
    } names[] = {
        {JT_HTTP_GET, "GET"}, {JT_HTTP_HEAD, "HEAD"},   {JT_HTTP_POST, "POST"},
        {JT_HTTP_PUT, "PUT"}, {JT_HTTP_PATCH, "PATCH"}, {JT_HTTP_DELETE, "DELETE"},
    };
    if (methods & 1U << JT_HTTP_GET) {
        methods |= 1U << JT_HTTP_HEAD;
    }
    size_t len = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (methods & 1U << names[i].method) {
            len += (size_t)snprintf(ret_text + len, JT_ROUTE_ALLOW_TEXT - len, "%s%s",
                                    len > 0 ? ", " : "", names[i].name);
        }
    }
}
