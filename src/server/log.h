/* SPDX-License-Identifier: Apache-2.0 */
/* Program log and access log: one line for each event, as text or JSON, written whole to stderr or
 * stdout. Values are escaped, so that no input forges a line; secrets have no way in. Thread-safe;
 * a line is dropped and counted rather than a loop blocked. */
#ifndef JT_SERVER_LOG_H
#define JT_SERVER_LOG_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

struct jt_log;

enum jt_log_level { JT_LOG_DEBUG, JT_LOG_INFO, JT_LOG_WARNING, JT_LOG_ERROR };
enum jt_log_format { JT_LOG_TEXT, JT_LOG_JSON };

struct jt_log_field {
    const char *name;
    jt_str value;
};

JT_MUST_USE enum jt_err jt_log_new(enum jt_log_format format, int fd, const struct jt_clock *clock,
                                   struct jt_log **ret_log);
/* For lines from now on. Any thread. */
void jt_log_set_format(struct jt_log *log, enum jt_log_format format);
void jt_log_free(struct jt_log *log); /* writes what waits */
/* event: a constant such as "server.ready"; message: a sentence for a person. */
void jt_log_write(struct jt_log *log, enum jt_log_level level, const char *event,
                  const char *message, const struct jt_log_field *fields, size_t count);
/* Lines that found no room; log may be NULL. */
uint64_t jt_log_dropped(const struct jt_log *log);

#endif
