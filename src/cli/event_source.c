/* SPDX-License-Identifier: Apache-2.0 */
/* A long log takes more requests than the server allows in a minute: whoever reads it all waits. */
#include "cli/event_source.h"

#include "cli/narrow.h"
#include "cli/say.h"
#include "cli/session.h"

#include "client/call.h"

#include <stdio.h>
#include <time.h>

enum { TOO_MANY = 429, WAIT_MAX_S = 60, TRIES_MAX = 5 };

static enum jt_err find_base(struct jt_event_source *source, struct jt_trouble *trouble)
{
    jt_str issuer = jt_str_from_c(source->issuer);
    size_t at = jt_str_find(issuer, JT_STR("/auth/realms/"));
    if (at == issuer.len) {
        jt_trouble_set(trouble, JT_TROUBLE_REFUSED, "The issuer %s is no realm of a Jeton server.",
                       source->issuer);
        jt_trouble_set_next(trouble, "Name the server whose log it is with --issuer.");
        return JT_ERR_REFUSED;
    }
    (void)snprintf(source->base, sizeof(source->base), "%.*s", (int)at, issuer.ptr);
    return JT_OK;
}

enum jt_err jt_event_source_open(struct jt_cli *cli, struct jt_event_source *ret_source,
                                 struct jt_trouble *trouble)
{
    const jt_str scope = JT_STR("event.view");
    struct jt_acquired acquired;
    ret_source->cli = cli;
    JT_TRY(jt_session_begin(cli, &ret_source->acquire, trouble));
    JT_TRY(jt_narrow_acquire(&ret_source->acquire, &scope, 1, &acquired, trouble));
    (void)snprintf(ret_source->issuer, sizeof(ret_source->issuer), "%.*s",
                   JT_STR_ARG(acquired.token.issuer));
    jt_token_clear(&acquired.token);
    return find_base(ret_source, trouble);
}

static void wait_for(const struct jt_event_source *source, int64_t seconds)
{
    struct timespec pause = {.tv_sec = 1};
    if (seconds > 0) {
        pause.tv_sec = seconds < WAIT_MAX_S ? (time_t)seconds : WAIT_MAX_S;
    }
    jt_say_note(source->cli, "The server allows no more requests for a moment; waiting.");
    (void)nanosleep(&pause, NULL);
}

static enum jt_err read_answer(const struct jt_http_in *in, jt_str url, struct jt_json **ret_json,
                               struct jt_trouble *trouble)
{
    if (in->status != 200) {
        jt_refused_by_api(in, trouble);
        return JT_ERR_REFUSED;
    }
    enum jt_err err = jt_json_parse(in->body, JT_CALL_BODY_MAX, ret_json);
    if (err != JT_OK) {
        jt_trouble_set(trouble, JT_TROUBLE_NETWORK, "%.*s answered something that is no JSON.",
                       JT_STR_ARG(url));
    }
    return err;
}

enum jt_err jt_event_source_get(const struct jt_event_source *source, jt_str url,
                                struct jt_json **ret_json, struct jt_trouble *trouble)
{
    const jt_str accept = JT_STR("Accept: application/json");
    const struct jt_call call = {
        .method = JT_STR("GET"), .url = url, .headers = &accept, .header_count = 1};
    for (int i = 0;; i++) {
        JT_CLEAN(jt_arena_clear) struct jt_arena arena = {.max = JT_CALL_ARENA_MAX};
        struct jt_http_in in;
        JT_TRY(jt_call_send(&call, &source->acquire, &arena, &in, trouble));
        if (in.status != TOO_MANY || i == TRIES_MAX) {
            return read_answer(&in, url, ret_json, trouble);
        }
        wait_for(source, in.retry_after_s);
    }
}
