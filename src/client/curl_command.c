/* SPDX-License-Identifier: Apache-2.0 */
/* From words to options: where the command begins, which word is whose value. */
#include "client/curl_parts.h"

#include <string.h>

struct remark_row {
    const char *name;
    const char *what;
    const char *cure;
};

static const struct remark_row remark_rows[JT_CURL_REMARK_KINDS] = {
#define JT_CURL_REMARK(id, what, cure) {#id, what, cure},
#include "client/curl_remark.def"
#undef JT_CURL_REMARK
};

_Static_assert(JT_CURL_REMARK_control == (int)JT_SHELL_CONTROL,
               "the shell's findings are the first remarks, in their order");

const char *jt_curl_remark_name(enum jt_curl_remark_kind kind)
{
    return remark_rows[kind].name;
}

const char *jt_curl_remark_what(enum jt_curl_remark_kind kind)
{
    return remark_rows[kind].what;
}

const char *jt_curl_remark_cure(enum jt_curl_remark_kind kind)
{
    return remark_rows[kind].cure;
}

const char *jt_curl_part_name(enum jt_curl_part part)
{
    static const char *const names[] = {"command", "method", "url",   "header",
                                        "user",    "body",   "option"};
    return names[part];
}

void jt_curl_remark(struct jt_curl_reader *reader, enum jt_curl_remark_kind kind,
                    enum jt_curl_part part, size_t offset)
{
    struct jt_curl_command *command = reader->command;
    for (size_t i = 0; i < command->remark_count; i++) {
        if (command->remarks[i].kind == kind && command->remarks[i].offset == offset) {
            return;
        }
    }
    if (command->remark_count < JT_CURL_REMARKS_MAX) {
        command->remarks[command->remark_count++] =
            (struct jt_curl_remark){.kind = kind, .part = part, .offset = offset};
    }
}

bool jt_curl_command_has(const struct jt_curl_command *command, enum jt_curl_remark_kind kind)
{
    for (size_t i = 0; i < command->remark_count; i++) {
        if (command->remarks[i].kind == kind) {
            return true;
        }
    }
    return false;
}

jt_str jt_curl_command_header(const struct jt_curl_command *command, jt_str name)
{
    for (size_t i = 0; i < command->header_count; i++) {
        if (jt_str_equal_nocase(command->headers[i].name, name)) {
            return command->headers[i].value;
        }
    }
    return jt_str_make(NULL, 0);
}

/* curl, curl.exe, and both behind a path. */
static bool is_curl(jt_str word)
{
    size_t name = word.len;
    while (name > 0 && word.ptr[name - 1] != '/' && word.ptr[name - 1] != '\\') {
        name--;
    }
    jt_str last = jt_str_from(word, name);
    return jt_str_equal_nocase(last, JT_STR("curl")) ||
           jt_str_equal_nocase(last, JT_STR("curl.exe"));
}

/* Prompts and words like sudo stand before it. False: not in this command. */
static bool find_curl(const struct jt_shell_command *shell, size_t *ret_word)
{
    for (size_t i = 0; i < shell->word_count; i++) {
        if (is_curl(shell->words[i].text)) {
            *ret_word = i;
            return true;
        }
    }
    return false;
}

/* The prompt of root is a comment to a shell. */
static size_t skip_root_prompt(jt_str text)
{
    size_t at = 0;
    while (at < text.len && jt_str_find_char(JT_STR(" \t\r\n"), text.ptr[at]) < 4) {
        at++;
    }
    return jt_str_starts_with(jt_str_from(text, at), JT_STR("# curl")) ? at + 1 : 0;
}

static enum jt_err find_command(struct jt_curl_reader *reader, jt_str text)
{
    size_t offset = skip_root_prompt(text);
    for (size_t count = 0; count < JT_CURL_COMMANDS_MAX; count++) {
        JT_TRY(jt_shell_split(reader->arena, text, offset, reader->shell));
        offset = reader->shell->end;
        if (find_curl(reader->shell, &reader->word)) {
            reader->word++;
            return JT_OK;
        }
        if (reader->shell->word_count == 0) {
            break;
        }
    }
    return JT_ERR_NOT_FOUND;
}

static size_t word_offset(const struct jt_curl_reader *reader)
{
    return reader->shell->words[reader->word].offset;
}

static enum jt_curl_part part_of(enum jt_curl_does does)
{
    switch (does) {
    case JT_CURL_DOES_URL:
    case JT_CURL_DOES_URL_QUERY:
        return JT_CURL_URL;
    case JT_CURL_DOES_METHOD:
    case JT_CURL_DOES_HEAD:
    case JT_CURL_DOES_GET:
        return JT_CURL_METHOD;
    case JT_CURL_DOES_HEADER:
    case JT_CURL_DOES_AGENT:
    case JT_CURL_DOES_REFERER:
    case JT_CURL_DOES_COOKIE:
    case JT_CURL_DOES_BEARER:
        return JT_CURL_HEADER;
    case JT_CURL_DOES_USER:
        return JT_CURL_USER;
    case JT_CURL_DOES_DATA:
    case JT_CURL_DOES_DATA_RAW:
    case JT_CURL_DOES_DATA_URLENCODE:
    case JT_CURL_DOES_JSON:
    case JT_CURL_DOES_FORM:
    case JT_CURL_DOES_UPLOAD:
        return JT_CURL_BODY;
    case JT_CURL_DOES_NOTHING:
    case JT_CURL_DOES_NEXT:
    case JT_CURL_DOES_READ_FILE:
    case JT_CURL_DOES_INSECURE:
    case JT_CURL_DOES_PROXY:
    case JT_CURL_DOES_TLS:
    case JT_CURL_DOES_OUTPUT:
    case JT_CURL_DOES_REDIRECT:
    case JT_CURL_DOES_SCHEME:
    case JT_CURL_DOES_ADDRESS:
        return JT_CURL_OPTION;
    }
    return JT_CURL_OPTION;
}

static void set_part(struct jt_curl_reader *reader, enum jt_curl_part part)
{
    reader->parts[reader->word] = part;
    reader->offsets[part] = word_offset(reader);
}

/* The option's value is the next word. */
static enum jt_err apply_next_word(struct jt_curl_reader *reader,
                                   const struct jt_curl_option *option)
{
    if (reader->word + 1 == reader->shell->word_count) {
        jt_curl_remark(reader, JT_CURL_REMARK_value_missing, JT_CURL_OPTION, word_offset(reader));
        return JT_OK;
    }
    reader->word++;
    set_part(reader, part_of(option->does));
    return jt_curl_apply(reader, option, reader->shell->words[reader->word].text);
}

static enum jt_err read_long(struct jt_curl_reader *reader, jt_str name)
{
    size_t equals = jt_str_find_char(name, '=');
    const struct jt_curl_option *option = jt_curl_option_find(jt_str_slice(name, 0, equals));
    if (option == NULL) {
        jt_curl_remark(reader, JT_CURL_REMARK_option_unknown, JT_CURL_OPTION, word_offset(reader));
        return JT_OK;
    }
    set_part(reader, part_of(option->does));
    if (equals < name.len) {
        jt_curl_remark(reader, JT_CURL_REMARK_option_equals, JT_CURL_OPTION, word_offset(reader));
        return jt_curl_apply(reader, option, jt_str_from(name, equals + 1));
    }
    return option->takes_value ? apply_next_word(reader, option)
                               : jt_curl_apply(reader, option, jt_str_make(NULL, 0));
}

/* -sSd x, -XPOST: flags in a row, and the rest of the word is the value of the last. */
static enum jt_err read_letters(struct jt_curl_reader *reader, jt_str letters)
{
    for (size_t i = 0; i < letters.len; i++) {
        const struct jt_curl_option *option = jt_curl_option_find_letter(letters.ptr[i]);
        if (option == NULL) {
            jt_curl_remark(reader, JT_CURL_REMARK_option_unknown, JT_CURL_OPTION,
                           word_offset(reader));
            return JT_OK;
        }
        set_part(reader, part_of(option->does));
        if (option->takes_value) {
            jt_str rest = jt_str_from(letters, i + 1);
            return rest.len ? jt_curl_apply(reader, option, rest) : apply_next_word(reader, option);
        }
        JT_TRY(jt_curl_apply(reader, option, jt_str_make(NULL, 0)));
    }
    return JT_OK;
}

static enum jt_err read_words(struct jt_curl_reader *reader)
{
    bool options_end = false;
    for (; reader->word < reader->shell->word_count; reader->word++) {
        jt_str text = reader->shell->words[reader->word].text;
        bool is_option = !options_end && text.len > 1 && text.ptr[0] == '-';
        if (!is_option) {
            set_part(reader, JT_CURL_URL);
            jt_curl_take_url(reader, text);
        } else if (text.ptr[1] != '-') {
            JT_TRY(read_letters(reader, jt_str_from(text, 1)));
        } else if (text.len == 2) {
            options_end = true;
        } else {
            JT_TRY(read_long(reader, jt_str_from(text, 2)));
        }
        if (reader->parts[reader->word] == JT_CURL_OPTION &&
            jt_curl_command_has(reader->command, JT_CURL_REMARK_request_ignored)) {
            break; /* --next */
        }
    }
    return JT_OK;
}

static void take_findings(struct jt_curl_reader *reader)
{
    const struct jt_shell_command *shell = reader->shell;
    for (size_t i = 0; i < shell->finding_count; i++) {
        const struct jt_shell_finding *finding = &shell->findings[i];
        enum jt_curl_part part =
            finding->word < shell->word_count ? reader->parts[finding->word] : JT_CURL_COMMAND;
        jt_curl_remark(reader, (enum jt_curl_remark_kind)finding->kind, part, finding->offset);
    }
}

enum jt_err jt_curl_command_parse(struct jt_arena *arena, jt_str text,
                                  struct jt_curl_command *ret_command)
{
    struct jt_curl_reader *reader = jt_arena_alloc(arena, sizeof(*reader));
    struct jt_shell_command *shell = jt_arena_alloc(arena, sizeof(*shell));
    if (reader == NULL || shell == NULL) {
        return JT_ERR_NOMEM;
    }
    memset(ret_command, 0, sizeof(*ret_command));
    reader->arena = arena;
    reader->shell = shell;
    reader->command = ret_command;
    reader->query.max = JT_CURL_BODY_MAX;
    JT_TRY(find_command(reader, text));
    enum jt_err err = read_words(reader);
    if (err == JT_OK) {
        take_findings(reader);
        err = jt_curl_finish(reader);
    }
    jt_buf_clear(&reader->query);
    return err;
}
