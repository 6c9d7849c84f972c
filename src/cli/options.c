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
    uint64_t groups; /* 0: every command */
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
    {"allow-origin", 0, LIST, JT_TAKES_CALL | JT_TAKES_PROFILE | JT_TAKES_MANAGE | JT_TAKES_DOCTOR,
     AT(allow_origins), "ORIGIN", "the token may go to this origin too"},
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
    {"name", 0, VALUE, JT_TAKES_NAME, AT(name), "NAME", "its name"},
    {"description", 0, VALUE, JT_TAKES_NAME, AT(description), "TEXT", "what it is for"},
    {"email", 0, VALUE, JT_TAKES_USER, AT(email), "ADDRESS", "the user's address"},
    {"photo-url", 0, VALUE, JT_TAKES_PHOTO, AT(photo_url), "URL", "where a picture is"},
    {"label", 0, VALUE, JT_TAKES_LABEL, AT(label), "TEXT", "what people call it"},
    {"position", 0, VALUE, JT_TAKES_POSITION, AT(position), "N", "its place in the order"},
    {"public-url", 0, VALUE, JT_TAKES_REALM, AT(public_url), "URL", "of the stage's own realm"},
    {"host", 0, LIST, JT_TAKES_REALM, AT(hosts), "HOST", "that the stage's realm answers on"},
    {"alg", 0, VALUE, JT_TAKES_REALM | JT_TAKES_KEY, AT(alg), "ALG",
     "how the realm signs: ES256 and others"},
    {"defines", 0, LIST, JT_TAKES_API, AT(defines), "PERMISSION",
     "a permission that it knows, for the whole organization"},
    {"defines-per-stage", 0, LIST, JT_TAKES_API, AT(defines_per_stage), "PERMISSION",
     "a permission that it knows, granted per stage"},
    {"token-lifetime", 0, VALUE, JT_TAKES_API, AT(token_lifetime), "SECONDS",
     "how long its tokens live"},
    {"allow-method", 0, LIST, JT_TAKES_METHODS, AT(methods), "METHOD",
     "client_secret_basic or client_secret_post; both when none is named"},
    {"permission", 0, LIST, JT_TAKES_GRANTS, AT(permissions), "PERMISSION",
     "may do this: NAME, STAGE:NAME, *:NAME (every stage) or * (everything)"},
    {"add", 0, LIST, JT_TAKES_REGRANT, AT(add), "PERMISSION", "grant this too"},
    {"remove", 0, LIST, JT_TAKES_REGRANT, AT(remove), "PERMISSION", "take this away"},
    {"set", 0, LIST, JT_TAKES_REGRANT, AT(set), "PERMISSION", "grant exactly what --set says"},
    {"api", 0, VALUE, JT_TAKES_GRANTS | JT_TAKES_REGRANT, AT(api), "AUDIENCE",
     "whose permissions these are (the management API's)"},
    {"none", 0, FLAG, JT_TAKES_REGRANT, AT(none), NULL, "take everything away"},
    {"expires-on", 0, VALUE, JT_TAKES_TERM, AT(expires_on), "YYYY-MM-DD",
     "last day of the secret, in UTC (in 90 days; at most 24 months)"},
    {"remind", 0, VALUE, JT_TAKES_TERM, AT(remind), "yes|no", "mail a reminder before (yes)"},
    {"overlap-hours", 0, VALUE, JT_TAKES_OVERLAP, AT(overlap_hours), "HOURS",
     "how long the old secret works on (24; 0 cuts it off now)"},
    {"secret-file", 0, VALUE, JT_TAKES_SECRET_FILE, AT(secret_file), "FILE",
     "write the new secret to FILE, which must not exist yet"},
    {"import-secret-file", 0, VALUE, JT_TAKES_IMPORT, AT(import_secret_file), "FILE",
     "read the secret to import from FILE, - is stdin (-)"},
    {"reason", 0, VALUE, JT_TAKES_REVOKE, AT(reason), "retired|compromised",
     "why it is revoked (retired)"},
    {"tokens", 0, VALUE, JT_TAKES_REVOKE, AT(tokens), "keep|revoke",
     "what becomes of the tokens that it bought (keep)"},
    {"force", 0, FLAG, JT_TAKES_SUSPEND, AT(force_self), NULL,
     "even when it is the client that asks"},
    {"stage", 0, VALUE, JT_TAKES_STAGE, AT(stage), "STAGE",
     "the end users of this stage instead of the organization's"},
    {"organization", 0, FLAG, JT_TAKES_ORGANIZATION, AT(organization), NULL,
     "roles in the organization instead of roles in applications"},
    {"status", 0, VALUE, JT_TAKES_CLIENT_FILTER, AT(status), "STATUS",
     "Available, \"Needs attention\", Expired or Suspended alone"},
    {"name-contains", 0, VALUE, JT_TAKES_CLIENT_FILTER | JT_TAKES_USER_FILTER, AT(name_contains),
     "TEXT", "with this in the name alone"},
    {"email-contains", 0, VALUE, JT_TAKES_USER_FILTER, AT(email_contains), "TEXT",
     "with this in the address alone"},
    {"is-active", 0, VALUE, JT_TAKES_USER_FILTER | JT_TAKES_USER, AT(is_active), "true|false",
     "whether the user is active"},
    {"has-application-roles", 0, VALUE, JT_TAKES_USER_FILTER, AT(has_application_roles),
     "true|false", "with or without application roles alone"},
    {"has-organization-roles", 0, VALUE, JT_TAKES_USER_FILTER, AT(has_organization_roles),
     "true|false", "with or without organization roles alone"},
    {"limit", 0, VALUE, JT_TAKES_PAGE, AT(limit), "N", "one page of N, 1 to 100, instead of all"},
    {"offset", 0, VALUE, JT_TAKES_PAGE, AT(offset), "N", "one page, after the first N"},
    {"curl", 0, VALUE, JT_TAKES_CURL, AT(curl), "-",
     "read a pasted curl command from stdin; nothing in it is run or opened"},
    {"list", 0, FLAG, JT_TAKES_EXPLAIN, AT(list), NULL, "list the rejections, the newest first"},
    {"client", 0, VALUE, JT_TAKES_EXPLAIN, AT(client), "ID", "of this client id alone"},
    {"cause", 0, VALUE, JT_TAKES_EXPLAIN, AT(cause), "CAUSE", "of this cause alone"},
    {"address", 0, VALUE, JT_TAKES_EXPLAIN, AT(address), "ADDRESS", "from this address alone"},
    {"realm", 0, VALUE, JT_TAKES_EXPLAIN, AT(realm), "KEY", "of this realm alone"},
    {"proven", 0, VALUE, JT_TAKES_EXPLAIN, AT(proven), "true|false",
     "with or without a genuine secret alone"},
    {"since", 0, VALUE, JT_TAKES_EXPLAIN, AT(since), "TIME", "at this time (RFC 3339) or later"},
    {"until", 0, VALUE, JT_TAKES_EXPLAIN, AT(until), "TIME", "before this time"},
    {"emergency", 0, FLAG, JT_TAKES_KEY, AT(emergency), NULL,
     "withdraw every older key now: it may be in the wrong hands"},
    {"token-endpoint", 0, VALUE, JT_TAKES_DOCTOR, AT(token_endpoint), "URL",
     "the token endpoint that is configured elsewhere"},
    {"attempts", 0, VALUE, JT_TAKES_DOCTOR, AT(attempts), "N",
     "send the secret at most N times, 0 to 10 (2)"},
    {"try-repairs", 0, FLAG, JT_TAKES_DOCTOR, AT(try_repairs), NULL,
     "also send one secret that is repaired by guess"},
    {"api", 0, VALUE, JT_TAKES_DOCTOR, AT(api_url), "URL", "call this with the token"},
    {"stages", 0, FLAG, JT_TAKES_DOCTOR, AT(stages), NULL,
     "say what the token may do at each stage"},
    {"report", 0, VALUE, JT_TAKES_DOCTOR, AT(report), "FILE",
     "write what was seen to FILE, without secrets; it must not exist yet"},
    {"yes", 'y', FLAG, JT_TAKES_YES, AT(yes), NULL, "do not ask first"},
    {"json", 0, FLAG, 0, AT(json), NULL, "print JSON"},
    {"help", 'h', FLAG, 0, AT(help), NULL, "show this help"},
};

enum { TABLE_COUNT = sizeof(table) / sizeof(table[0]), HELP_COLUMN = 30, REFERENCE_LEN = 22 };

static bool is_taken(const struct option *option, uint64_t takes)
{
    return option->groups == 0 || (option->groups & takes) != 0;
}

static const struct option *find_name(jt_str name, uint64_t takes)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (is_taken(&table[i], takes) && jt_str_equal(jt_str_from_c(table[i].name), name)) {
            return &table[i];
        }
    }
    return NULL;
}

static const struct option *find_letter(char letter, uint64_t takes)
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
static enum jt_err take_option(char **argv, uint64_t takes, struct jt_options *options,
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

/* The reference of a rejection, base64url, which may begin with a hyphen. */
static bool is_reference(jt_str word, uint64_t takes)
{
    if (!(takes & JT_TAKES_EXPLAIN) || word.len != REFERENCE_LEN) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
            return false;
        }
    }
    return find_name(jt_str_from(word, 2), takes) == NULL;
}

enum jt_err jt_options_parse(char **argv, uint64_t takes, struct jt_options *ret_options,
                             struct jt_buf *ret_wrong)
{
    struct jt_options options = {.issuer = NULL};
    bool only_arguments = false;
    while (*argv) {
        bool is_end = !only_arguments && strcmp(*argv, "--") == 0;
        bool is_option = !only_arguments && !is_end && argv[0][0] == '-' && argv[0][1] &&
                         !is_reference(jt_str_from_c(*argv), takes);
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

void jt_options_write_help(uint64_t takes, struct jt_buf *buf)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (is_taken(&table[i], takes)) {
            write_line(&table[i], buf);
        }
    }
}

void jt_options_each(uint64_t takes,
                     void (*visit)(void *arg, const char *name, char letter, const char *meta,
                                   const char *help),
                     void *arg)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (is_taken(&table[i], takes)) {
            visit(arg, table[i].name, table[i].letter, table[i].meta, table[i].help);
        }
    }
}
