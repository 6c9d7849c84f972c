/* SPDX-License-Identifier: Apache-2.0 */
/* A pasted curl command: whatever it is, the request stays within its limits and each remark points
 * into the paste. */
#include "client/curl_write.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

/* What is written is a curl command again, and shows no secret. */
static void check_written(struct jt_arena *arena, const struct jt_curl_command *command)
{
    static struct jt_curl_command again;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(4 << 20);
    require(jt_curl_command_write(command, arena, &buf) == JT_OK);
    jt_str text = jt_buf_str(&buf);
    require(jt_str_find(text, JT_STR("jtn_")) == text.len);
    /* No word of the writer's own has a 7. */
    if (command->password.len >= 12 &&
        jt_str_find_char(command->password, '7') < command->password.len) {
        require(jt_str_find(text, command->password) == text.len);
    }
    if (jt_curl_command_parse(arena, text, &again) == JT_OK) {
        require(jt_str_equal(again.method, command->method) || again.method.len > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = 64 << 20};
    static struct jt_curl_command command;
    jt_str text = jt_str_make((const char *)data, size);
    enum jt_err err = jt_curl_command_parse(&arena, text, &command);
    if (err != JT_OK) {
        require(err == JT_ERR_NOT_FOUND || err == JT_ERR_LIMIT);
        return 0;
    }
    require(command.method.len > 0);
    require(command.header_count <= JT_CURL_HEADERS_MAX);
    require(command.remark_count <= JT_CURL_REMARKS_MAX);
    require(command.has_body || command.body.len == 0);
    require(jt_str_find_char(command.url, '#') == command.url.len);
    require(command.remark_count == JT_CURL_REMARKS_MAX ||
            (command.url.len == 0) == jt_curl_command_has(&command, JT_CURL_REMARK_url_missing));
    for (size_t i = 0; i < command.header_count; i++) {
        require(command.headers[i].name.len > 0 && command.headers[i].value.ptr != NULL);
    }
    for (size_t i = 0; i < command.remark_count; i++) {
        const struct jt_curl_remark *remark = &command.remarks[i];
        require(remark->offset <= text.len);
        require(jt_curl_part_name(remark->part)[0] != '\0');
        require(jt_curl_remark_what(remark->kind)[0] != '\0');
    }
    check_written(&arena, &command);
    return 0;
}
