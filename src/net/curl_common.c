/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl's start, and its lists. */
#include "net/curl_common.h"

#include "codec/url.h"

#include <pthread.h>

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready;

static void start_curl(void)
{
    curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum jt_err jt_curl_ready(void)
{
    if (pthread_once(&curl_once, start_curl) != 0 || curl_ready != CURLE_OK) {
        return JT_ERR_UNAVAILABLE;
    }
    return JT_OK;
}

enum jt_err jt_curl_list_add(struct curl_slist **ret_list, struct jt_arena *arena, jt_str line)
{
    jt_str copy = jt_arena_copy(arena, line);
    struct curl_slist *longer = copy.ptr ? curl_slist_append(*ret_list, copy.ptr) : NULL;
    if (longer == NULL) {
        return JT_ERR_NOMEM;
    }
    *ret_list = longer;
    return JT_OK;
}

/* Of a loopback host: 127.0.0.0/8 and ::1 end in a digit, names under localhost in a letter. */
static bool is_address(jt_str host)
{
    char last = host.ptr[host.len - 1];
    return last >= '0' && last <= '9';
}

enum jt_err jt_curl_list_local_name(struct curl_slist **ret_list, struct jt_arena *arena,
                                    jt_str host, uint16_t port)
{
    if (!jt_host_is_loopback(host) || is_address(host)) {
        return JT_OK;
    }
    jt_str line =
        jt_arena_printf(arena, "%.*s:%u:127.0.0.1,[::1]", JT_STR_ARG(host), (unsigned)port);
    return line.ptr ? jt_curl_list_add(ret_list, arena, line) : JT_ERR_NOMEM;
}

void jt_curl_list_clear(struct curl_slist **list)
{
    curl_slist_free_all(*list);
    *list = NULL;
}
