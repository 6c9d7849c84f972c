/* SPDX-License-Identifier: Apache-2.0 */
/* What the doctor is asked about: options, environment and profile as `jeton token` has them, or a
 * pasted curl command. */
#include "cli/doctor_config.h"

#include "cli/credentials.h"

#include "doctor/curl.h"
#include "doctor/run.h"
#include "oauth/secret_format.h"

#include <stdlib.h>
#include <unistd.h>

extern char **environ;

static enum jt_err missing(struct jt_trouble *trouble, const char *what, const char *next)
{
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "%s", what);
    jt_trouble_set_next(trouble, "%s", next);
    return JT_ERR_NOT_FOUND;
}

static enum jt_err read_attempts(const struct jt_cli *cli, unsigned *ret_attempts,
                                 struct jt_trouble *trouble)
{
    uint64_t attempts = JT_BUDGET_DEFAULT;
    const char *text = cli->options.attempts;
    if (text && (!jt_str_to_u64(jt_str_from_c(text), &attempts) || attempts > JT_BUDGET_MAX)) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE, "--attempts is a number from 0 to %d.",
                       JT_BUDGET_MAX);
        return JT_ERR_ARG;
    }
    *ret_attempts = (unsigned)attempts;
    return JT_OK;
}

/* Unlike `jeton token`, the doctor goes on with what looks wrong: that is what it is for. */
static enum jt_err check(const struct jt_cli *cli, struct jt_trouble *trouble)
{
    const struct jt_want *want = &cli->want;
    if (want->issuer.len == 0 && cli->options.token_endpoint == NULL) {
        return missing(trouble, "No issuer is configured, so there is nobody to ask.",
                       "Give --issuer or --token-endpoint, set JETON_ISSUER, or use --profile.");
    }
    if (want->client_id.len == 0) {
        return missing(trouble, "No client id is configured.",
                       "Give --client-id, set JETON_CLIENT_ID, or use --profile.");
    }
    if (want->method.len && !jt_str_equal(want->method, JT_STR("client_secret_basic")) &&
        !jt_str_equal(want->method, JT_STR("client_secret_post"))) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE, "%.*s is no method of a secret.",
                       JT_STR_ARG(jt_str_slice(want->method, 0, 100)));
        return JT_ERR_ARG;
    }
    if (want->issuer.len > JT_WANT_URL_MAX || want->client_id.len > JT_WANT_ID_MAX ||
        want->scope.len > JT_WANT_SCOPE_MAX || want->resource.len > JT_WANT_URL_MAX) {
        return missing(trouble, "Issuer, client id, scope or resource is longer than any can be.",
                       "Look at what is configured.");
    }
    return JT_OK;
}

static enum jt_secret_source source_of(const struct jt_secret_found *found)
{
    switch (found->where) {
    case JT_FOUND_FILE:
        return JT_SECRET_FROM_FILE;
    case JT_FOUND_VARIABLE:
        return JT_SECRET_FROM_VARIABLE;
    case JT_FOUND_PROFILE:
        return JT_SECRET_FROM_PROFILE;
    }
    return JT_SECRET_FROM_FILE;
}

/* libcurl's choice of variables; user and password in the address are nobody's business. */
static jt_str find_proxy(struct jt_arena *arena, bool is_https)
{
    static const char *const https[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    static const char *const http[] = {"http_proxy", "all_proxy", "ALL_PROXY"};
    const char *const *names = is_https ? https : http;
    size_t count = is_https ? 4 : 3;
    for (size_t i = 0; i < count; i++) {
        jt_str value = jt_str_from_c(getenv(names[i]));
        size_t sign = jt_str_find_char(value, '@');
        if (value.len) {
            return jt_arena_copy(arena, sign < value.len ? jt_str_from(value, sign + 1) : value);
        }
    }
    return jt_str_make("", 0);
}

/* The weaker source, when it holds something else. */
static jt_str find_other(const struct jt_secret_found *found)
{
    jt_str variable = jt_str_from_c(getenv("JETON_CLIENT_SECRET"));
    jt_str own = jt_buf_str(&found->bytes);
    jt_str mine = found->where == JT_FOUND_FILE ? jt_secret_without_line_end(own) : own;
    /* timing: both are the caller's own */
    bool differs = variable.len && !jt_str_equal(variable, mine);
    return found->where == JT_FOUND_FILE && differs ? JT_STR("The variable JETON_CLIENT_SECRET")
                                                    : jt_str_make("", 0);
}

static enum jt_err read_secret(struct jt_cli *cli, struct jt_arena *arena,
                               struct jt_doctor_config *config, struct jt_trouble *trouble)
{
    struct jt_secret_found found;
    enum jt_err err = jt_credentials_secret_as_it_is(cli, &found, trouble);
    if (err != JT_OK) {
        trouble->kind = JT_TROUBLE_LOCAL; /* configuration is missing */
        return err;
    }
    config->secret_source = source_of(&found);
    config->secret_path = jt_str_from_c(found.path);
    config->secret_other = find_other(&found);
    config->secret_read = jt_arena_copy(arena, jt_buf_str(&found.bytes));
    jt_buf_clear(&found.bytes);
    config->secret = found.where == JT_FOUND_FILE ? jt_secret_without_line_end(config->secret_read)
                                                  : config->secret_read;
    return config->secret_read.ptr ? JT_OK : JT_ERR_NOMEM;
}

/* What comes from the command line whatever else is configured. */
static enum jt_err take_options(struct jt_cli *cli, struct jt_arena *arena,
                                struct jt_doctor_config *config, struct jt_trouble *trouble)
{
    const struct jt_options *options = &cli->options;
    *config = (struct jt_doctor_config){
        .issuer = cli->want.issuer,
        .token_endpoint = jt_str_from_c(options->token_endpoint),
        .client_id = cli->want.client_id,
        .method = cli->want.method,
        .scope = cli->want.scope,
        .resource = cli->want.resource,
        .api = jt_str_from_c(options->api_url),
        .token_origins = cli->token_origins,
        .allow_origins = cli->allow_origins,
        .ca_file = cli->ca_file,
        .insecure_http = cli->insecure_http,
        .stages = options->stages,
        .try_repairs = options->try_repairs,
        .variables = (const char *const *)environ,
    };
    jt_str first = config->issuer.len ? config->issuer : config->token_endpoint;
    config->proxy = find_proxy(arena, !jt_str_starts_with(first, JT_STR("http:")));
    JT_TRY(read_attempts(cli, &config->attempts, trouble));
    return JT_OK;
}

/* A pasted command stands for itself: no variable and no profile is mixed into it. */
static enum jt_err take_curl(struct jt_cli *cli, struct jt_arena *arena, struct jt_pasted *pasted,
                             struct jt_doctor_facts *facts, struct jt_trouble *trouble)
{
    jt_str tokens;
    JT_TRY(jt_pasted_read(cli, pasted, trouble));
    cli->want = (struct jt_want){.issuer = jt_str_from_c(cli->options.issuer)};
    cli->ca_file = cli->options.ca_file ? cli->options.ca_file : getenv("JETON_CA_FILE");
    cli->insecure_http = cli->options.insecure_http;
    JT_TRY(jt_origins_join(&cli->options.allow_origins, &cli->lists, &tokens, trouble));
    cli->allow_origins = tokens;
    JT_TRY(take_options(cli, arena, &facts->config, trouble));
    JT_TRY(jt_doctor_take_curl(arena, pasted->command, facts));
    if (jt_curl_command_has(pasted->command, JT_CURL_REMARK_file_not_read) &&
        facts->config.client_id.len == 0 && facts->config.secret.len == 0) {
        jt_trouble_set(trouble, JT_TROUBLE_USAGE,
                       "The command takes its data from elsewhere, and no file is ever read here.");
        jt_trouble_set_next(trouble, "Put the data themselves into the command, in single quotes.");
        return JT_ERR_ARG;
    }
    if (facts->config.client_id.len > JT_WANT_ID_MAX ||
        facts->config.secret.len > JT_CLIENT_SECRET_MAX ||
        facts->config.scope.len > JT_WANT_SCOPE_MAX) {
        return missing(trouble, "Client id, secret or scope is longer than any can be.",
                       "Look at the command.");
    }
    return JT_OK;
}

enum jt_err jt_doctor_configure(struct jt_cli *cli, struct jt_arena *arena,
                                struct jt_pasted *pasted, struct jt_doctor_facts *facts,
                                struct jt_trouble *trouble)
{
    if (cli->options.curl) {
        return take_curl(cli, arena, pasted, facts, trouble);
    }
    JT_TRY(jt_credentials_find(cli, false, trouble));
    JT_TRY(check(cli, trouble));
    JT_TRY(take_options(cli, arena, &facts->config, trouble));
    return read_secret(cli, arena, &facts->config, trouble);
}
