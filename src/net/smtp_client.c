/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl's SMTP, watched: what is handed out last, and what comes back after it, decides what is
 * known about a mail. */
#include "net/smtp_client.h"

#include "codec/percent.h"
#include "net/curl_common.h"

#include <stdio.h>
#include <string.h>

struct conversation {
    const struct jt_smtp_hooks *hooks;
    jt_str left; /* of the message */
    enum jt_smtp_phase phase;
    size_t answers_len; /* bytes that the server has said */
    int last_code;
    bool accepted;
    bool withdrawn;
    bool too_long;
    char error[CURL_ERROR_SIZE];
};

/* The last piece goes out once the hook agrees: the mark must stand before the deed. */
static size_t hand_out(char *room, size_t size, size_t count, void *arg)
{
    struct conversation *talk = arg;
    size_t len = size * count < talk->left.len ? size * count : talk->left.len;
    if (len == 0) {
        return 0;
    }
    if (len == talk->left.len) {
        if (talk->hooks->ending && !talk->hooks->ending(talk->hooks->arg)) {
            talk->withdrawn = true;
            return CURL_READFUNC_ABORT;
        }
        talk->phase = JT_SMTP_IN_DOUBT;
    }
    memcpy(room, talk->left.ptr, len);
    talk->left = jt_str_from(talk->left, len);
    return len;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* RFC 5321 §4.2: three digits, and a hyphen behind them in all lines but the last. -1: not the last
 * line of a reply. */
static int reply_code(jt_str line)
{
    if (line.len < 3 || digit(line.ptr[0]) < 2 || digit(line.ptr[1]) < 0 ||
        digit(line.ptr[2]) < 0 || (line.len > 3 && line.ptr[3] == '-')) {
        return -1;
    }
    return digit(line.ptr[0]) * 100 + digit(line.ptr[1]) * 10 + digit(line.ptr[2]);
}

static void note_answer(struct conversation *talk, int code)
{
    if (talk->phase == JT_SMTP_IN_DOUBT) {
        talk->phase = JT_SMTP_ANSWERED;
        talk->accepted = code / 100 == 2;
        if (talk->hooks->answered) {
            talk->hooks->answered(talk->hooks->arg, talk->accepted);
        }
    }
}

/* libcurl gives the server's replies line by line. */
static size_t take_line(char *bytes, size_t size, size_t count, void *arg)
{
    struct conversation *talk = arg;
    talk->answers_len += size * count;
    if (talk->answers_len > JT_SMTP_ANSWERS_MAX) {
        talk->too_long = true;
        return 0;
    }
    int code = reply_code(jt_str_make(bytes, size * count));
    if (code > 0) {
        note_answer(talk, code);
    }
    return size * count;
}

static int watch(void *arg, curl_off_t in_all, curl_off_t in, curl_off_t out_all, curl_off_t out)
{
    const struct conversation *talk = arg;
    (void)in_all;
    (void)in;
    (void)out_all;
    (void)out;
    return talk->hooks->stops && talk->hooks->stops(talk->hooks->arg, talk->phase);
}

/* libcurl writes addresses into its lines as they are. */
static bool is_safe_address(jt_str address)
{
    for (size_t i = 0; i < address.len; i++) {
        unsigned char c = (unsigned char)address.ptr[i];
        if (c <= 0x20 || c == 0x7f || c == '<' || c == '>') {
            return false;
        }
    }
    return jt_str_find_char(address, '@') < address.len;
}

static bool is_clean(jt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static enum jt_err check(const struct jt_smtp_server *server, const struct jt_smtp_mail *mail)
{
    bool is_good = is_safe_address(mail->from) && is_safe_address(mail->to) && mail->message.len &&
                   is_clean(server->host) && is_clean(server->own_name) && is_clean(server->user) &&
                   is_clean(server->password);
    return is_good ? JT_OK : JT_ERR_ARG;
}

static enum jt_err write_url(const struct jt_smtp_server *server, struct jt_buf *buf)
{
    jt_buf_append_c(buf, server->security == JT_SMTP_TLS ? "smtps://" : "smtp://");
    jt_buf_append_c(buf, server->host_is_ipv6 ? "[" : "");
    jt_buf_append(buf, server->host);
    jt_buf_append_f(buf, "%s:%u/", server->host_is_ipv6 ? "]" : "", (unsigned)server->port);
    jt_percent_encode(buf, server->own_name);
    return jt_buf_check(buf);
}

static CURLcode set_way(CURL *easy, struct jt_arena *arena, const struct jt_smtp_server *server)
{
    CURLcode failed = CURLE_OK;
    long use_tls = server->security == JT_SMTP_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL;
    failed |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    failed |= curl_easy_setopt(easy, CURLOPT_PROXY, "");
    failed |= curl_easy_setopt(easy, CURLOPT_USE_SSL, use_tls);
    failed |= curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (server->ca_file.len) {
        jt_str file = jt_arena_copy(arena, server->ca_file);
        failed |= file.ptr ? curl_easy_setopt(easy, CURLOPT_CAINFO, file.ptr) : CURLE_OUT_OF_MEMORY;
    }
    return failed;
}

/* libcurl copies the texts. */
static CURLcode set_login(CURL *easy, struct jt_arena *arena, const struct jt_smtp_server *server)
{
    if (server->user.len == 0) {
        return CURLE_OK;
    }
    jt_str user = jt_arena_copy(arena, server->user);
    jt_str password = jt_arena_copy(arena, server->password);
    if (user.ptr == NULL || password.ptr == NULL) {
        return CURLE_OUT_OF_MEMORY;
    }
    return curl_easy_setopt(easy, CURLOPT_USERNAME, user.ptr) |
           curl_easy_setopt(easy, CURLOPT_PASSWORD, password.ptr);
}

/* The connection ends with the mail, so that the farewell falls into this call and its limits. */
static CURLcode set_limits(CURL *easy, const struct jt_smtp_server *server)
{
    CURLcode failed = CURLE_OK;
    long answer_s = (long)((server->timeout_ms + 999) / 1000);
    failed |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)server->timeout_ms);
    failed |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)server->timeout_ms);
    failed |= curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, answer_s);
    return failed;
}

static CURLcode set_talk(CURL *easy, struct conversation *talk)
{
    CURLcode failed = CURLE_OK;
    failed |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, talk->error);
    failed |= curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    failed |= curl_easy_setopt(easy, CURLOPT_READFUNCTION, hand_out);
    failed |= curl_easy_setopt(easy, CURLOPT_READDATA, talk);
    failed |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_line);
    failed |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, talk);
    failed |= curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    failed |= curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, watch);
    failed |= curl_easy_setopt(easy, CURLOPT_XFERINFODATA, talk);
    return failed;
}

static CURLcode set_mail(CURL *easy, struct jt_arena *arena, const struct jt_smtp_mail *mail,
                         struct curl_slist *to)
{
    jt_str from = jt_arena_copy(arena, mail->from);
    if (from.ptr == NULL) {
        return CURLE_OUT_OF_MEMORY;
    }
    return curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from.ptr) |
           curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to);
}

static const char *words_of(const struct conversation *talk, CURLcode code)
{
    if (talk->too_long) {
        return "the server says more than a mail server has to say";
    }
    /* libcurl's own words hold a number of the server's, never its text. */
    return talk->error[0] ? talk->error : curl_easy_strerror(code);
}

/* Was it the mail, and not the way to the server or the login, that it refused? */
static bool is_about_mail(const struct conversation *talk, CURLcode code)
{
    return talk->phase == JT_SMTP_ANSWERED || (code == CURLE_SEND_ERROR && talk->last_code >= 400);
}

static enum jt_smtp_outcome judge(const struct conversation *talk, CURLcode code)
{
    if (talk->phase == JT_SMTP_ANSWERED && talk->accepted) {
        return JT_SMTP_ACCEPTED;
    }
    if (talk->withdrawn) {
        return JT_SMTP_WITHDRAWN;
    }
    if (talk->phase == JT_SMTP_IN_DOUBT) {
        return JT_SMTP_UNKNOWN;
    }
    if (!is_about_mail(talk, code)) {
        return JT_SMTP_NO_SERVER;
    }
    return talk->last_code / 100 == 5 ? JT_SMTP_REFUSED : JT_SMTP_LATER;
}

static void tell(CURL *easy, struct conversation *talk, CURLcode code,
                 struct jt_smtp_result *ret_result)
{
    long last_code = 0; /* the farewell does not count */
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &last_code);
    talk->last_code = (int)last_code;
    *ret_result = (struct jt_smtp_result){.outcome = judge(talk, code), .code = talk->last_code};
    if (ret_result->outcome == JT_SMTP_ACCEPTED) {
        return;
    }
    (void)snprintf(ret_result->why, sizeof(ret_result->why), "%s", words_of(talk, code));
}

static void clear_easy(CURL **easy)
{
    curl_easy_cleanup(*easy);
}

static CURLcode set_all(CURL *easy, struct jt_arena *arena, const struct jt_smtp_server *server,
                        struct conversation *talk)
{
    return set_way(easy, arena, server) | set_login(easy, arena, server) |
           set_limits(easy, server) | set_talk(easy, talk);
}

enum jt_err jt_smtp_send(const struct jt_smtp_server *server, const struct jt_smtp_mail *mail,
                         const struct jt_smtp_hooks *hooks, struct jt_smtp_result *ret_result)
{
    JT_CLEAN(jt_arena_clear) struct jt_arena arena = {0};
    JT_CLEAN(jt_buf_clear) struct jt_buf url = {0};
    JT_CLEAN(jt_curl_list_clear) struct curl_slist *to = NULL;
    JT_CLEAN(jt_curl_list_clear) struct curl_slist *names = NULL;
    struct conversation talk = {.hooks = hooks, .left = mail->message};
    JT_TRY(check(server, mail));
    JT_TRY(jt_curl_ready());
    JT_TRY(write_url(server, &url));
    JT_TRY(jt_curl_list_add(&to, &arena, mail->to));
    JT_TRY(jt_curl_list_local_name(&names, &arena, server->host, server->port));
    JT_CLEAN(clear_easy) CURL *easy = curl_easy_init();
    if (easy == NULL || set_all(easy, &arena, server, &talk) != CURLE_OK ||
        set_mail(easy, &arena, mail, to) != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_RESOLVE, names) != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_URL, jt_buf_c(&url)) != CURLE_OK) {
        return JT_ERR_NOMEM;
    }
    CURLcode code = curl_easy_perform(easy);
    tell(easy, &talk, code, ret_result);
    return JT_OK;
}
