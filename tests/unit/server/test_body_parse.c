/* SPDX-License-Identifier: Apache-2.0 */
/* Chunked bodies, well-formed and otherwise, in pieces of several sizes. */
#include "server/http/body_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct body {
    int status; /* 0: whole, -1: more is needed */
    char bytes[65536];
    size_t len;
    size_t used;
};

static void decode_by(const char *text, size_t len, size_t step, struct body *ret_body)
{
    struct jt_body_parse parse;
    enum jt_parse_result result = JT_PARSE_MORE;
    size_t at = 0;
    size_t end = 0;
    memset(ret_body, 0, sizeof(*ret_body));
    jt_body_parse_init(&parse, JT_BODY_CHUNKED, 0);
    while (result == JT_PARSE_MORE) {
        size_t used = 0;
        jt_str piece;
        result = jt_body_parse_next(&parse, jt_str_make(text + at, end - at), &used, &piece);
        memcpy(ret_body->bytes + ret_body->len, piece.len ? piece.ptr : "", piece.len);
        ret_body->len += piece.len;
        at += used;
        if (result == JT_PARSE_MORE && used == 0 && end == len) {
            ret_body->status = -1;
            return;
        }
        if (used == 0) {
            end = end + step < len ? end + step : len;
        }
    }
    ret_body->used = at;
    ret_body->status = result == JT_PARSE_DONE ? 0 : parse.status;
}

static void expect_chunks(const char *text, int status, const char *decoded)
{
    static struct body body;
    for (size_t step = 1; step < 64; step += 20) {
        decode_by(text, strlen(text), step, &body);
        if (body.status != status) {
            print_message("%d instead of %d: %s\n", body.status, status, text);
        }
        assert_int_equal(body.status, status);
        if (decoded) {
            assert_int_equal(body.len, strlen(decoded));
            assert_memory_equal(body.bytes, decoded, body.len);
        }
    }
}

static void test_chunks(void **state)
{
    (void)state;
    expect_chunks("0\r\n\r\n", 0, "");
    expect_chunks("3\r\nabc\r\n0\r\n\r\n", 0, "abc");
    expect_chunks("1\r\na\r\n0002;x=\"y\";z\r\nbc\r\n00\r\n\r\nGET /", 0, "abc");
    expect_chunks("A\r\n0123456789\r\n0\r\nHost: evil\r\nAuthorization: x\r\n"
                  "Transfer-Encoding: gzip\r\nContent-Length: 7\r\n\r\n",
                  0, "0123456789");
    expect_chunks("3\r\nabc\r\n0\r\n", -1, "abc");
    expect_chunks("3\r\nab", -1, "ab");
    expect_chunks("3\r\nabcd\r\n0\r\n\r\n", 400, NULL);
    expect_chunks("3\r\nabc0\r\n\r\n", 400, NULL);
    expect_chunks("3\nabc\r\n0\r\n\r\n", 400, NULL);
    expect_chunks("3\r\nabc\n0\r\n\r\n", 400, NULL);
    expect_chunks("0x3\r\nabc\r\n0\r\n\r\n", 400, NULL);
    expect_chunks("-3\r\nabc\r\n0\r\n\r\n", 400, NULL);
    expect_chunks(" 3\r\nabc\r\n0\r\n\r\n", 400, NULL);
    expect_chunks("3 \r\nabc\r\n0\r\n\r\n", 400, NULL);
    expect_chunks("\r\n", 400, NULL);
    expect_chunks(";x\r\n", 400, NULL);
    expect_chunks("10000000000000003\r\nabc", 400, NULL);
    expect_chunks("3;\x01\r\nabc\r\n0\r\n\r\n", 400, NULL);
    expect_chunks("0\r\nbad trailer\r\n\r\n", 400, NULL);
    expect_chunks("0\r\nContent-Length: x\r\n\r\n", 400, NULL);
    expect_chunks("0\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400, NULL);
    expect_chunks("0\r\n\n", 400, NULL);
}

static void test_chunk_limits(void **state)
{
    char line[512] = "3;";
    char trailers[8192] = "0\r\n";
    static struct body body;
    (void)state;
    memset(line + 2, 'x', 300);
    expect_chunks(line, 400, NULL);
    while (strlen(trailers) < 5000) {
        memcpy(trailers + strlen(trailers), "X: yyyyyyyyyyyy\r\n", 18);
    }
    decode_by(trailers, strlen(trailers), 10, &body);
    assert_int_equal(body.status, 431);
    static char chunks[65536];
    chunks[0] = '\0';
    for (size_t at = 0; at < 100; at++) {
        int len = snprintf(chunks + strlen(chunks), 300, "1;%0200d\r\na\r\n", 1);
        assert_true(len > 0);
    }
    decode_by(chunks, strlen(chunks), 1000, &body);
    assert_int_equal(body.status, 400);
}

static void test_body_by_length(void **state)
{
    struct jt_body_parse parse;
    size_t used = 0;
    jt_str piece;
    (void)state;
    jt_body_parse_init(&parse, JT_BODY_LENGTH, 5);
    assert_int_equal(jt_body_parse_next(&parse, JT_STR("abc"), &used, &piece), JT_PARSE_MORE);
    assert_int_equal(used, 3);
    assert_int_equal(jt_body_parse_next(&parse, JT_STR("deGET"), &used, &piece), JT_PARSE_DONE);
    assert_int_equal(used, 2);
    assert_true(jt_str_equal(piece, JT_STR("de")));
    jt_body_parse_init(&parse, JT_BODY_LENGTH, 0);
    assert_int_equal(jt_body_parse_next(&parse, JT_STR("x"), &used, &piece), JT_PARSE_DONE);
    assert_int_equal(used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_chunk_limits),
        cmocka_unit_test(test_body_by_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
