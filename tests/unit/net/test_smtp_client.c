/* SPDX-License-Identifier: Apache-2.0 */
/* One mail by SMTP, against a server that does what its script says: what is known about a mail
 * after everything that a server can do to it. */
#include "net/smtp_client.h"

#include "support/assert_str.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What it says: at the greeting, then to each command in turn; after the last it closes the
 * connection. "" closes it without an answer. */
struct script {
    const char *replies[10];
    bool floods; /* goes on greeting for ever */
    bool says_nothing;
};

static struct {
    struct script script;
    int listener;
    uint16_t port;
    pthread_t thread;
    char heard[8192];
    size_t heard_len;
} peer;

static bool say(int fd, const char *text)
{
    return send(fd, text, strlen(text), MSG_NOSIGNAL) > 0;
}

static void flood(int fd)
{
    while (say(fd, "220-and another line of greeting, and there will be more of them\r\n")) {
    }
}

/* Reads up to the end of a command, or of the mail after DATA was let in. False: it is gone. */
static bool hear(int fd, const char *end)
{
    size_t begin = peer.heard_len;
    while (strstr(peer.heard + begin, end) == NULL) {
        ssize_t got =
            recv(fd, peer.heard + peer.heard_len, sizeof(peer.heard) - 1 - peer.heard_len, 0);
        if (got <= 0) {
            return false;
        }
        peer.heard_len += (size_t)got;
        peer.heard[peer.heard_len] = '\0';
    }
    return true;
}

static void talk(int fd)
{
    if (peer.script.floods) {
        flood(fd);
        return;
    }
    for (size_t i = 0; peer.script.replies[i]; i++) {
        bool lets_in = strncmp(peer.script.replies[i], "354", 3) == 0;
        if (!say(fd, peer.script.replies[i]) || peer.script.replies[i + 1] == NULL ||
            !hear(fd, lets_in ? "\r\n.\r\n" : "\r\n")) {
            return;
        }
    }
}

static void *serve(void *arg)
{
    (void)arg;
    int fd = accept(peer.listener, NULL, NULL);
    if (fd < 0) {
        return NULL;
    }
    if (peer.script.says_nothing) {
        (void)hear(fd, "never");
    } else {
        talk(fd);
    }
    (void)close(fd);
    return NULL;
}

static void start_peer(const struct script *script)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof(address);
    memset(&peer, 0, sizeof(peer));
    peer.script = *script;
    peer.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(peer.listener, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(peer.listener, 1), 0);
    assert_int_equal(getsockname(peer.listener, (struct sockaddr *)&address, &len), 0);
    peer.port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&peer.thread, NULL, serve, NULL), 0);
}

static void stop_peer(void)
{
    (void)shutdown(peer.listener, SHUT_RDWR);
    (void)pthread_join(peer.thread, NULL);
    (void)close(peer.listener);
}

struct watcher {
    bool agrees;
    bool stops_at_once;
    int endings;
    int answers;
    bool accepted;
};

static bool ending(void *arg)
{
    struct watcher *watcher = arg;
    watcher->endings++;
    return watcher->agrees;
}

static void answered(void *arg, bool accepted)
{
    struct watcher *watcher = arg;
    watcher->answers++;
    watcher->accepted = accepted;
}

static bool stops(void *arg, enum jt_smtp_phase phase)
{
    const struct watcher *watcher = arg;
    return watcher->stops_at_once && phase == JT_SMTP_BEFORE_END;
}

static struct jt_smtp_server server_at(uint16_t port)
{
    return (struct jt_smtp_server){.host = JT_STR("127.0.0.1"),
                                   .port = port,
                                   .security = JT_SMTP_PLAIN,
                                   .own_name = JT_STR("[127.0.0.1]"),
                                   .timeout_ms = 20000};
}

static const struct jt_smtp_mail mail = {
    .from = JT_STR_INIT("jeton@example.org"),
    .to = JT_STR_INIT("ada@example.org"),
    .message = JT_STR_INIT("Subject: x\r\n\r\n.begins with a dot\r\nend\r\n"),
};

static struct jt_smtp_result send_to(const struct jt_smtp_server *server, struct watcher *watcher)
{
    const struct jt_smtp_hooks hooks = {ending, answered, stops, watcher};
    struct jt_smtp_result result;
    assert_int_equal(jt_smtp_send(server, &mail, &hooks, &result), JT_OK);
    return result;
}

static struct jt_smtp_result play(const struct script *script, struct watcher *watcher)
{
    start_peer(script);
    struct jt_smtp_server server = server_at(peer.port);
    struct jt_smtp_result result = send_to(&server, watcher);
    stop_peer();
    return result;
}

#define SCRIPT(...)                                                                                \
    {                                                                                              \
        .replies = { __VA_ARGS__ }                                                                 \
    }
#define HELLO "220 mail.example.org\r\n", "250 mail.example.org\r\n"
#define ENVELOPE HELLO, "250 ok\r\n", "250 ok\r\n"
#define heard(words) (strstr(peer.heard, (words)) != NULL)

static void a_mail_is_accepted(void **state)
{
    (void)state;
    struct watcher watcher = {.agrees = true};
    const struct script script = SCRIPT(ENVELOPE, "354 go on\r\n", "250 taken\r\n", "221 bye\r\n");
    struct jt_smtp_result result = play(&script, &watcher);
    assert_int_equal(result.outcome, JT_SMTP_ACCEPTED);
    assert_int_equal(result.code, 250);
    assert_string_equal(result.why, "");
    assert_int_equal(watcher.endings, 1);
    assert_int_equal(watcher.answers, 1);
    assert_true(watcher.accepted);
    assert_true(heard("EHLO [127.0.0.1]\r\n"));
    assert_true(heard("MAIL FROM:<jeton@example.org>"));
    assert_true(heard("RCPT TO:<ada@example.org>\r\n"));
    assert_true(heard("\r\n..begins with a dot\r\nend\r\n.\r\n"));
    assert_true(heard("QUIT\r\n"));
}

/* The answer is known; what becomes of the farewell does not matter. */
static void an_accepted_mail_stays_accepted(void **state)
{
    (void)state;
    struct watcher watcher = {.agrees = true};
    const struct script script = SCRIPT(ENVELOPE, "354 go on\r\n", "250-taken\r\n250 well\r\n");
    assert_int_equal(play(&script, &watcher).outcome, JT_SMTP_ACCEPTED);
}

static void what_the_server_says_to_the_mail_counts(void **state)
{
    (void)state;
    static const struct {
        struct script script;
        enum jt_smtp_outcome outcome;
        int code;
        int endings;
    } rows[] = {
        {SCRIPT(HELLO, "451 not now\r\n", "221 bye\r\n"), JT_SMTP_LATER, 451, 0},
        {SCRIPT(HELLO, "250 ok\r\n", "450 greylisted\r\n", "221 bye\r\n"), JT_SMTP_LATER, 450, 0},
        {SCRIPT(HELLO, "250 ok\r\n", "550 nobody\r\n", "221 bye\r\n"), JT_SMTP_REFUSED, 550, 0},
        {SCRIPT(ENVELOPE, "452 full\r\n", "221 bye\r\n"), JT_SMTP_LATER, 452, 0},
        {SCRIPT(ENVELOPE, "354 go\r\n", "451 no\r\n", "221 bye\r\n"), JT_SMTP_LATER, 451, 1},
        {SCRIPT(ENVELOPE, "354 go\r\n", "554 spam\r\n", "221 bye\r\n"), JT_SMTP_REFUSED, 554, 1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct watcher watcher = {.agrees = true};
        struct jt_smtp_result result = play(&rows[i].script, &watcher);
        assert_int_equal(result.outcome, rows[i].outcome);
        assert_int_equal(result.code, rows[i].code);
        assert_int_equal(watcher.endings, rows[i].endings);
        assert_false(watcher.accepted);
        assert_true(result.why[0] != '\0');
        /* What a stranger says does not get into our log. */
        assert_null(strstr(result.why, "greylisted"));
        assert_null(strstr(result.why, "spam"));
    }
}

static void a_server_that_is_no_use_is_told_apart(void **state)
{
    (void)state;
    static const struct script scripts[] = {
        SCRIPT(""),
        SCRIPT("554 no service here\r\n"),
        SCRIPT("421 busy\r\n"),
        SCRIPT("HTTP/1.1 400 Bad Request\r\n\r\n"),
        SCRIPT("220 x\r\n", ""),
        SCRIPT(HELLO, ""),
        SCRIPT(ENVELOPE, ""),
        {.floods = true},
    };
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        struct watcher watcher = {.agrees = true};
        struct jt_smtp_result result = play(&scripts[i], &watcher);
        assert_int_equal(result.outcome, JT_SMTP_NO_SERVER);
        assert_int_equal(watcher.endings, 0);
        assert_true(result.why[0] != '\0');
    }
}

static void silence_ends_in_time(void **state)
{
    (void)state;
    struct watcher watcher = {.agrees = true};
    const struct script script = {.says_nothing = true};
    start_peer(&script);
    struct jt_smtp_server server = server_at(peer.port);
    server.timeout_ms = 100;
    assert_int_equal(send_to(&server, &watcher).outcome, JT_SMTP_NO_SERVER);
    stop_peer();
}

static void nobody_listens(void **state)
{
    (void)state;
    struct watcher watcher = {.agrees = true};
    const struct script script = {.says_nothing = true};
    start_peer(&script);
    uint16_t port = peer.port;
    stop_peer();
    struct jt_smtp_server server = server_at(port);
    assert_int_equal(send_to(&server, &watcher).outcome, JT_SMTP_NO_SERVER);
}

static void a_lost_answer_leaves_doubt(void **state)
{
    (void)state;
    struct watcher watcher = {.agrees = true};
    const struct script script = SCRIPT(ENVELOPE, "354 go on\r\n", "");
    assert_int_equal(play(&script, &watcher).outcome, JT_SMTP_UNKNOWN);
    assert_int_equal(watcher.endings, 1);
    assert_int_equal(watcher.answers, 0);
}

static void a_withdrawn_mail_does_not_end(void **state)
{
    (void)state;
    struct watcher watcher = {.agrees = false};
    const struct script script = SCRIPT(ENVELOPE, "354 go on\r\n", "250 taken\r\n", "221 bye\r\n");
    assert_int_equal(play(&script, &watcher).outcome, JT_SMTP_WITHDRAWN);
    assert_false(heard("\r\n.\r\n"));
    assert_false(heard("end\r\n"));
}

static void it_stops_when_told_to(void **state)
{
    (void)state;
    struct watcher at_once = {.agrees = true, .stops_at_once = true};
    const struct script silent = {.says_nothing = true};
    assert_int_equal(play(&silent, &at_once).outcome, JT_SMTP_NO_SERVER);
    assert_int_equal(at_once.endings, 0);
}

/* Nothing of the mail, and no login, goes over a connection that stayed in the clear. */
static void starttls_is_required(void **state)
{
    (void)state;
    struct watcher watcher = {.agrees = true};
    const struct script script = SCRIPT("220 x\r\n", "250-x\r\n250 AUTH PLAIN LOGIN\r\n",
                                        "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 taken\r\n");
    start_peer(&script);
    struct jt_smtp_server server = server_at(peer.port);
    server.security = JT_SMTP_STARTTLS;
    server.user = JT_STR("jeton");
    server.password = JT_STR("not for everybody");
    assert_int_equal(send_to(&server, &watcher).outcome, JT_SMTP_NO_SERVER);
    stop_peer();
    assert_false(heard("AUTH"));
    assert_false(heard("MAIL FROM"));
}

static void a_refused_login_is_no_word_about_the_mail(void **state)
{
    (void)state;
    struct watcher watcher = {.agrees = true};
    const struct script script =
        SCRIPT("220 x\r\n", "250-x\r\n250 AUTH PLAIN\r\n", "535 no\r\n", "221 bye\r\n");
    start_peer(&script);
    struct jt_smtp_server server = server_at(peer.port);
    server.user = JT_STR("jeton");
    server.password = JT_STR("wrong");
    struct jt_smtp_result result = send_to(&server, &watcher);
    stop_peer();
    assert_int_equal(result.outcome, JT_SMTP_NO_SERVER);
    assert_int_equal(result.code, 535);
    assert_null(strstr(result.why, "wrong"));
}

static void texts_that_could_leave_their_line_are_refused(void **state)
{
    (void)state;
    static const jt_str bad[] = {
        JT_STR_INIT("a@b\r\nDATA"), JT_STR_INIT("a@b\nRCPT TO:<eve@c>"),
        JT_STR_INIT("a@b>"),        JT_STR_INIT("<a@b"),
        JT_STR_INIT("a b@c"),       JT_STR_INIT("a@b\0c"),
        JT_STR_INIT("nobody"),      JT_STR_INIT(""),
    };
    struct watcher watcher = {.agrees = true};
    const struct jt_smtp_hooks hooks = {ending, answered, stops, &watcher};
    struct jt_smtp_server server = server_at(1);
    struct jt_smtp_result result;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct jt_smtp_mail to = mail;
        struct jt_smtp_mail from = mail;
        to.to = bad[i];
        from.from = bad[i];
        assert_int_equal(jt_smtp_send(&server, &to, &hooks, &result), JT_ERR_ARG);
        assert_int_equal(jt_smtp_send(&server, &from, &hooks, &result), JT_ERR_ARG);
    }
    struct jt_smtp_mail empty = mail;
    empty.message = JT_STR("");
    assert_int_equal(jt_smtp_send(&server, &empty, &hooks, &result), JT_ERR_ARG);
    server.own_name = JT_STR("x\r\nMAIL");
    assert_int_equal(jt_smtp_send(&server, &mail, &hooks, &result), JT_ERR_ARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_is_accepted),
        cmocka_unit_test(an_accepted_mail_stays_accepted),
        cmocka_unit_test(what_the_server_says_to_the_mail_counts),
        cmocka_unit_test(a_server_that_is_no_use_is_told_apart),
        cmocka_unit_test(silence_ends_in_time),
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(a_lost_answer_leaves_doubt),
        cmocka_unit_test(a_withdrawn_mail_does_not_end),
        cmocka_unit_test(it_stops_when_told_to),
        cmocka_unit_test(starttls_is_required),
        cmocka_unit_test(a_refused_login_is_no_word_about_the_mail),
        cmocka_unit_test(texts_that_could_leave_their_line_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
