/* SPDX-License-Identifier: Apache-2.0 */
/* Status line, headers and body, appended to the output of a connection. */
#include "server/http/response.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct {
    int status;
    const char *text;
} status_texts[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

static const char *status_text(int status)
{
    for (size_t i = 0; i < sizeof(status_texts) / sizeof(status_texts[0]); i++) {
        if (status_texts[i].status == status) {
            return status_texts[i].text;
        }
    }
    return "Unknown";
}

/* Names are written out: strftime() would follow the locale. */
static void write_date(char ret_text[static JT_HTTP_DATE_TEXT + 1], jt_time now)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)now.s;
    struct tm tm;
    if (gmtime_r(&seconds, &tm) == NULL || tm.tm_year < 0 || tm.tm_year > 8099) {
        seconds = 0;
        (void)gmtime_r(&seconds, &tm);
    }
    char scratch[96];
    (void)snprintf(scratch, sizeof(scratch), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                   days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour,
                   tm.tm_min, tm.tm_sec);
    memcpy(ret_text, scratch, JT_HTTP_DATE_TEXT);
    ret_text[JT_HTTP_DATE_TEXT] = '\0';
}

jt_str jt_http_date_at(struct jt_http_date *date, jt_time now)
{
    if (date->made_s != now.s || date->text[0] == '\0') {
        write_date(date->text, now);
        date->made_s = now.s;
    }
    return jt_str_from_c(date->text);
}

static char *put(char *at, jt_str bytes)
{
    if (bytes.len) {
        memcpy(at, bytes.ptr, bytes.len);
    }
    return at + bytes.len;
}

static char *put_number(char *at, uint64_t value)
{
    char digits[20];
    size_t from = sizeof(digits);
    do {
        digits[--from] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    return put(at, jt_str_make(digits + from, sizeof(digits) - from));
}

static char *put_header(char *at, jt_str name, jt_str value)
{
    at = put(at, name);
    at = put(at, JT_STR(": "));
    at = put(at, value);
    return put(at, JT_STR("\r\n"));
}

static char *put_start(char *at, int status, jt_str date)
{
    at = put(at, JT_STR("HTTP/1.1 "));
    at = put_number(at, (uint64_t)status);
    at = put(at, JT_STR(" "));
    at = put(at, jt_str_from_c(status_text(status)));
    at = put(at, JT_STR("\r\n"));
    return put_header(at, JT_STR("Date"), date);
}

/* RFC 9110 §5.5: CR, LF and NUL in a value would begin another header or another response. */
static bool breaks_line(jt_str text)
{
    return text.len && (memchr(text.ptr, '\r', text.len) || memchr(text.ptr, '\n', text.len) ||
                        memchr(text.ptr, '\0', text.len));
}

static bool response_is_sound(const struct jt_http_response *response)
{
    bool sound =
        response->status >= 200 && response->status <= 599 && !breaks_line(response->content_type);
    for (size_t i = 0; i < response->header_count; i++) {
        const struct jt_http_header *header = &response->headers[i];
        sound &= header->name.len && !breaks_line(header->name) && !breaks_line(header->value);
    }
    return sound;
}

/* RFC 9110 §8.6: no Content-Length with 204; §15.4.5: a 304 has none of its own. */
static bool status_has_body(int status)
{
    return status != 204 && status != 304;
}

enum { FIXED_BYTES = 256 }; /* status line, Date, Connection, Content-Length, names and line ends */

static size_t head_size_max(const struct jt_http_response *response)
{
    size_t size = FIXED_BYTES + response->content_type.len;
    for (size_t i = 0; i < response->header_count; i++) {
        size += response->headers[i].name.len + response->headers[i].value.len + 4;
    }
    return size;
}

static char *put_head(char *at, const struct jt_exchange *x, jt_str date, bool keep_alive)
{
    const struct jt_http_response *response = &x->response;
    at = put_start(at, response->status, date);
    if (response->content_type.len) {
        at = put_header(at, JT_STR("Content-Type"), response->content_type);
    }
    if (status_has_body(response->status)) {
        at = put(at, JT_STR("Content-Length: "));
        at = put_number(at, response->body.len);
        at = put(at, JT_STR("\r\n"));
    }
    if (!keep_alive) {
        at = put(at, JT_STR("Connection: close\r\n"));
    } else if (x->request.minor_version == 0) {
        at = put(at, JT_STR("Connection: keep-alive\r\n"));
    }
    for (size_t i = 0; i < response->header_count; i++) {
        at = put_header(at, response->headers[i].name, response->headers[i].value);
    }
    return put(at, JT_STR("\r\n"));
}

void jt_response_write(struct jt_buf *buf, struct jt_exchange *x, jt_str date, bool keep_alive)
{
    struct jt_http_response *response = &x->response;
    if (!response_is_sound(response)) {
        *response = (struct jt_http_response){.status = 500, .close = response->close};
    }
    bool with_body = x->request.method != JT_HTTP_HEAD && status_has_body(response->status);
    size_t room = head_size_max(response) + (with_body ? response->body.len : 0);
    char *begin = jt_buf_reserve(buf, room);
    if (begin == NULL) {
        return;
    }
    char *end = put_head(begin, x, date, keep_alive);
    if (with_body) {
        end = put(end, response->body);
    }
    jt_buf_grow(buf, (size_t)(end - begin));
}

void jt_response_write_bare(struct jt_buf *buf, int status, jt_str date)
{
    char *begin = jt_buf_reserve(buf, FIXED_BYTES);
    if (begin == NULL) {
        return;
    }
    char *end = put_start(begin, status, date);
    if (status == 405) {
        /* RFC 9110 §15.5.6: a 405 says what is allowed. */
        end = put(end, JT_STR("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"));
    }
    end = put(end, JT_STR("Content-Length: 0\r\nConnection: close\r\n\r\n"));
    jt_buf_grow(buf, (size_t)(end - begin));
}
