/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: what is accepted has no NUL, no bad UTF-8 and no depth beyond the limit, and says the same
 * after it was written again. */
#include "codec/json.h"
#include "codec/json_write.h"
#include "codec/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 20 };

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

struct walk {
    struct jt_json_writer *writer;
    int depth;
};

static void write_value(struct walk walk, const struct jt_json_value *value);

static void write_text(struct jt_json_writer *writer, jt_str text)
{
    require(jt_utf8_is_valid(text));
    require(jt_str_find_char(text, '\0') == text.len);
    jt_json_write_string(writer, text);
}

static bool write_member(void *arg, jt_str name, const struct jt_json_value *value)
{
    const struct walk *walk = arg;
    write_text(walk->writer, name);
    jt_buf_append_char(walk->writer->buf, ':');
    walk->writer->needs_comma = false;
    write_value(*walk, value);
    return true;
}

static void write_container(struct walk walk, const struct jt_json_value *value)
{
    walk.depth++;
    require(walk.depth <= JT_JSON_DEPTH_MAX);
    if (jt_json_type(value) == JT_JSON_OBJECT) {
        jt_json_object_begin(walk.writer);
        require(jt_json_each(value, write_member, &walk));
        jt_json_object_end(walk.writer);
        return;
    }
    jt_json_array_begin(walk.writer);
    for (size_t i = 0; i < jt_json_count(value); i++) {
        write_value(walk, jt_json_at(value, i));
    }
    jt_json_array_end(walk.writer);
}

static void write_real(struct jt_json_writer *writer, double number)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    jt_buf_append_f(&text, "%.17e", number);
    jt_json_write_raw(writer, jt_buf_str(&text));
}

static void write_value(struct walk walk, const struct jt_json_value *value)
{
    jt_str text;
    int64_t integer;
    double number;
    bool truth;
    if (jt_json_string(value, &text)) {
        write_text(walk.writer, text);
    } else if (jt_json_integer(value, &integer)) {
        jt_json_write_integer(walk.writer, integer);
    } else if (jt_json_number(value, &number)) {
        write_real(walk.writer, number);
    } else if (jt_json_bool(value, &truth)) {
        jt_json_write_bool(walk.writer, truth);
    } else if (jt_json_type(value) == JT_JSON_NULL) {
        jt_json_write_null(walk.writer);
    } else {
        write_container(walk, value);
    }
}

static void write_document(struct jt_buf *buf, const struct jt_json *json)
{
    struct jt_json_writer writer = {.buf = buf};
    write_value((struct walk){.writer = &writer}, jt_json_root(json));
    require(jt_buf_check(buf) == JT_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    JT_CLEAN(jt_json_clear) struct jt_json *json = NULL;
    JT_CLEAN(jt_json_clear) struct jt_json *again = NULL;
    JT_CLEAN(jt_buf_clear) struct jt_buf first = JT_BUF_INIT(32 << 20);
    JT_CLEAN(jt_buf_clear) struct jt_buf second = JT_BUF_INIT(32 << 20);
    if (jt_json_parse(jt_str_make((const char *)data, size), ROOM, &json) != JT_OK) {
        require(json == NULL);
        return 0;
    }
    require(size <= ROOM);
    write_document(&first, json);
    require(jt_json_parse(jt_buf_str(&first), 32 << 20, &again) == JT_OK);
    write_document(&second, again);
    require(jt_str_equal(jt_buf_str(&first), jt_buf_str(&second)));
    return 0;
}
