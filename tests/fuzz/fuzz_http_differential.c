/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever our parser takes, a lenient and widely used one (http-parser) takes too, and sees the
 * same method, target, headers, body and end: so nothing can be smuggled between us and others. */
#include "http_message.h"

#include <http_parser.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS_MAX = 1024 };

struct field {
    size_t name_at;
    size_t name_len;
    size_t value_at;
    size_t value_len;
};

struct seen {
    const char *base;
    size_t target_at;
    size_t target_len;
    struct field fields[FIELDS_MAX];
    size_t field_count;
    bool in_value;
    bool head_done;
    bool done;
    char *body;
    size_t body_len;
};

static void check(bool holds, const char *what)
{
    if (!holds) {
        (void)fprintf(stderr, "differs: %s\n", what);
        abort();
    }
}

static int on_url(http_parser *parser, const char *at, size_t len)
{
    struct seen *seen = parser->data;
    if (seen->target_len == 0) {
        seen->target_at = (size_t)(at - seen->base);
    }
    seen->target_len += len;
    return 0;
}

static int on_field(http_parser *parser, const char *at, size_t len)
{
    struct seen *seen = parser->data;
    if (seen->head_done) {
        return 0;
    }
    if (seen->field_count == 0 || seen->in_value) {
        check(seen->field_count < FIELDS_MAX, "number of fields");
        seen->fields[seen->field_count++] = (struct field){.name_at = (size_t)(at - seen->base)};
        seen->in_value = false;
    }
    seen->fields[seen->field_count - 1].name_len += len;
    return 0;
}

static int on_value(http_parser *parser, const char *at, size_t len)
{
    struct seen *seen = parser->data;
    if (seen->head_done) {
        return 0;
    }
    struct field *field = &seen->fields[seen->field_count - 1];
    if (!seen->in_value) {
        field->value_at = (size_t)(at - seen->base);
        seen->in_value = true;
    }
    field->value_len += len;
    return 0;
}

static int on_headers_complete(http_parser *parser)
{
    struct seen *seen = parser->data;
    seen->head_done = true;
    return 0;
}

static int on_body(http_parser *parser, const char *at, size_t len)
{
    struct seen *seen = parser->data;
    memcpy(seen->body + seen->body_len, at, len);
    seen->body_len += len;
    return 0;
}

static int on_complete(http_parser *parser)
{
    struct seen *seen = parser->data;
    seen->done = true;
    http_parser_pause(parser, 1);
    return 0;
}

static size_t read_with_other(http_parser *parser, struct seen *seen, const char *data, size_t size)
{
    http_parser_settings settings;
    http_parser_settings_init(&settings);
    settings.on_url = on_url;
    settings.on_header_field = on_field;
    settings.on_header_value = on_value;
    settings.on_headers_complete = on_headers_complete;
    settings.on_body = on_body;
    settings.on_message_complete = on_complete;
    http_parser_init(parser, HTTP_REQUEST);
    parser->data = seen;
    seen->base = data;
    return http_parser_execute(parser, &settings, data, size);
}

static jt_str view(const struct seen *seen, size_t at, size_t len)
{
    return len ? jt_str_make(seen->base + at, len) : jt_str_make("", 0);
}

static void compare_fields(const struct message *ours, const struct seen *theirs)
{
    size_t at = 0;
    for (size_t i = 0; i < theirs->field_count; i++) {
        const struct field *field = &theirs->fields[i];
        jt_str name = view(theirs, field->name_at, field->name_len);
        jt_str value = jt_str_trim(view(theirs, field->value_at, field->value_len));
        if (jt_str_find_char(name, '_') < name.len) {
            continue;
        }
        check(at < ours->request.header_count, "number of headers");
        check(jt_str_equal(name, ours->request.headers[at].name), "name of a header");
        /* Ours puts the host in lower case where it stands. */
        check(jt_str_equal_nocase(value, ours->request.headers[at].value), "value of a header");
        at++;
    }
    check(at == ours->request.header_count, "number of headers");
}

static void compare(const struct message *ours, const struct seen *theirs,
                    const http_parser *parser, size_t used)
{
    jt_str method = jt_str_from_c(http_method_str((enum http_method)parser->method));
    check(theirs->done, "whether it is whole");
    check(jt_str_equal(method, ours->request.method_text), "method");
    check(jt_str_equal_nocase(view(theirs, theirs->target_at, theirs->target_len),
                              ours->parse.target),
          "target");
    check(parser->http_major == 1 && parser->http_minor == ours->request.minor_version, "version");
    compare_fields(ours, theirs);
    check(theirs->body_len == ours->body_len &&
              memcmp(theirs->body, ours->body, ours->body_len) == 0,
          "body");
    check(used == ours->used, "end");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct message ours;
    static struct seen theirs;
    http_parser parser;
    message_read(&ours, data, size, NULL, NULL);
    if (ours.result == JT_PARSE_DONE) {
        memset(&theirs, 0, sizeof(theirs));
        theirs.body = malloc(size + 1);
        check(theirs.body != NULL, "memory");
        size_t used = read_with_other(&parser, &theirs, (const char *)data, size);
        compare(&ours, &theirs, &parser, used);
        free(theirs.body);
    }
    message_clear(&ours);
    return 0;
}
