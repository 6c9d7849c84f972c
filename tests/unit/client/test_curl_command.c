/* SPDX-License-Identifier: Apache-2.0 */
/* A pasted curl command: the request that curl 7.88 sends for it, as recorded from a real one, and
 * what is said about it. */
#include "client/curl_command.h"

#include "support/assert_str.h"

#include <string.h>

static struct jt_arena arena;
static struct jt_curl_command command;

static int teardown(void **state)
{
    (void)state;
    jt_arena_clear(&arena);
    return 0;
}

static void parse(const char *text)
{
    memset(&command, 0x55, sizeof(command));
    assert_int_equal(jt_curl_command_parse(&arena, jt_str_from_c(text), &command), JT_OK);
}

static void assert_request(const char *text, const char *method, const char *url, const char *body)
{
    parse(text);
    assert_str_equal(command.method, jt_str_from_c(method));
    assert_str_equal(command.url, jt_str_from_c(url));
    assert_int_equal(command.has_body, body != NULL);
    assert_str_equal(command.body, jt_str_from_c(body));
}

static void assert_header(const char *name, const char *value)
{
    assert_str_equal(jt_curl_command_header(&command, jt_str_from_c(name)), jt_str_from_c(value));
}

static void assert_remark(const char *text, enum jt_curl_remark_kind kind, enum jt_curl_part part,
                          size_t offset)
{
    parse(text);
    for (size_t i = 0; i < command.remark_count; i++) {
        if (command.remarks[i].kind == kind) {
            assert_string_equal(jt_curl_part_name(command.remarks[i].part),
                                jt_curl_part_name(part));
            assert_int_equal(command.remarks[i].offset, offset);
            return;
        }
    }
    fail_msg("no remark %s on %s", jt_curl_remark_name(kind), text);
}

static void a_token_request_is_read(void **state)
{
    (void)state;
    assert_request("curl -sS -u 'id:se:cret' -d grant_type=client_credentials \\\n"
                   "  --data-urlencode 'scope=a b+c' -H 'Accept: application/json' \\\n"
                   "  'https://h.example/token'",
                   "POST", "https://h.example/token",
                   "grant_type=client_credentials&scope=a+b%2Bc");
    assert_true(command.has_user);
    assert_str(command.user, "id");
    assert_str(command.password, "se:cret");
    assert_header("authorization", "Basic aWQ6c2U6Y3JldA==");
    assert_header("content-type", "application/x-www-form-urlencoded");
    assert_header("accept", "application/json");
    assert_int_equal(command.header_count, 3);
    assert_int_equal(command.remark_count, 0);
    assert_false(command.is_partial);
}

static void methods_follow_from_options(void **state)
{
    (void)state;
    assert_request("curl http://h/", "GET", "http://h/", NULL);
    assert_request("curl -I http://h/", "HEAD", "http://h/", NULL);
    assert_request("curl -XDELETE http://h/", "DELETE", "http://h/", NULL);
    assert_request("curl --request PUT -da=b http://h/", "PUT", "http://h/", "a=b");
    assert_request("curl -G -d a=b -d c=d http://h/4?x=y", "GET", "http://h/4?x=y&a=b&c=d", NULL);
    assert_request("curl -G -d 'a=#y' -d c=d 'http://h/?#z'", "GET", "http://h/?a=", NULL);
    assert_request("curl -Gd a=b http://h", "GET", "http://h/?a=b", NULL);
    assert_request("curl -d '' http://h/", "POST", "http://h/", "");
    assert_header("content-type", "application/x-www-form-urlencoded");
}

static void data_is_joined_as_curl_does(void **state)
{
    (void)state;
    assert_request("curl -d a=b --data-urlencode '=c d' -d '' --data-ascii e=f http://h/", "POST",
                   "http://h/", "a=b&c+d&&e=f");
    assert_request("curl --data-urlencode 'a=b c+% ' --data-urlencode 'x y' http://h/", "POST",
                   "http://h/", "a=b+c%2B%25+&x+y");
    assert_request("curl --json '{\"a\":1}' --json '{\"b\":2}' http://h/", "POST", "http://h/",
                   "{\"a\":1}{\"b\":2}");
    assert_header("content-type", "application/json");
    assert_header("accept", "application/json");
    assert_request("curl --data-raw @x --data-binary y http://h/", "POST", "http://h/", "@x&y");
    assert_request("curl --url-query 'q=r s' --url-query +x=%20 http://h/9", "GET",
                   "http://h/9?q=r+s&x=%20", NULL);
}

static void headers_are_taken_in_order(void **state)
{
    (void)state;
    parse("curl -H 'X-A;' -H 'X-B:' -H 'Content-Type:' -H 'x-c:   v  ' -A me -e ref -b k=v -d x "
          "http://h/");
    assert_int_equal(command.header_count, 5);
    assert_str(command.headers[0].name, "X-A");
    assert_str(command.headers[0].value, "");
    assert_str(command.headers[1].name, "x-c");
    assert_str(command.headers[1].value, "v");
    assert_header("user-agent", "me");
    assert_header("referer", "ref");
    assert_header("cookie", "k=v");
    assert_int_equal(command.remark_count, 0);
}

static void credentials_go_before_each_other(void **state)
{
    (void)state;
    assert_remark("curl -u a:b -H 'Authorization: Bearer x' http://h/",
                  JT_CURL_REMARK_two_credentials, JT_CURL_HEADER, 15);
    assert_header("authorization", "Bearer x");
    assert_int_equal(command.header_count, 1);
    parse("curl -u a:b --oauth2-bearer tok http://h/");
    assert_header("authorization", "Bearer tok");
    assert_remark("curl -u a:b http://c:d@h/2", JT_CURL_REMARK_url_credentials, JT_CURL_URL, 12);
    assert_true(jt_curl_command_has(&command, JT_CURL_REMARK_two_credentials));
    assert_header("authorization", "Basic YTpi");
    assert_str(command.url, "http://h/2");
    parse("curl 'https://i%40d:s%3Ac@h/p?q=@#frag'");
    assert_str(command.user, "i@d");
    assert_str(command.password, "s:c");
    assert_str(command.url, "https://h/p?q=@");
}

static void curl_is_found_behind_prompts(void **state)
{
    (void)state;
    assert_request("$ curl http://h/", "GET", "http://h/", NULL);
    assert_request("me@box:~$ sudo /usr/bin/curl http://h/ | jq .", "GET", "http://h/", NULL);
    assert_request("\n# curl http://h/", "GET", "http://h/", NULL);
    assert_request("PS C:\\> curl.exe http://h/", "GET", "http://h/", NULL);
    assert_request("export X=1\ncd /tmp; curl http://h/\n{\"error\":1}", "GET", "http://h/", NULL);
    assert_request("curl ^\"http://h/a^&b^\" ^\n  -d ^\"x^\"", "POST", "http://h/a&b", "x");
}

static void without_curl_there_is_nothing(void **state)
{
    (void)state;
    assert_int_equal(jt_curl_command_parse(&arena, JT_STR("wget http://h/"), &command),
                     JT_ERR_NOT_FOUND);
    assert_int_equal(jt_curl_command_parse(&arena, JT_STR(""), &command), JT_ERR_NOT_FOUND);
    assert_int_equal(jt_curl_command_parse(&arena, JT_STR("# curly\n'curl x'"), &command),
                     JT_ERR_NOT_FOUND);
}

static void files_are_never_read(void **state)
{
    (void)state;
    static const char *const commands[] = {
        "curl http://h -d @/etc/passwd",
        "curl http://h --json @f",
        "curl http://h -T f",
        "curl http://h --data-urlencode n@f",
        "curl http://h -b jar",
        "curl http://h --data-binary @f",
        "curl http://h --data-urlencode @f",
        "curl http://h -H @f",
        "curl http://h -K f",
        "curl http://h -n",
        "curl http://h --url-query n@f",
    };
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        parse(commands[i]);
        assert_true(jt_curl_command_has(&command, JT_CURL_REMARK_file_not_read));
        assert_true(command.is_partial);
        assert_int_equal(command.body.len, 0);
    }
    parse("curl http://h -F x=@f");
    assert_true(jt_curl_command_has(&command, JT_CURL_REMARK_multipart));
    assert_true(command.is_partial);
}

static void what_weakens_or_diverts_is_ignored_and_said(void **state)
{
    (void)state;
    assert_remark("curl -ksS http://h/", JT_CURL_REMARK_insecure_ignored, JT_CURL_OPTION, 5);
    assert_remark("curl -x http://p http://h/", JT_CURL_REMARK_proxy_ignored, JT_CURL_OPTION, 8);
    assert_str(command.url, "http://h/");
    assert_remark("curl --cacert f http://h/", JT_CURL_REMARK_tls_ignored, JT_CURL_OPTION, 14);
    assert_remark("curl -o f http://h/", JT_CURL_REMARK_output_ignored, JT_CURL_OPTION, 8);
    assert_remark("curl -L http://h/", JT_CURL_REMARK_redirect_ignored, JT_CURL_OPTION, 5);
    assert_remark("curl --digest http://h/", JT_CURL_REMARK_scheme_ignored, JT_CURL_OPTION, 5);
    assert_remark("curl --resolve h:1:2 http://h/", JT_CURL_REMARK_address_ignored, JT_CURL_OPTION,
                  15);
    assert_remark("curl http://h/ --next -d x http://i/", JT_CURL_REMARK_request_ignored,
                  JT_CURL_OPTION, 15);
    assert_false(command.has_body);
    parse("curl --compressed --basic -ifvS --no-progress-meter -m 5 -w '%{http_code}' http://h/");
    assert_int_equal(command.remark_count, 0);
    assert_str(command.url, "http://h/");
}

static void mistakes_of_the_command_are_said(void **state)
{
    (void)state;
    assert_remark("curl", JT_CURL_REMARK_url_missing, JT_CURL_URL, 0);
    assert_remark("curl -d", JT_CURL_REMARK_value_missing, JT_CURL_OPTION, 5);
    assert_remark("curl h.example/x", JT_CURL_REMARK_url_without_scheme, JT_CURL_URL, 5);
    assert_str(command.url, "http://h.example/x");
    assert_remark("curl http://a http://b", JT_CURL_REMARK_url_ignored, JT_CURL_URL, 14);
    assert_str(command.url, "http://a");
    assert_remark("curl --grant x http://h", JT_CURL_REMARK_option_unknown, JT_CURL_OPTION, 5);
    assert_remark("curl -§ http://h", JT_CURL_REMARK_option_unknown, JT_CURL_OPTION, 5);
    assert_remark("curl --data=a=b http://h/", JT_CURL_REMARK_option_equals, JT_CURL_OPTION, 5);
    assert_str(command.body, "a=b");
    assert_remark("curl -H nocolon http://h/", JT_CURL_REMARK_header_malformed, JT_CURL_HEADER, 8);
    assert_remark("curl -u id http://h/", JT_CURL_REMARK_password_missing, JT_CURL_USER, 8);
    assert_remark("curl -XGET -d a http://h/", JT_CURL_REMARK_method_with_body, JT_CURL_METHOD, 5);
}

static void mistakes_of_the_data_are_said(void **state)
{
    (void)state;
    assert_remark("curl -d s=a+b http://h/", JT_CURL_REMARK_plus_is_space, JT_CURL_BODY, 8);
    assert_remark("curl -d s=a%b http://h/", JT_CURL_REMARK_escape_broken, JT_CURL_BODY, 8);
    assert_remark("curl -d 'a=b&amp;c=d' http://h/", JT_CURL_REMARK_entity, JT_CURL_BODY, 8);
    assert_remark("curl -d 'a=b\n&c=d' http://h/", JT_CURL_REMARK_line_break_in_data, JT_CURL_BODY,
                  8);
    assert_remark("curl -d '{\"a\":\"+\"}' http://h/", JT_CURL_REMARK_json_as_form, JT_CURL_BODY,
                  8);
    assert_remark("curl --data-urlencode s=a%2Fb http://h/", JT_CURL_REMARK_encoded_twice,
                  JT_CURL_BODY, 22);
    assert_remark("curl --data-urlencode 'a=b&c=d' http://h/", JT_CURL_REMARK_encoded_together,
                  JT_CURL_BODY, 22);
    assert_remark("curl 'http://h/?client_secret=x'", JT_CURL_REMARK_secret_in_query, JT_CURL_URL,
                  5);
    assert_remark("curl -G -d client_secret=x http://h/", JT_CURL_REMARK_secret_in_query,
                  JT_CURL_URL, 27);
}

static void sound_data_is_not_remarked_on(void **state)
{
    (void)state;
    parse("curl -d 'a=%2B' --data-urlencode 's=a+b%zz' http://h/");
    assert_int_equal(command.remark_count, 0);
    parse("curl -H 'Content-Type: application/json' -d '{\"a\":\"1+1 %\"}' http://h/");
    assert_int_equal(command.remark_count, 0);
}

static void findings_name_the_part(void **state)
{
    (void)state;
    assert_remark("curl -u \"id:$S\" http://h/", JT_CURL_REMARK_shell_variable, JT_CURL_USER, 12);
    assert_str(command.password, "$S");
    assert_remark("curl -d \"s=`x`\" http://h/", JT_CURL_REMARK_shell_substitution, JT_CURL_BODY,
                  11);
    assert_remark("curl http://h/x&y=z", JT_CURL_REMARK_shell_ampersand, JT_CURL_URL, 15);
    assert_remark("curl -d \xe2\x80\x98x\xe2\x80\x99 http://h/", JT_CURL_REMARK_curly_quote,
                  JT_CURL_BODY, 8);
}

static void every_remark_says_what_it_means(void **state)
{
    (void)state;
    for (int kind = 0; kind < JT_CURL_REMARK_KINDS; kind++) {
        size_t len = strlen(jt_curl_remark_what((enum jt_curl_remark_kind)kind));
        assert_in_range(len, 10, 120);
        assert_int_equal(jt_curl_remark_what((enum jt_curl_remark_kind)kind)[len - 1],
                         kind == JT_CURL_REMARK_shell_history ? '!' : '.');
        assert_non_null(jt_curl_remark_cure((enum jt_curl_remark_kind)kind));
    }
    assert_string_equal(jt_curl_remark_name(JT_CURL_REMARK_dash), "dash");
}

static void limits_are_kept(void **state)
{
    (void)state;
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {0};
    jt_buf_append_c(&buf, "curl http://h/");
    for (int i = 0; i <= JT_CURL_HEADERS_MAX; i++) {
        jt_buf_append_c(&buf, " -H a:b");
    }
    assert_int_equal(jt_curl_command_parse(&arena, jt_buf_str(&buf), &command), JT_ERR_LIMIT);
    jt_buf_reset(&buf);
    jt_buf_append_c(&buf, "curl http://h/");
    for (int i = 0; i <= JT_CURL_PIECES_MAX; i++) {
        jt_buf_append_c(&buf, " -d a");
    }
    assert_int_equal(jt_curl_command_parse(&arena, jt_buf_str(&buf), &command), JT_ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_request_is_read),
        cmocka_unit_test(methods_follow_from_options),
        cmocka_unit_test(data_is_joined_as_curl_does),
        cmocka_unit_test(headers_are_taken_in_order),
        cmocka_unit_test(credentials_go_before_each_other),
        cmocka_unit_test(curl_is_found_behind_prompts),
        cmocka_unit_test(without_curl_there_is_nothing),
        cmocka_unit_test(files_are_never_read),
        cmocka_unit_test(what_weakens_or_diverts_is_ignored_and_said),
        cmocka_unit_test(mistakes_of_the_command_are_said),
        cmocka_unit_test(mistakes_of_the_data_are_said),
        cmocka_unit_test(sound_data_is_not_remarked_on),
        cmocka_unit_test(findings_name_the_part),
        cmocka_unit_test(every_remark_says_what_it_means),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
