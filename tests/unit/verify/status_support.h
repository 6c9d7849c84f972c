/* SPDX-License-Identifier: Apache-2.0 */
/* An issuer that also keeps a status list, and a source that serves it, truly or not. */
#ifndef JT_TESTS_UNIT_VERIFY_STATUS_SUPPORT_H
#define JT_TESTS_UNIT_VERIFY_STATUS_SUPPORT_H

#include "codec/deflate.h"
#include "unit/verify/support.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LIST_URI ISSUER "/status-lists/1"
#define LIST_HEADER "\"typ\":\"statuslist+jwt\""
#define GOOD_TIMES "\"iat\":1700000000,\"exp\":1700000300,\"ttl\":5"

enum { LIST_BYTES = 1 << 17 };

/* base64url of the compressed bits. */
static inline void list_lst(jt_str bits, struct jt_buf *ret_lst)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf stream = {0};
    assert_int_equal(jt_deflate(&stream, bits), JT_OK);
    jt_base64url_encode(ret_lst, jt_buf_str(&stream));
    assert_int_equal(jt_buf_check(ret_lst), JT_OK);
}

/* A token with these members of the header beside alg and kid, and these claims. */
static inline void list_sign(const struct issuer *issuer, const char *header_members, jt_str claims,
                             struct jt_buf *ret_token)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf header = {0};
    jt_buf_append_f(&header, "{\"alg\":\"%s\",\"kid\":\"%s\",%s}", issuer->alg->name.ptr,
                    issuer->kid, header_members);
    issuer_sign(issuer, jt_buf_str(&header), claims, ret_token);
}

/* A good token over these bits, with these times. */
static inline void list_make(const struct issuer *issuer, const char *times, jt_str bits,
                             struct jt_buf *ret_token)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf claims = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf lst = {0};
    list_lst(bits, &lst);
    jt_buf_append_c(&claims, "{\"sub\":\"" LIST_URI "\",");
    jt_buf_append_c(&claims, times);
    jt_buf_append_c(&claims, ",\"status_list\":{\"bits\":1,\"lst\":\"");
    jt_buf_append(&claims, jt_buf_str(&lst));
    jt_buf_append_c(&claims, "\"}}");
    assert_int_equal(jt_buf_check(&claims), JT_OK);
    list_sign(issuer, LIST_HEADER, jt_buf_str(&claims), ret_token);
}

/* What the source answers, and what it was asked. */
struct list_source {
    pthread_mutex_t lock;
    enum jeton_status_answer answer;
    struct jt_buf token;
    const char *tag; /* NULL: none */
    struct jt_clock_manual *clock;
    int takes_s; /* how far the clock goes on during a call */
    int calls;
    int write_failed;
    int tag_failed;
    int asked_wait_s;
    char asked_uri[256];
    char asked_tag[200];
};

static inline enum jeton_status_answer
list_fetch(void *arg, const struct jeton_status_request *request, struct jeton_status_sink *sink)
{
    struct list_source *source = arg;
    (void)pthread_mutex_lock(&source->lock);
    source->calls++;
    source->asked_wait_s = request->wait_s;
    (void)snprintf(source->asked_uri, sizeof(source->asked_uri), "%s", request->uri);
    (void)snprintf(source->asked_tag, sizeof(source->asked_tag), "%s", request->tag);
    if (source->answer == JETON_STATUS_FETCHED) {
        source->write_failed = jeton_status_sink_write(sink, source->token.ptr, source->token.len);
    }
    if (source->tag) {
        source->tag_failed = jeton_status_sink_set_tag(sink, source->tag);
    }
    if (source->clock) {
        jt_clock_manual_advance(source->clock, source->takes_s);
    }
    enum jeton_status_answer answer = source->answer;
    (void)pthread_mutex_unlock(&source->lock);
    return answer;
}

#endif
