/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines: one event is one line, whatever its values hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/json.h"
#include "server/log_line.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static jt_str make(struct jt_log_line *line, enum jt_log_format format, jt_str value)
{
    const struct jt_log_field fields[] = {{"path", value}, {"status", JT_STR("401")}};
    jt_log_line_write(line, format, (jt_time){1795300000}, JT_LOG_INFO, "request", "", fields, 2);
    return jt_str_make(line->bytes, line->len);
}

static void assert_line(enum jt_log_format format, jt_str value, const char *expected)
{
    struct jt_log_line line;
    jt_str text = make(&line, format, value);
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr, expected, text.len);
}

static void plain_values_stay_plain(void **state)
{
    (void)state;
    assert_line(JT_LOG_TEXT, JT_STR("/auth/realms"),
                "2026-11-21T22:26:40Z info request path=/auth/realms status=401\n");
    assert_line(JT_LOG_JSON, JT_STR("/auth/realms"),
                "{\"time\":\"2026-11-21T22:26:40Z\",\"level\":\"info\",\"event\":\"request\","
                "\"message\":\"\",\"path\":\"/auth/realms\",\"status\":401}\n");
}

static void no_value_forges_a_line_or_a_field(void **state)
{
    (void)state;
    assert_line(JT_LOG_TEXT, JT_STR("/x\r\n2026 error forged status=200"),
                "2026-11-21T22:26:40Z info request "
                "path=\"/x\\u000d\\u000a2026 error forged status=200\" status=401\n");
    assert_line(JT_LOG_TEXT, JT_STR("a status=200"),
                "2026-11-21T22:26:40Z info request path=\"a status=200\" status=401\n");
    assert_line(JT_LOG_TEXT, JT_STR("\" x=\\"),
                "2026-11-21T22:26:40Z info request path=\"\\\" x=\\\\\" status=401\n");
    assert_line(JT_LOG_TEXT, JT_STR(""),
                "2026-11-21T22:26:40Z info request path=\"\" status=401\n");
}

/* Terminal sequences, separators and direction marks come out as escapes. */
static void nothing_moves_a_terminal(void **state)
{
    static const char *const harmful[] = {
        "\x1b[2J", "\x7f", "\xc2\x9bx", "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6", "\xff\xfe"};
    (void)state;
    for (size_t i = 0; i < sizeof(harmful) / sizeof(harmful[0]); i++) {
        struct jt_log_line line;
        jt_str text = make(&line, JT_LOG_TEXT, jt_str_from_c(harmful[i]));
        for (size_t at = 0; at + 1 < text.len; at++) {
            assert_in_range((unsigned char)text.ptr[at], 0x20, 0x7e);
        }
    }
}

/* NUL too; but our own reader takes no NUL, even escaped. */
static void every_byte_makes_valid_json(void **state)
{
    (void)state;
    for (unsigned c = 1; c < 256; c++) {
        char value[3] = {'a', (char)c, 'b'};
        struct jt_log_line line;
        struct jt_json *json = NULL;
        jt_str text = make(&line, JT_LOG_JSON, jt_str_make(value, sizeof(value)));
        assert_int_equal(jt_json_parse(text, JT_LOG_LINE_MAX, &json), JT_OK);
        assert_int_equal(memchr(text.ptr, '\n', text.len - 1) != NULL, 0);
        jt_json_free(json);
    }
}

static void long_values_are_cut_and_the_line_stays_whole(void **state)
{
    static char huge[100000];
    struct jt_log_line line;
    struct jt_json *json = NULL;
    struct jt_log_field fields[JT_LOG_FIELDS_MAX];
    (void)state;
    memset(huge, 1, sizeof(huge));
    for (size_t i = 0; i < JT_LOG_FIELDS_MAX; i++) {
        static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                            "i", "j", "k", "l", "m", "n", "o", "p"};
        fields[i] = (struct jt_log_field){names[i], jt_str_make(huge, sizeof(huge))};
    }
    jt_log_line_write(&line, JT_LOG_JSON, (jt_time){0}, JT_LOG_ERROR, "e", "m", fields,
                      JT_LOG_FIELDS_MAX);
    assert_in_range(line.len, 1, JT_LOG_LINE_MAX);
    assert_int_equal(jt_json_parse(jt_str_make(line.bytes, line.len), JT_LOG_LINE_MAX, &json),
                     JT_OK);
    assert_int_equal(jt_json_count(jt_json_root(json)), 4 + JT_LOG_FIELDS_MAX);
    jt_json_free(json);
}

enum { WRITERS = 4, LINES = 200 };

static void *write_lines(void *arg)
{
    for (unsigned i = 0; i < LINES; i++) {
        const struct jt_log_field fields[] = {{"value", JT_STR("0123456789")}};
        jt_log_write(arg, JT_LOG_INFO, "test", "", fields, 1);
    }
    return NULL;
}

static void threads_do_not_mix_their_lines(void **state)
{
    char name[] = "/tmp/jeton-log-XXXXXX";
    static char text[WRITERS * LINES * 100];
    pthread_t threads[WRITERS];
    struct jt_log *log = NULL;
    (void)state;
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    assert_int_equal(jt_log_new(JT_LOG_TEXT, fd, &jt_clock_system, &log), JT_OK);
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, write_lines, log), 0);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(jt_log_dropped(log), 0);
    jt_log_free(log);
    ssize_t len = pread(fd, text, sizeof(text), 0);
    size_t lines = 0;
    jt_str rest = jt_str_make(text, (size_t)len);
    jt_str line;
    while (jt_str_next(&rest, '\n', &line) && line.len > 0) {
        assert_true(jt_str_ends_with(line, JT_STR(" info test value=0123456789")));
        lines++;
    }
    assert_int_equal(lines, WRITERS * LINES);
    (void)close(fd);
    (void)unlink(name);
}

/* A reader that takes nothing must not stop whoever logs. */
static void a_full_pipe_drops_lines(void **state)
{
    int ends[2];
    struct jt_log *log = NULL;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(jt_log_new(JT_LOG_TEXT, ends[1], &jt_clock_system, &log), JT_OK);
    for (unsigned i = 0; i < 60000; i++) {
        jt_log_write(log, JT_LOG_INFO, "test", "a line that nobody reads", NULL, 0);
    }
    assert_true(jt_log_dropped(log) > 0);
    (void)close(ends[0]);
    jt_log_free(log);
    (void)close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_values_stay_plain),
        cmocka_unit_test(no_value_forges_a_line_or_a_field),
        cmocka_unit_test(nothing_moves_a_terminal),
        cmocka_unit_test(every_byte_makes_valid_json),
        cmocka_unit_test(long_values_are_cut_and_the_line_stays_whole),
        cmocka_unit_test(threads_do_not_mix_their_lines),
        cmocka_unit_test(a_full_pipe_drops_lines),
    };
    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
