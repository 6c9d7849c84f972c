/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a head, for the parser's own files and for the trailers of a chunked body. */
#ifndef JT_SERVER_HTTP_REQUEST_PART_H
#define JT_SERVER_HTTP_REQUEST_PART_H

#include "server/http/request_parse.h"

/* Remembers the refusal; always JT_PARSE_REFUSED. */
enum jt_parse_result jt_request_part_refuse(struct jt_request_parse *parse, int status,
                                            const char *why);
/* Takes a request target apart (RFC 9112 §3.2). False: malformed. */
bool jt_request_target_parse(struct jt_request_parse *parse, jt_str target);
/* Host and port (RFC 9110 §7.2). The host keeps the brackets of an IPv6 address. False: empty, user
 * information, a path, a list, a bad port. */
bool jt_request_host_parse(jt_str text, jt_str *ret_host, uint16_t *ret_port);
/* Name and trimmed value of a field line without its CRLF (RFC 9112 §5). ret_raw: the value as
 * sent. False: malformed. */
bool jt_request_field_split(jt_str line, jt_str *ret_name, jt_str *ret_value, jt_str *ret_raw);
/* A field line of the head. JT_PARSE_MORE: taken, or ignored for the underscore in its name. */
enum jt_parse_result jt_request_field_parse(struct jt_request_parse *parse, jt_str line);
/* RFC 9110 §8.6: digits alone. raw as above. */
bool jt_request_length_parse(jt_str value, jt_str raw, uint64_t *ret_length);

#endif
