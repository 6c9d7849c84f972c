/* SPDX-License-Identifier: Apache-2.0 */
/* One log line in the making, of a fixed size. Whatever a value holds, it stays one line, and a
 * value that is too long is cut, never the line. */
#ifndef JT_SERVER_LOG_LINE_H
#define JT_SERVER_LOG_LINE_H

#include "base/clock.h"
#include "server/log.h"

enum { JT_LOG_LINE_MAX = 4096, JT_LOG_VALUE_MAX = 512, JT_LOG_FIELDS_MAX = 16 };

struct jt_log_line {
    char bytes[JT_LOG_LINE_MAX];
    size_t len;
};

/* Writes the whole line with its newline. */
void jt_log_line_write(struct jt_log_line *line, enum jt_log_format format, jt_time now,
                       enum jt_log_level level, const char *event, const char *message,
                       const struct jt_log_field *fields, size_t count);

#endif
