/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about a pasted command. */
#include "cli/manage/explain.h"

void jt_remarks_show(const struct jt_curl_command *command, jt_str paste, struct jt_buf *out)
{
    if (command->remark_count) {
        jt_buf_append_c(out, "\nAbout the command itself:\n");
    }
    for (size_t i = 0; i < command->remark_count; i++) {
        const struct jt_curl_remark *remark = &command->remarks[i];
        const char *cure = jt_curl_remark_cure(remark->kind);
        size_t line = 0;
        size_t column = 0;
        jt_shell_place(paste, remark->offset, &line, &column);
        jt_buf_append_f(out, "  line %zu, column %zu (%s): %s%s%s\n", line, column,
                        jt_curl_part_name(remark->part), jt_curl_remark_what(remark->kind),
                        cure[0] ? " " : "", cure);
    }
}

static void write_remark(const struct jt_curl_remark *remark, jt_str paste,
                         struct jt_json_writer *w)
{
    size_t line = 0;
    size_t column = 0;
    jt_shell_place(paste, remark->offset, &line, &column);
    jt_json_object_begin(w);
    jt_json_member_string(w, "remark", jt_str_from_c(jt_curl_remark_name(remark->kind)));
    jt_json_member_string(w, "part", jt_str_from_c(jt_curl_part_name(remark->part)));
    jt_json_member_integer(w, "line", (int64_t)line);
    jt_json_member_integer(w, "column", (int64_t)column);
    jt_json_member_string(w, "what", jt_str_from_c(jt_curl_remark_what(remark->kind)));
    jt_json_member_string(w, "cure", jt_str_from_c(jt_curl_remark_cure(remark->kind)));
    jt_json_object_end(w);
}

void jt_remarks_write(const struct jt_curl_command *command, jt_str paste, struct jt_json_writer *w)
{
    jt_json_array_begin(w);
    for (size_t i = 0; i < command->remark_count; i++) {
        write_remark(&command->remarks[i], paste, w);
    }
    jt_json_array_end(w);
}
