/* SPDX-License-Identifier: Apache-2.0 */
/* How objects and lists leave the management API. */
#include "server/api/etag.h"

#include "server/api/api.h"
#include "server/server.h"

#include <inttypes.h>
#include <stdio.h>

void jt_etag_write(uint64_t version, jt_str body, char ret_tag[static JT_ETAG_TEXT])
{
    uint64_t hash = 0xcbf29ce484222325; /* FNV-1a: tells bytes apart, protects nothing */
    for (size_t i = 0; i < body.len; i++) {
        hash = (hash ^ (unsigned char)body.ptr[i]) * 0x100000001b3;
    }
    (void)snprintf(ret_tag, JT_ETAG_TEXT, "\"%" PRIu64 "-%012" PRIx64 "\"", version,
                   hash & 0xffffffffffff);
}

enum jt_err jt_etag_parse(jt_str tag, uint64_t *ret_version)
{
    if (tag.len < 2 || tag.ptr[0] != '"' || tag.ptr[tag.len - 1] != '"') {
        return JT_ERR_FORMAT;
    }
    jt_str inner = jt_str_slice(tag, 1, tag.len - 2);
    size_t dash = jt_str_find_char(inner, '-');
    uint64_t version = 0;
    if (inner.len - dash != 1 + 12 || !jt_str_to_u64(jt_str_slice(inner, 0, dash), &version) ||
        version == 0) {
        return JT_ERR_FORMAT;
    }
    *ret_version = version;
    return JT_OK;
}

bool jt_etag_list_has(jt_str list, jt_str tag)
{
    jt_str one;
    while (jt_str_next(&list, ',', &one)) {
        one = jt_str_trim(one);
        if (jt_str_starts_with(one, JT_STR("W/"))) {
            one = jt_str_from(one, 2);
        }
        if (jt_str_equal(one, tag) || jt_str_equal(one, JT_STR("*"))) {
            return true;
        }
    }
    return false;
}

enum jt_step_result jt_api_read_if_match(struct jt_request *request)
{
    const struct jt_http_request *http = &request->x->request;
    size_t count = jt_http_header_count(http, JT_STR("If-Match"));
    jt_str value = jt_http_header_get(http, JT_STR("If-Match"));
    if (count == 0 || (count == 1 && jt_str_equal(value, JT_STR("*")))) {
        return JT_STEP_NEXT;
    }
    /* RFC 9110 §13.1.1: what matches nothing that we ever sent, matches nothing. */
    if (count > 1 || jt_etag_parse(value, &request->expected_version) != JT_OK) {
        return jt_refuse(request, JT_REASON_version_mismatch, (jt_str){0});
    }
    return JT_STEP_NEXT;
}

bool jt_api_path_key(const struct jt_request *request, jt_str name, jt_uuid *ret_key)
{
    int place = jt_route_place(request->route, name);
    return place >= 0 && jt_uuid_parse(request->path_values[place], ret_key) == JT_OK;
}

enum jt_step_result jt_api_read_key(struct jt_request *request, jt_str name, jt_uuid *ret_key)
{
    return jt_api_path_key(request, name, ret_key)
               ? JT_STEP_NEXT
               : jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
}

enum jt_step_result jt_api_store_failed(struct jt_request *request)
{
    if (request->job_err == JT_ERR_NOT_FOUND) {
        return jt_refuse(request, JT_REASON_object_unknown, (jt_str){0});
    }
    if (request->job_err == JT_ERR_EXISTS) {
        return jt_refuse(request, JT_REASON_object_exists, (jt_str){0});
    }
    if (request->job_err == JT_ERR_LIMIT) {
        return jt_refuse(request, JT_REASON_limit_reached, (jt_str){0});
    }
    if (request->job_err == JT_ERR_CONFLICT) {
        return jt_refuse(request, JT_REASON_version_mismatch, (jt_str){0});
    }
    return JT_STEP_FAULT;
}

/* Copies what stands in buf into the arena, and wipes buf: it may hold a client secret. */
static jt_str take(struct jt_request *request, struct jt_buf *buf)
{
    jt_str copy = {0};
    if (jt_buf_check(buf) == JT_OK) {
        copy = jt_arena_copy(&request->x->arena, jt_buf_str(buf));
    }
    jt_buf_clear(buf);
    return copy;
}

enum jt_step_result jt_api_respond(struct jt_request *request, int status, struct jt_buf *buf)
{
    jt_str body = take(request, buf);
    return body.ptr != NULL ? jt_respond_json(request, status, body) : JT_STEP_FAULT;
}

enum jt_step_result jt_api_respond_nothing(struct jt_request *request)
{
    request->x->response.status = 204;
    return JT_STEP_DONE;
}

enum jt_step_result jt_api_respond_object(struct jt_request *request, int status,
                                          struct jt_buf *buf, uint64_t version, jt_str location)
{
    const struct jt_http_request *http = &request->x->request;
    char *tag = jt_arena_alloc(&request->x->arena, JT_ETAG_TEXT);
    jt_str body = take(request, buf);
    if (tag == NULL || body.ptr == NULL) {
        return JT_STEP_FAULT;
    }
    jt_etag_write(version, body, tag);
    jt_exchange_header_add(request->x, JT_STR("ETag"), jt_str_from_c(tag));
    if (location.len > 0) {
        jt_exchange_header_add(request->x, JT_STR("Location"), location);
    }
    bool is_get = http->method == JT_HTTP_GET || http->method == JT_HTTP_HEAD;
    if (is_get &&
        jt_etag_list_has(jt_http_header_get(http, JT_STR("If-None-Match")), jt_str_from_c(tag))) {
        request->x->response.status = 304;
        return JT_STEP_DONE;
    }
    return jt_respond_json(request, status, body);
}

void jt_api_list_begin(struct jt_json_writer *w)
{
    jt_json_object_begin(w);
    jt_json_name(w, "results");
    jt_json_array_begin(w);
}

void jt_api_list_end(struct jt_json_writer *w, const struct jt_page *page, size_t count,
                     uint64_t total)
{
    uint64_t pages = (total + page->limit - 1) / page->limit;
    jt_json_array_end(w);
    jt_json_name(w, "page");
    jt_json_object_begin(w);
    jt_json_member_integer(w, "count", (int64_t)count);
    jt_json_member_integer(w, "limit", (int64_t)page->limit);
    jt_json_member_integer(w, "offset", (int64_t)page->offset);
    jt_json_member_integer(w, "nextPageOffset", (int64_t)(page->offset + page->limit));
    jt_json_member_integer(w, "totalResults", (int64_t)total);
    jt_json_member_integer(w, "totalPages", (int64_t)pages);
    jt_json_object_end(w);
    jt_json_object_end(w);
}

void jt_api_member_text(struct jt_json_writer *w, const char *name, jt_str text)
{
    if (text.len > 0) {
        jt_json_member_string(w, name, text);
        return;
    }
    jt_json_name(w, name);
    jt_json_write_null(w);
}
