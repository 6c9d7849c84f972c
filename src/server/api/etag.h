/* SPDX-License-Identifier: Apache-2.0 */
/* Entity tags of single objects: the version, by which If-Match is judged, and a hash of the bytes,
 * because some members change without a new version. */
#ifndef JT_SERVER_API_ETAG_H
#define JT_SERVER_API_ETAG_H

#include "base/err.h"
#include "base/str.h"

enum { JT_ETAG_TEXT = 40 };

/* Writes the tag, quotes and a NUL. */
void jt_etag_write(uint64_t version, jt_str body, char ret_tag[static JT_ETAG_TEXT]);
/* The version in a tag that we made. JT_ERR_FORMAT for any other text. */
JT_MUST_USE enum jt_err jt_etag_parse(jt_str tag, uint64_t *ret_version);
/* RFC 9110 §13.1.2: does one of the tags of If-None-Match equal tag, by weak comparison? */
bool jt_etag_list_has(jt_str list, jt_str tag);

#endif
