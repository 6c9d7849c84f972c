/* SPDX-License-Identifier: Apache-2.0 */
/* The command to copy: what was configured, with the cures put in. The secret never stands in it:
 * it stays in its file or variable, or is asked for. */
#include "doctor/verdict.h"

#include "client/origin.h"

enum { COMMAND_MAX = 16 << 10, ORIGIN_MAX = 300 };

#define DECODE "perl -pe 's/%([0-9A-Fa-f]{2})/chr hex $1/ge'"
#define CLEAN "tr -cd '!-~'"
#define UNQUOTE "sed -E 's/^[\"'\\''`](.*)[\"'\\''`]$/\\1/'"

struct plan {
    jt_str issuer;
    jt_str client_id;
    jt_str method;
    jt_str scope;
    jt_str token_origin;
    bool decode;
    bool clean;
    bool new_secret;
    bool force;
    bool impossible; /* no command can do it */
};

bool jt_word_is_plain(jt_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || c == '.' || c == '/' || c == ':' || c == '%' ||
                    c == '=' || c == ',' || c == '@' || c == '+';
        if (!fits) {
            return false;
        }
    }
    return word.len > 0 && word.ptr[0] != '-';
}

/* One word of a POSIX shell. */
static void add_word(struct jt_buf *buf, jt_str word)
{
    if (jt_word_is_plain(word)) {
        jt_buf_append(buf, word);
        return;
    }
    jt_buf_append_char(buf, '\'');
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\'') {
            jt_buf_append_c(buf, "'\\''");
        } else {
            jt_buf_append_char(buf, word.ptr[i]);
        }
    }
    jt_buf_append_char(buf, '\'');
}

static void add_option(struct jt_buf *buf, const char *name, jt_str value)
{
    if (value.len) {
        jt_buf_append_f(buf, " --%s ", name);
        add_word(buf, value);
    }
}

/* One more filter of a pipe whose first one reads the file; without a name, stdin. */
static void add_filter(struct jt_buf *buf, const char *filter, jt_str file, size_t *count)
{
    jt_buf_append_f(buf, "%s%s", *count > 0 ? " | " : "", filter);
    if (*count == 0 && file.len > 0) {
        jt_buf_append_c(buf, " < ");
        add_word(buf, file);
    }
    ++*count;
}

/* The filters that repair the secret. */
static void add_filters(const struct jt_doctor_facts *facts, const struct plan *plan, jt_str file,
                        struct jt_buf *buf)
{
    const struct jt_lint_remark *percent =
        jt_lint_find(facts, JT_LINT_SECRET, JT_LINT_PERCENT_ENCODED);
    size_t count = 0;
    if (plan->clean) {
        add_filter(buf, CLEAN, file, &count);
    }
    if (plan->clean && jt_lint_find(facts, JT_LINT_SECRET, JT_LINT_QUOTED)) {
        add_filter(buf, UNQUOTE, file, &count);
    }
    for (unsigned i = 0; plan->decode && i < (percent ? percent->times : 1); i++) {
        add_filter(buf, DECODE, file, &count);
    }
}

static bool is_repaired(const struct plan *plan)
{
    return (plan->decode || plan->clean) && !plan->new_secret;
}

static void add_repair(const struct jt_doctor_config *config, const struct jt_doctor_facts *facts,
                       const struct plan *plan, struct jt_buf *buf)
{
    if (config->secret_source == JT_SECRET_FROM_VARIABLE) {
        jt_buf_append_c(buf, "JETON_CLIENT_SECRET=\"$(printf %s \"$JETON_CLIENT_SECRET\" | ");
        add_filters(facts, plan, jt_str_make("", 0), buf);
        jt_buf_append_c(buf, ")\" ");
        return;
    }
    jt_buf_append_c(buf, "(umask 077; ");
    add_filters(facts, plan, config->secret_path, buf);
    jt_buf_append_c(buf, " > ");
    add_word(buf, config->secret_path);
    jt_buf_append_c(buf, ".repaired) && ");
}

/* "-" is stdin, which is read once. */
static bool has_named_file(const struct jt_doctor_config *config)
{
    jt_str path = config->secret_path;
    return config->secret_source == JT_SECRET_FROM_FILE && !jt_str_equal(path, JT_STR("-"));
}

static void add_secret(const struct jt_doctor_config *config, const struct plan *plan,
                       struct jt_buf *buf)
{
    bool has_file = has_named_file(config);
    if (plan->new_secret || config->secret_source == JT_SECRET_FROM_CURL ||
        (config->secret_source == JT_SECRET_FROM_FILE && !has_file)) {
        jt_buf_append_c(buf, " --client-secret-file -");
    } else if (has_file) {
        add_option(buf, "client-secret-file", config->secret_path);
        jt_buf_append_c(buf, is_repaired(plan) ? ".repaired" : "");
    } else if (config->secret_source == JT_SECRET_FROM_PROFILE) {
        add_option(buf, "profile", config->secret_path);
    }
}

/* Where the secret can be read, so that a filter can be put before it. */
static bool can_repair(const struct jt_doctor_config *config)
{
    return has_named_file(config) || config->secret_source == JT_SECRET_FROM_VARIABLE;
}

static void apply(const struct jt_finding *finding, struct plan *plan, struct jt_arena *arena)
{
    struct jt_url url;
    char origin[ORIGIN_MAX];
    switch (finding->fix.kind) {
    case JT_FIX_NONE:
    case JT_FIX_DROP_ENDPOINT:
        break;
    case JT_FIX_FORCE:
        plan->force = true;
        break;
    case JT_FIX_ISSUER:
        plan->issuer = finding->fix.text;
        break;
    case JT_FIX_TOKEN_ORIGIN:
        if (jt_url_parse(finding->fix.text, &url) == JT_OK) {
            jt_origin_write(&url, sizeof(origin), origin);
            plan->token_origin = jt_arena_copy(arena, jt_str_from_c(origin));
        }
        break;
    case JT_FIX_CLIENT_ID:
        plan->client_id = finding->fix.text;
        break;
    case JT_FIX_SWAP:
        plan->impossible = true;
        break;
    case JT_FIX_METHOD:
        plan->method = finding->fix.text;
        break;
    case JT_FIX_SCOPE:
        plan->scope = finding->fix.text;
        break;
    case JT_FIX_DECODE_SECRET:
        plan->decode = true;
        break;
    case JT_FIX_CLEAN_SECRET:
        plan->clean = true;
        break;
    case JT_FIX_NEW_SECRET:
        plan->new_secret = true;
        break;
    }
}

static struct plan begin(const struct jt_doctor_facts *facts)
{
    const struct jt_doctor_config *config = &facts->config;
    const struct jt_doctor_discovery *found = &facts->discovery;
    bool is_found = found->outcome == JT_DISCOVERY_FOUND;
    return (struct plan){
        .issuer = config->issuer.len ? config->issuer
                  : is_found         ? found->issuer
                                     : jt_str_make("", 0),
        .client_id = config->client_id,
        .method = config->method,
        .scope = config->scope,
    };
}

static jt_str write(struct jt_doctor_run *run, const struct plan *plan)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf buf = {.max = COMMAND_MAX};
    const struct jt_doctor_config *config = &run->facts.config;
    bool repairs = is_repaired(plan);
    if (plan->impossible || plan->issuer.len == 0 || plan->client_id.len == 0) {
        return jt_str_make("", 0);
    }
    struct plan last = *plan;
    if (repairs && can_repair(config)) {
        add_repair(config, &run->facts, plan, &buf);
    } else if (repairs) {
        last.new_secret = true; /* it is asked for: to be pasted as it was shown */
    }
    jt_buf_append_c(&buf, last.force ? "jeton token --force" : "jeton token");
    add_option(&buf, "issuer", last.issuer);
    add_option(&buf, "client-id", last.client_id);
    add_secret(config, &last, &buf);
    add_option(&buf, "auth-method", last.method);
    add_option(&buf, "scope", last.scope);
    add_option(&buf, "resource", config->resource);
    add_option(&buf, "token-origin", last.token_origin);
    add_option(&buf, "ca-file", jt_str_from_c(config->ca_file));
    jt_buf_append_c(&buf, config->insecure_http ? " --insecure-http" : "");
    /* Nothing that came from outside moves a cursor. */
    char shown[COMMAND_MAX];
    jt_trouble_copy(shown, sizeof(shown), jt_buf_str(&buf));
    return jt_arena_copy(run->arena, jt_str_from_c(shown));
}

jt_str jt_command_of(struct jt_doctor_run *run, const struct jt_finding *finding)
{
    struct plan plan = begin(&run->facts);
    if (finding->fix.kind == JT_FIX_NONE) {
        return finding->fix.text;
    }
    apply(finding, &plan, run->arena);
    return write(run, &plan);
}

jt_str jt_command_of_all(struct jt_doctor_run *run)
{
    const struct jt_doctor_facts *facts = &run->facts;
    struct plan plan = begin(facts);
    bool is_api_shut =
        facts->api_forbidden || (facts->api.asked && !jt_answer_is_good(&facts->api));
    /* Another token of the same kind opens no API. */
    bool has_cure = jt_facts_granted(facts) && !is_api_shut;
    for (size_t i = run->findings.count; i > 0; i--) { /* the surest last: it wins */
        const struct jt_finding *finding = &run->findings.at[i - 1];
        if (finding->confidence >= JT_LIKELY && finding->fix.kind != JT_FIX_NONE) {
            apply(finding, &plan, run->arena);
            has_cure = true;
        }
    }
    return has_cure ? write(run, &plan) : jt_str_make("", 0);
}
