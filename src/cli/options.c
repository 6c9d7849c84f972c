/* SPDX-License-Identifier: Apache-2.0 */
/* The option table and its reader. */
#include "cli/options.h"

#include <stddef.h>
#include <string.h>

enum kind { FLAG, VALUE, LIST };

struct option {
    const char *name;
    char letter; /* 0: none */
    enum kind kind;
    unsigned groups; /* 0: every command */
    size_t offset;
    const char *meta;
    const char *help;
};

#define AT(member) offsetof(struct jt_options, member)

enum {
    WHO = JT_TAKES_CREDENTIALS | JT_TAKES_PROFILE,
    WHOM = JT_TAKES_CREDENTIALS | JT_TAKES_PROFILE | JT_TAKES_SERVER,
};

static const struct option table[] = {
    {"issuer", 0, VALUE, WHOM, AT(issuer), "ISSUER",
     "a domain, an issuer or a discovery URL (JETON_ISSUER)"},
    {"client-id", 0, VALUE, WHO, AT(client_id), "ID", "the client id (JETON_CLIENT_ID)"},
    {"client-secret-file", 0, VALUE, WHO, AT(client_secret_file), "FILE",
     "read the client secret from FILE, - is stdin (JETON_CLIENT_SECRET_FILE)"},
    {"scope", 0, VALUE, WHO, AT(scope), "SCOPE", "what the token may do (JETON_SCOPE)"},
    {"resource", 0, VALUE, WHO, AT(resource), "URI", "the API it is for (JETON_RESOURCE)"},
    {"auth-method", 0, VALUE, WHO, AT(auth_method), "METHOD",
     "client_secret_basic or client_secret_post (JETON_AUTH_METHOD)"},
    {"profile", 0, VALUE, JT_TAKES_CREDENTIALS | JT_TAKES_SERVER, AT(profile), "NAME",
     "named credentials (JETON_PROFILE; \"default\")"},
    {"token-origin", 0, LIST, WHO, AT(token_origins), "ORIGIN",
     "the secret may go to this origin too"},
    {"allow-origin", 0, LIST, JT_TAKES_CALL | JT_TAKES_PROFILE, AT(allow_origins), "ORIGIN",
     "the token may go to this origin too"},
    {"ca-file", 0, VALUE, WHOM, AT(ca_file), "FILE",
     "trust the authorities in FILE instead of the system's (JETON_CA_FILE)"},
    {"insecure-http", 0, FLAG, WHOM, AT(insecure_http), NULL,
     "allow http: to hosts other than this machine"},
    {"header", 0, FLAG, JT_TAKES_TOKEN, AT(header), NULL, "print \"Authorization: Bearer TOKEN\""},
    {"force", 0, FLAG, JT_TAKES_TOKEN | JT_TAKES_FORCE, AT(force), NULL,
     "ask the server whatever the store holds or remembers"},
    {"env", 0, VALUE, JT_TAKES_EXEC, AT(env), "NAME", "the variable's name (ACCESS_TOKEN)"},
    {"header", 'H', LIST, JT_TAKES_CALL, AT(headers), "HEADER", "send this header line too"},
    {"data", 'd', VALUE, JT_TAKES_CALL, AT(data), "DATA",
     "send DATA as the body; @FILE reads a file, @- stdin"},
    {"json", 0, FLAG, 0, AT(json), NULL, "print JSON"},
    {"help", 'h', FLAG, 0, AT(help), NULL, "show this help"},
};

enum { TABLE_COUNT = sizeof(table) / sizeof(table[0]), HELP_COLUMN = 30 };

static bool is_taken(const struct option *option, unsigned takes)
{
    return option->groups == 0 || (option->groups & takes) != 0;
}

static const struct option *find_name(jt_str name, unsigned takes)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (is_taken(&table[i], takes) && jt_str_equal(jt_str_from_c(table[i].name), name)) {
            return &table[i];
        }
    }
    return NULL;
}

static const struct option *find_letter(char letter, unsigned takes)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (is_taken(&table[i], takes) && letter && table[i].letter == letter) {
            return &table[i];
        }
    }
    return NULL;
}

static enum jt_err wrong(struct jt_buf *ret_wrong, const char *before, const char *what,
                         const char *after)
{
    jt_buf_append_f(ret_wrong, "%s%s%s", before, what, after);
    return JT_ERR_ARG;
}

static enum jt_err keep(const struct option *option, const char *value, struct jt_options *options,
                        struct jt_buf *ret_wrong)
{
    char *member = (char *)options + option->offset;
    if (option->kind == FLAG) {
        *(bool *)(void *)member = true;
        return JT_OK;
    }
    if (option->kind == VALUE) {
        *(const char **)(void *)member = value;
        return JT_OK;
    }
    struct jt_option_list *list = (void *)member;
    if (list->count == JT_OPTION_LIST_MAX) {
        return wrong(ret_wrong, "--", option->name, " stands too often");
    }
    list->at[list->count++] = value;
    return JT_OK;
}

/* argv[0] is the option itself; ret_used: how many words it took. */
static enum jt_err take_option(char **argv, unsigned takes, struct jt_options *options,
                               struct jt_buf *ret_wrong, size_t *ret_used)
{
    jt_str word = jt_str_from_c(argv[0]);
    bool is_long = jt_str_starts_with(word, JT_STR("--"));
    size_t sign = is_long ? jt_str_find_char(word, '=') : word.len;
    const struct option *option = is_long ? find_name(jt_str_slice(word, 2, sign - 2), takes)
                                          : find_letter(argv[0][1], takes);
    if (option == NULL) {
        return wrong(ret_wrong, "there is no option ", argv[0], " here");
    }
    const char *attached = is_long ? (sign < word.len ? argv[0] + sign + 1 : NULL)
                                   : (word.len > 2 ? argv[0] + 2 : NULL);
    if (option->kind == FLAG && attached) {
        return wrong(ret_wrong, "--", option->name, " takes no value");
    }
    if (option->kind != FLAG && attached == NULL && argv[1] == NULL) {
        return wrong(ret_wrong, argv[0], " wants a value: ", option->meta);
    }
    *ret_used = option->kind == FLAG || attached ? 1 : 2;
    return keep(option, attached ? attached : argv[1], options, ret_wrong);
}

static enum jt_err take_argument(const char *word, struct jt_options *options,
                                 struct jt_buf *ret_wrong)
{
    if (options->arg_count == JT_OPTION_ARGS_MAX) {
        return wrong(ret_wrong, "too many arguments at ", word, "");
    }
    options->args[options->arg_count++] = word;
    return JT_OK;
}

enum jt_err jt_options_parse(char **argv, unsigned takes, struct jt_options *ret_options,
                             struct jt_buf *ret_wrong)
{
    struct jt_options options = {.issuer = NULL};
    bool only_arguments = false;
    while (*argv) {
        bool is_end = !only_arguments && strcmp(*argv, "--") == 0;
        bool is_option = !only_arguments && !is_end && argv[0][0] == '-' && argv[0][1];
        size_t used = 1;
        if ((takes & JT_TAKES_EXEC) && !is_option) {
            options.command = is_end ? argv + 1 : argv;
            break;
        }
        if (is_option) {
            JT_TRY(take_option(argv, takes, &options, ret_wrong, &used));
        } else if (is_end) {
            only_arguments = true;
        } else {
            JT_TRY(take_argument(*argv, &options, ret_wrong));
        }
        argv += used;
    }
    *ret_options = options;
    return JT_OK;
}

static void write_line(const struct option *option, struct jt_buf *buf)
{
    size_t start = buf->len;
    jt_buf_append_c(buf, "  ");
    if (option->letter) {
        jt_buf_append_f(buf, "-%c, ", option->letter);
    }
    jt_buf_append_f(buf, "--%s %s", option->name, option->meta ? option->meta : "");
    while (buf->err == JT_OK && buf->len - start < HELP_COLUMN) {
        jt_buf_append_char(buf, ' ');
    }
    jt_buf_append_f(buf, " %s\n", option->help);
}

void jt_options_write_help(unsigned takes, struct jt_buf *buf)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (is_taken(&table[i], takes)) {
            write_line(&table[i], buf);
        }
    }
}
