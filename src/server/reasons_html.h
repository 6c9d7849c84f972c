/* SPDX-License-Identifier: Apache-2.0 */
/* The manual's pages of reasons as HTML, made from the table of reasons alone. */
#ifndef JT_SERVER_REASONS_HTML_H
#define JT_SERVER_REASONS_HTML_H

#include "base/buf.h"
#include "oauth/reason.h"

/* The style that stands inline in every page: a policy names its hash. */
jt_str jt_reasons_style(void);
/* The page of one reason, at BASE/reasons/{name}. */
void jt_reasons_write_page(struct jt_buf *buf, const struct jt_reason *reason);
/* The list of all that are told, at BASE/reasons. Each has its name as id. */
void jt_reasons_write_index(struct jt_buf *buf);

#endif
