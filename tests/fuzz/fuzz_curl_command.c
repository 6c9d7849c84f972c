/* SPDX-License-Identifier: Apache-2.0 */
/* A pasted curl command: whatever it is, the request stays within its limits and each remark points
 * into the paste. */
#include "client/curl_command.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
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
    require((command.url.len == 0) == jt_curl_command_has(&command, JT_CURL_REMARK_url_missing));
    for (size_t i = 0; i < command.header_count; i++) {
        require(command.headers[i].name.len > 0 && command.headers[i].value.ptr != NULL);
    }
    for (size_t i = 0; i < command.remark_count; i++) {
        const struct jt_curl_remark *remark = &command.remarks[i];
        require(remark->offset <= text.len);
        require(jt_curl_part_name(remark->part)[0] != '\0');
        require(jt_curl_remark_what(remark->kind)[0] != '\0');
    }
    return 0;
}
