/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to the management API of a running server, with a token of its own. */
#ifndef JT_TESTS_API_REQUESTS_H
#define JT_TESTS_API_REQUESTS_H

#include "codec/json.h"
#include "running_server.h"

enum { API_TOKEN_MAX = 4096 };

#define API "/api/identity/v1"

static struct running_server rs;
static struct rs_response response;
static char bootstrap_token[API_TOKEN_MAX];

/* Copies the string member name of the body's object. */
static inline void copy_member(const char *name, char *ret_text, size_t size)
{
    struct jt_json *json = NULL;
    jt_str text;
    assert_int_equal(jt_json_parse(jt_str_from_c(response.body), RS_RESPONSE_MAX, &json), JT_OK);
    assert_true(jt_json_string(jt_json_get(jt_json_root(json), name), &text));
    assert_true(text.len < size);
    memcpy(ret_text, text.ptr, text.len);
    ret_text[text.len] = '\0';
    jt_json_free(json);
}

static inline void get_token(const char *realm, const char *client_id, const char *secret,
                             char ret_token[static API_TOKEN_MAX])
{
    char path[200];
    char form[300];
    (void)snprintf(path, sizeof(path), "/auth/realms/%s/protocol/openid-connect/token", realm);
    (void)snprintf(form, sizeof(form),
                   "grant_type=client_credentials&client_id=%s&client_secret=%s", client_id,
                   secret);
    rs_post(&rs, path, form, &response);
    assert_int_equal(response.status, 200);
    copy_member("access_token", ret_token, API_TOKEN_MAX);
}

static inline void call_with(const char *token, const char *method, const char *path,
                             const char *headers, const char *body)
{
    static char all[API_TOKEN_MAX + 400];
    (void)snprintf(all, sizeof(all), "Authorization: Bearer %s\r\n%s%s", token,
                   body[0] != '\0' ? "Content-Type: application/json\r\n" : "", headers);
    rs_request(&rs, method, path, "localhost", all, body, &response);
}

static inline void call(const char *method, const char *path, const char *body)
{
    call_with(bootstrap_token, method, path, "", body);
}

/* Expects a problem with this status and code. */
static inline void assert_problem(int status, const char *code)
{
    char text[64];
    assert_int_equal(response.status, status);
    copy_member("code", text, sizeof(text));
    assert_string_equal(text, code);
    assert_true(rs_has(&response, "Content-Type: application/problem+json\r\n"));
    assert_true(rs_has(&response, "Cache-Control: no-store\r\n"));
}

static inline int begin_api(void **state)
{
    (void)state;
    rs_prepare(&rs, 0);
    rs_add_api(&rs, 0);
    rs_listen(&rs);
    get_token(RS_PLATFORM, "bootstrap", "bootstrap-secret", bootstrap_token);
    return 0;
}

static inline int end_api(void **state)
{
    (void)state;
    rs_stop(&rs);
    return 0;
}

#endif
