/* SPDX-License-Identifier: Apache-2.0 */
/* Both base64 alphabets: one text for one value, and no other text. */
#include "codec/base64.h"

#include "codec/base64url.h"

#include "support/assert_str.h"

typedef enum jt_err decoder(struct jt_buf *buf, jt_str text);

struct vector {
    jt_str bytes;
    jt_str standard;
    jt_str url;
};

/* RFC 4648 §10, and bytes whose digits differ between the alphabets. */
static const struct vector vectors[] = {
    {JT_STR_INIT(""), JT_STR_INIT(""), JT_STR_INIT("")},
    {JT_STR_INIT("f"), JT_STR_INIT("Zg=="), JT_STR_INIT("Zg")},
    {JT_STR_INIT("fo"), JT_STR_INIT("Zm8="), JT_STR_INIT("Zm8")},
    {JT_STR_INIT("foo"), JT_STR_INIT("Zm9v"), JT_STR_INIT("Zm9v")},
    {JT_STR_INIT("foob"), JT_STR_INIT("Zm9vYg=="), JT_STR_INIT("Zm9vYg")},
    {JT_STR_INIT("fooba"), JT_STR_INIT("Zm9vYmE="), JT_STR_INIT("Zm9vYmE")},
    {JT_STR_INIT("foobar"), JT_STR_INIT("Zm9vYmFy"), JT_STR_INIT("Zm9vYmFy")},
    {JT_STR_INIT("\xfb\xff\xbf"), JT_STR_INIT("+/+/"), JT_STR_INIT("-_-_")},
    {JT_STR_INIT("\0\0\0"), JT_STR_INIT("AAAA"), JT_STR_INIT("AAAA")},
};
enum { VECTORS = sizeof(vectors) / sizeof(vectors[0]) };

static void vectors_are_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < VECTORS; i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf standard = {0};
        JT_CLEAN(jt_buf_clear) struct jt_buf url = {0};
        jt_base64_encode(&standard, vectors[i].bytes);
        jt_base64url_encode(&url, vectors[i].bytes);
        assert_str_equal(jt_buf_str(&standard), vectors[i].standard);
        assert_str_equal(jt_buf_str(&url), vectors[i].url);
        assert_int_equal(url.len, JT_BASE64URL_LEN(vectors[i].bytes.len));
    }
}

static void vectors_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < VECTORS; i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf standard = {0};
        JT_CLEAN(jt_buf_clear) struct jt_buf url = {0};
        assert_int_equal(jt_base64_decode(&standard, vectors[i].standard), JT_OK);
        assert_int_equal(jt_base64url_decode(&url, vectors[i].url), JT_OK);
        assert_str_equal(jt_buf_str(&standard), vectors[i].bytes);
        assert_str_equal(jt_buf_str(&url), vectors[i].bytes);
    }
}

static void every_byte_survives_at_every_place(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        for (size_t len = 1; len <= 4; len++) {
            char bytes[4] = {(char)byte, (char)(byte ^ 0x55), (char)(255 - byte), (char)byte};
            JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
            JT_CLEAN(jt_buf_clear) struct jt_buf again = {0};
            jt_base64url_encode(&text, jt_str_make(bytes, len));
            assert_int_equal(jt_base64url_decode(&again, jt_buf_str(&text)), JT_OK);
            assert_str_equal(jt_buf_str(&again), jt_str_make(bytes, len));
        }
    }
}

static void encode_to_writes_its_length_and_no_more(void **state)
{
    (void)state;
    char text[8] = "????????";
    assert_int_equal(jt_base64url_encode_to(text, JT_STR("fooba")), 7);
    assert_memory_equal(text, "Zm9vYmE?", 8);
}

static void refuse_all(decoder *decode, const jt_str *bad, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
        jt_buf_append_c(&buf, "before");
        if (decode(&buf, bad[i]) != JT_ERR_FORMAT) {
            fail_msg("accepted \"%.*s\"", JT_STR_ARG(bad[i]));
        }
        assert_str(jt_buf_str(&buf), "before");
        assert_int_equal(jt_buf_check(&buf), JT_OK);
    }
}

static void other_standard_texts_are_refused(void **state)
{
    (void)state;
    static const jt_str bad[] = {
        JT_STR_INIT("Zg"),        JT_STR_INIT("Zg="),        JT_STR_INIT("Zg==="),
        JT_STR_INIT("Zm8"),       JT_STR_INIT("Zh=="), /* spare bits */
        JT_STR_INIT("Zm9="),      JT_STR_INIT("===="),       JT_STR_INIT("="),
        JT_STR_INIT("Z==="),      JT_STR_INIT("Zg==Zg=="),   JT_STR_INIT("Zm9v\n"),
        JT_STR_INIT("Zm 9"),      JT_STR_INIT(" Zm9"),       JT_STR_INIT("-_-_"),
        JT_STR_INIT("Zm9v\0..."), JT_STR_INIT("Zm\xc3\xa4"), JT_STR_INIT("Zg=v"),
    };
    refuse_all(jt_base64_decode, bad, sizeof(bad) / sizeof(bad[0]));
}

static void other_url_texts_are_refused(void **state)
{
    (void)state;
    static const jt_str bad[] = {
        JT_STR_INIT("Zg=="), JT_STR_INIT("Zm8="), JT_STR_INIT("Z"),        JT_STR_INIT("Zm9vY"),
        JT_STR_INIT("Zh"), /* spare bits */
        JT_STR_INIT("Zm9"),  JT_STR_INIT("+/+/"), JT_STR_INIT("Zm9v\n"),   JT_STR_INIT("Zm 9vYg"),
        JT_STR_INIT("."),    JT_STR_INIT("\0\0"), JT_STR_INIT("Zm9v\0\0"),
    };
    refuse_all(jt_base64url_decode, bad, sizeof(bad) / sizeof(bad[0]));
}

static void one_value_has_one_text(void **state)
{
    (void)state;
    /* Of the 64 second digits only those with four zero bits at the end are left. */
    unsigned accepted = 0;
    for (int c = 0; c < 256; c++) {
        char text[2] = {'Z', (char)c};
        JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
        accepted += jt_base64url_decode(&buf, jt_str_make(text, 2)) == JT_OK;
    }
    assert_int_equal(accepted, 4);
}

static void the_limit_of_the_buffer_is_told(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = JT_BUF_INIT(5);
    assert_int_equal(jt_base64url_decode(&buf, JT_STR("Zm9vYmFy")), JT_ERR_LIMIT);
    jt_buf_reset(&buf);
    assert_int_equal(jt_base64url_decode(&buf, JT_STR("Zm9vYmE")), JT_OK);
    jt_buf_reset(&buf);
    jt_base64_encode(&buf, JT_STR("foob"));
    assert_int_equal(jt_buf_check(&buf), JT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_are_written),
        cmocka_unit_test(vectors_are_read),
        cmocka_unit_test(every_byte_survives_at_every_place),
        cmocka_unit_test(encode_to_writes_its_length_and_no_more),
        cmocka_unit_test(other_standard_texts_are_refused),
        cmocka_unit_test(other_url_texts_are_refused),
        cmocka_unit_test(one_value_has_one_text),
        cmocka_unit_test(the_limit_of_the_buffer_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
