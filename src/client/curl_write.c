/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a curl command that shows no secret. What is not known to be harmless is replaced. */
#include "client/curl_write.h"

#include "codec/form.h"

#include <string.h>

enum { SECRETS_MAX = 16, SECRET_LEN_MIN = 6 };

struct writing {
    const struct jt_curl_command *command;
    struct jt_arena *arena;
    struct jt_buf *buf;
    struct jt_form form;  /* the body, if it is one */
    struct jt_form query; /* of the address */
    bool is_form;
    bool is_basic; /* credentials go by -u */
    jt_str secrets[SECRETS_MAX];
    size_t secret_count;
};

static bool is_one_of(jt_str name, const char *const *list)
{
    for (; *list; list++) {
        if (jt_str_equal_nocase(name, jt_str_from_c(*list))) {
            return true;
        }
    }
    return false;
}

static bool is_credential(jt_str name)
{
    static const char *const names[] = {"client_id",
                                        "client_secret",
                                        "client_assertion",
                                        "password",
                                        "access_token",
                                        "refresh_token",
                                        "token",
                                        "code",
                                        "code_verifier",
                                        "username",
                                        NULL};
    return is_one_of(name, names);
}

static void add_secret(struct writing *writing, jt_str secret)
{
    if (secret.len >= SECRET_LEN_MIN && writing->secret_count < SECRETS_MAX) {
        writing->secrets[writing->secret_count++] = secret;
    }
}

static void gather_secrets(struct writing *writing)
{
    const struct jt_form *forms[] = {&writing->form, &writing->query};
    add_secret(writing, writing->command->user);
    add_secret(writing, writing->command->password);
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < forms[i]->count; k++) {
            if (is_credential(forms[i]->pairs[k].name)) {
                add_secret(writing, forms[i]->pairs[k].value);
            }
        }
    }
}

/* Holds it a credential of this request, or what looks like one of ours? */
static bool may_show(const struct writing *writing, jt_str text)
{
    if (jt_str_contains(text, JT_STR("jtn_"))) {
        return false;
    }
    for (size_t i = 0; i < writing->secret_count; i++) {
        if (jt_str_contains(text, writing->secrets[i])) {
            return false;
        }
    }
    return true;
}

static void write_word(struct writing *writing, jt_str word)
{
    jt_buf_append_char(writing->buf, ' ');
    jt_shell_quote(writing->buf, word);
}

/* An option whose value is before followed by value, as one word. */
static void write_option(struct writing *writing, const char *option, jt_str before, jt_str value)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf word = JT_BUF_INIT(JT_CURL_BODY_MAX);
    jt_buf_append(&word, before);
    jt_buf_append(&word, value);
    jt_buf_append_f(writing->buf, " \\\n  %s", option);
    write_word(writing, jt_buf_str(&word));
}

/* The parameters that people get wrong by their values and that are no secrets. */
static jt_str shown_value(const struct writing *writing, jt_str name, jt_str value)
{
    static const char *const names[] = {"grant_type", "scope", "resource", "audience", NULL};
    static const char *const placeholders[][2] = {
        {"client_id", "CLIENT_ID"}, {"client_secret", "CLIENT_SECRET"}, {"token", "TOKEN"}};
    for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++) {
        if (jt_str_equal(name, jt_str_from_c(placeholders[i][0]))) {
            return jt_str_from_c(placeholders[i][1]);
        }
    }
    return is_one_of(name, names) && may_show(writing, value) ? value : JT_STR("VALUE");
}

static void write_parameter(struct writing *writing, const char *option,
                            const struct jt_form_pair *pair)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf name = JT_BUF_INIT(JT_CURL_BODY_MAX);
    jt_buf_append(&name, may_show(writing, pair->name) ? pair->name : JT_STR("NAME"));
    jt_buf_append_char(&name, '=');
    write_option(writing, option, jt_buf_str(&name), shown_value(writing, pair->name, pair->value));
}

/* With -u, client_id and client_secret leave the data. */
static void write_parameters(struct writing *writing, const char *option,
                             const struct jt_form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        const struct jt_form_pair *pair = &form->pairs[i];
        bool moves = writing->is_basic && (jt_str_equal(pair->name, JT_STR("client_id")) ||
                                           jt_str_equal(pair->name, JT_STR("client_secret")));
        if (!moves && pair->name.len) {
            write_parameter(writing, option, pair);
        }
    }
}

static void write_header(struct writing *writing, const struct jt_curl_header *header)
{
    static const char *const shown[] = {"Accept", "Content-Type", "Host", "Accept-Language", NULL};
    static const char *const implied[] = {"User-Agent", "Referer", "Cookie", NULL};
    jt_str form_type = JT_STR("application/x-www-form-urlencoded");
    if (jt_str_equal_nocase(header->name, JT_STR("Authorization"))) {
        bool is_bearer = jt_str_equal_nocase(jt_str_slice(header->value, 0, 7), JT_STR("Bearer "));
        if (is_bearer) {
            write_option(writing, "-H", JT_STR("Authorization: Bearer "), JT_STR("ACCESS_TOKEN"));
        }
        return;
    }
    if (is_one_of(header->name, implied) || !may_show(writing, header->name) ||
        jt_str_equal_nocase(header->value, form_type)) {
        return;
    }
    bool shows = is_one_of(header->name, shown) && may_show(writing, header->value);
    JT_CLEAN(jt_buf_clear) struct jt_buf name = JT_BUF_INIT(JT_CURL_BODY_MAX);
    jt_buf_append(&name, header->name);
    jt_buf_append_c(&name, ": ");
    write_option(writing, "-H", jt_buf_str(&name), shows ? header->value : JT_STR("VALUE"));
}

static void write_address(struct writing *writing)
{
    jt_str url = writing->command->url;
    jt_str address = jt_str_slice(url, 0, jt_str_find_char(url, '?'));
    write_word(writing, may_show(writing, address) && url.len ? address : JT_STR("URL"));
}

static void write_method(struct writing *writing, bool has_data)
{
    jt_str method = writing->command->method;
    bool is_implied = jt_str_equal(method, has_data ? JT_STR("POST") : JT_STR("GET"));
    if (!is_implied && may_show(writing, method)) {
        jt_buf_append_c(writing->buf, " -X");
        write_word(writing, method);
    }
}

/* A body that is no form is not shown: nobody knows what is secret in it. */
static void write_body(struct writing *writing)
{
    const struct jt_curl_command *command = writing->command;
    if (writing->is_form) {
        write_parameters(writing, "--data-urlencode", &writing->form);
    } else if (command->has_body && command->body.len) {
        write_option(writing, "--data-raw", JT_STR("BODY"), JT_STR(""));
    }
}

static enum jt_err read_forms(struct writing *writing)
{
    const struct jt_curl_command *command = writing->command;
    jt_str type = jt_curl_command_header(command, JT_STR("Content-Type"));
    jt_str query = jt_str_from(command->url, jt_str_find_char(command->url, '?') + 1);
    enum jt_err err = JT_OK;
    if (command->has_body && jt_str_contains(type, JT_STR("urlencoded"))) {
        err = jt_form_parse(writing->arena, command->body, &writing->form);
        writing->is_form = err == JT_OK && writing->form.count > 0;
    }
    if (err != JT_ERR_NOMEM) {
        err = jt_form_parse(writing->arena, query, &writing->query);
    }
    return err == JT_ERR_NOMEM ? err : JT_OK;
}

static bool has_basic(const struct writing *writing)
{
    jt_str header = jt_curl_command_header(writing->command, JT_STR("Authorization"));
    return jt_str_equal_nocase(jt_str_slice(header, 0, 6), JT_STR("Basic ")) ||
           jt_form_count(&writing->query, JT_STR("client_secret")) > 0;
}

enum jt_err jt_curl_command_write(const struct jt_curl_command *command, struct jt_arena *arena,
                                  struct jt_buf *buf)
{
    struct writing *writing = jt_arena_alloc(arena, sizeof(*writing));
    if (writing == NULL) {
        return JT_ERR_NOMEM;
    }
    writing->command = command;
    writing->arena = arena;
    writing->buf = buf;
    JT_TRY(read_forms(writing));
    gather_secrets(writing);
    writing->is_basic = has_basic(writing);
    jt_buf_append_c(buf, "curl");
    write_method(writing, command->has_body);
    write_address(writing);
    if (writing->is_basic) {
        write_option(writing, "-u", JT_STR("CLIENT_ID:"), JT_STR("CLIENT_SECRET"));
    }
    for (size_t i = 0; i < command->header_count; i++) {
        write_header(writing, &command->headers[i]);
    }
    write_parameters(writing, "--url-query", &writing->query);
    write_body(writing);
    return jt_buf_check(buf);
}
