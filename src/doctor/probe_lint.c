/* SPDX-License-Identifier: Apache-2.0 */
/* P0 as a step. */
#include "client/curl_command.h"
#include "doctor/lint.h"
#include "doctor/probe.h"

static const char *const fields[] = {
    [JT_LINT_SECRET] = "The client secret",
    [JT_LINT_CLIENT_ID] = "The client id",
    [JT_LINT_URL] = "The address",
    [JT_LINT_SCOPE] = "The scope",
};

/* Remarks that mean something with one provider only, or nothing by themselves. */
static bool is_quiet(enum jt_lint_kind kind)
{
    return kind == JT_LINT_RESERVED || kind == JT_LINT_GUID || kind == JT_LINT_TENANT_WORD ||
           kind == JT_LINT_OKTA_ORG_SERVER || kind == JT_LINT_AUTH_PREFIX ||
           kind == JT_LINT_NO_DEFAULT_SCOPE || kind == JT_LINT_NO_AUDIENCE;
}

static const char *text_of(enum jt_lint_kind kind)
{
    static const char *const texts[] = {
        [JT_LINT_EMPTY] = "is empty",
        [JT_LINT_WHITESPACE] = "holds white space",
        [JT_LINT_INVISIBLE] = "holds an invisible character",
        [JT_LINT_CONTROL] = "holds a control character",
        [JT_LINT_NON_ASCII] = "holds a character outside ASCII",
        [JT_LINT_PERCENT_ENCODED] = "looks percent-encoded",
        [JT_LINT_MASKED] = "is a mask",
        [JT_LINT_QUOTED] = "stands in quotes",
        [JT_LINT_VARIABLE] = "holds a variable that nobody expanded",
        [JT_LINT_EXPANDED] = "holds the value of a variable",
        [JT_LINT_BACKSLASH] = "holds a backslash",
        [JT_LINT_GUID] = "is a GUID",
        [JT_LINT_TRUNCATED] = "is cut",
        [JT_LINT_CHECKSUM] = "has a wrong checksum",
        [JT_LINT_LOOKS_LIKE_SECRET] = "looks like a secret",
        [JT_LINT_COLON] = "holds a colon",
        [JT_LINT_RESERVED] = "holds characters that are encoded on the way",
        [JT_LINT_PLAIN_HTTP] = "is plain http",
        [JT_LINT_NOT_A_URL] = "is no URL",
        [JT_LINT_TENANT_WORD] = "has a word in the tenant's place",
        [JT_LINT_OKTA_ORG_SERVER] = "is that of an organization server",
        [JT_LINT_AUTH_PREFIX] = "has the prefix /auth",
        [JT_LINT_NO_DEFAULT_SCOPE] = "has no /.default",
        [JT_LINT_NO_AUDIENCE] = "names no audience",
    };
    return texts[kind];
}

static void add_step(struct jt_doctor_run *run, const struct jt_lint_remark *remark)
{
    char character[JT_CODE_POINT_TEXT] = "";
    if (remark->at && remark->code_point) {
        jt_code_point_write(remark->code_point, character);
        jt_step_add(run, "P0", "Look at what is configured", JT_STEP_BAD,
                    "%s %s: %s at character %zu", fields[remark->field], text_of(remark->kind),
                    character, remark->at);
    } else {
        jt_step_add(run, "P0", "Look at what is configured", JT_STEP_BAD, "%s %s",
                    fields[remark->field], text_of(remark->kind));
    }
}

/* What the reader of a pasted command had to say. */
static void tell_remarks(struct jt_doctor_run *run)
{
    const struct jt_curl_command *command = run->facts.request.command;
    for (size_t i = 0; command && i < command->remark_count; i++) {
        enum jt_curl_remark_kind kind = command->remarks[i].kind;
        jt_step_add(run, "P0", "Read the pasted command", JT_STEP_UNKNOWN, "%s: %s %s",
                    jt_curl_part_name(command->remarks[i].part), jt_curl_remark_what(kind),
                    jt_curl_remark_cure(kind));
    }
}

void jt_probe_lint(struct jt_doctor_run *run)
{
    size_t said = 0;
    enum jt_err err = jt_lint(run->arena, &run->facts);
    if (err != JT_OK) {
        run->err = err;
        return;
    }
    tell_remarks(run);
    for (size_t i = 0; i < run->facts.lint.count; i++) {
        if (!is_quiet(run->facts.lint.at[i].kind)) {
            add_step(run, &run->facts.lint.at[i]);
            said++;
        }
    }
    if (said == 0) {
        jt_step_add(run, "P0", "Look at what is configured", JT_STEP_OK,
                    "nothing strange in client id, secret, addresses and scope");
    }
}
