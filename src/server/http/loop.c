/* SPDX-License-Identifier: Apache-2.0 */
/* The turns of a loop: what runs before and after poll, deadlines, tasks from other threads, and
 * how it ends. */
#include "server/http/loop.h"

#include "server/http/connection.h"

#include <stdlib.h>

void *jt_loop_data(const struct jt_loop *loop)
{
    return loop->data;
}

unsigned jt_loop_index(const struct jt_loop *loop)
{
    return loop->index;
}

jt_str jt_loop_date(struct jt_loop *loop)
{
    return jt_http_date_at(&loop->date, jt_clock_now(loop->server->options.clock));
}

void jt_loop_wake(struct jt_loop *loop)
{
    const struct jt_http_app *app = &loop->server->app;
    if (!loop->awake && app->wake) {
        app->wake(app->arg, loop->data);
    }
    loop->awake = true;
}

static void flush_dirty(struct jt_loop *loop)
{
    while (!jt_link_is_alone(&loop->dirty)) {
        jt_connection_flush(JT_LINK_OF(loop->dirty.next, struct jt_connection, dirty_link));
    }
}

/* Those that become ready meanwhile wait for the next turn. */
static void process_ready(struct jt_loop *loop)
{
    struct jt_link now;
    jt_link_init(&now);
    jt_link_move_all(&now, &loop->ready);
    while (!jt_link_is_alone(&now)) {
        struct jt_connection *connection = JT_LINK_OF(now.next, struct jt_connection, ready_link);
        jt_link_remove(&connection->ready_link);
        jt_loop_wake(loop);
        jt_connection_process(connection);
    }
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle;
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct jt_loop *loop = prepare->data;
    const struct jt_http_app *app = &loop->server->app;
    flush_dirty(loop);
    if (jt_link_is_alone(&loop->ready)) {
        (void)uv_idle_stop(&loop->idle);
    } else {
        (void)uv_idle_start(&loop->idle, on_idle);
    }
    if (loop->awake && app->sleep) {
        app->sleep(app->arg, loop->data);
    }
    loop->awake = false;
}

static void on_check(uv_check_t *check)
{
    struct jt_loop *loop = check->data;
    process_ready(loop);
    flush_dirty(loop);
    loop->turn++;
}

static void start_deadline_timer(struct jt_loop *loop);

static void on_deadline(uv_timer_t *timer)
{
    struct jt_loop *loop = timer->data;
    struct jt_deadline *passed = NULL;
    uint64_t now = uv_now(&loop->uv);
    jt_loop_wake(loop);
    while ((passed = jt_deadlines_take_passed(&loop->deadlines, now)) != NULL) {
        jt_connection_expire(JT_LINK_OF(passed, struct jt_connection, deadline), passed->kind);
    }
    start_deadline_timer(loop);
}

static void start_deadline_timer(struct jt_loop *loop)
{
    uint64_t now = uv_now(&loop->uv);
    uint64_t wait = 0;
    loop->timer_due_ms = UINT64_MAX;
    if (jt_deadlines_next(&loop->deadlines, now, &wait)) {
        loop->timer_due_ms = now + wait;
        (void)uv_timer_start(&loop->deadline_timer, on_deadline, wait, 0);
    }
}

void jt_loop_arm(struct jt_loop *loop, struct jt_deadline *deadline, enum jt_deadline_kind kind)
{
    uint64_t now = uv_now(&loop->uv);
    jt_deadline_arm(&loop->deadlines, deadline, kind, now);
    if (kind != JT_DEADLINE_NONE && deadline->at_ms < loop->timer_due_ms) {
        loop->timer_due_ms = deadline->at_ms;
        (void)uv_timer_start(&loop->deadline_timer, on_deadline, deadline->at_ms - now, 0);
    }
}

static void close_handles(struct jt_loop *loop)
{
    uv_handle_t *handles[] = {
        (uv_handle_t *)&loop->async,          (uv_handle_t *)&loop->prepare,
        (uv_handle_t *)&loop->check,          (uv_handle_t *)&loop->idle,
        (uv_handle_t *)&loop->deadline_timer, (uv_handle_t *)&loop->accept_timer,
        (uv_handle_t *)&loop->stop_timer,
    };
    for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
        if (!uv_is_closing(handles[i])) {
            uv_close(handles[i], NULL);
        }
    }
}

static void run_tasks(struct jt_loop *loop)
{
    (void)pthread_mutex_lock(&loop->lock);
    struct jt_loop_task *task = loop->first_task;
    loop->first_task = loop->last_task = NULL;
    (void)pthread_mutex_unlock(&loop->lock);
    while (task) {
        /* A task that has run may be gone. */
        struct jt_loop_task *next = task->next;
        jt_loop_wake(loop);
        task->run(task);
        task = next;
    }
}

/* After this nothing is posted any more: what is already there still runs. */
static void end(struct jt_loop *loop)
{
    (void)pthread_mutex_lock(&loop->lock);
    bool ended = loop->ended;
    loop->ended = true;
    (void)pthread_mutex_unlock(&loop->lock);
    if (!ended) {
        run_tasks(loop);
        jt_acceptors_close(loop);
        close_handles(loop);
    }
}

void jt_loop_check_end(struct jt_loop *loop)
{
    if (loop->stopping && jt_link_is_alone(&loop->connections) &&
        jt_link_is_alone(&loop->exchanges)) {
        end(loop);
    }
}

static void on_grace_over(uv_timer_t *timer)
{
    struct jt_loop *loop = timer->data;
    jt_loop_wake(loop);
    while (!jt_link_is_alone(&loop->connections)) {
        jt_connection_close(JT_LINK_OF(loop->connections.next, struct jt_connection, link));
    }
    end(loop);
}

static void begin_stop(struct jt_loop *loop, int64_t grace_ms)
{
    loop->stopping = true;
    jt_acceptors_close(loop);
    (void)uv_timer_start(&loop->stop_timer, on_grace_over, grace_ms > 0 ? (uint64_t)grace_ms : 0,
                         0);
    struct jt_link *link = loop->connections.next;
    while (link != &loop->connections) {
        struct jt_connection *connection = JT_LINK_OF(link, struct jt_connection, link);
        link = link->next;
        jt_connection_settle(connection);
    }
    jt_loop_check_end(loop);
}

static void on_async(uv_async_t *async)
{
    struct jt_loop *loop = async->data;
    run_tasks(loop);
    (void)pthread_mutex_lock(&loop->lock);
    bool stop_asked = loop->stop_asked;
    int64_t grace_ms = loop->grace_ms;
    (void)pthread_mutex_unlock(&loop->lock);
    if (stop_asked && !loop->stopping) {
        jt_loop_wake(loop);
        begin_stop(loop, grace_ms);
    }
}

void jt_loop_post(struct jt_loop *loop, struct jt_loop_task *task)
{
    task->next = NULL;
    (void)pthread_mutex_lock(&loop->lock);
    if (!loop->ended) {
        bool was_empty = loop->first_task == NULL;
        if (was_empty) {
            loop->first_task = task;
        } else {
            loop->last_task->next = task;
        }
        loop->last_task = task;
        if (was_empty) {
            (void)uv_async_send(&loop->async);
        }
    }
    (void)pthread_mutex_unlock(&loop->lock);
}

void jt_loop_stop(struct jt_loop *loop, int64_t grace_ms)
{
    (void)pthread_mutex_lock(&loop->lock);
    loop->stop_asked = true;
    loop->grace_ms = grace_ms;
    if (!loop->ended) {
        (void)uv_async_send(&loop->async);
    }
    (void)pthread_mutex_unlock(&loop->lock);
}

static void init_handles(struct jt_loop *loop)
{
    (void)uv_prepare_init(&loop->uv, &loop->prepare);
    (void)uv_check_init(&loop->uv, &loop->check);
    (void)uv_idle_init(&loop->uv, &loop->idle);
    (void)uv_timer_init(&loop->uv, &loop->deadline_timer);
    (void)uv_timer_init(&loop->uv, &loop->accept_timer);
    (void)uv_timer_init(&loop->uv, &loop->stop_timer);
    loop->async.data = loop->prepare.data = loop->check.data = loop->idle.data = loop;
    loop->deadline_timer.data = loop->accept_timer.data = loop->stop_timer.data = loop;
    (void)uv_prepare_start(&loop->prepare, on_prepare);
    (void)uv_check_start(&loop->check, on_check);
}

static void set_lengths(struct jt_loop *loop)
{
    const struct jt_http_limits *limits = &loop->settings.limits;
    struct jt_deadlines *deadlines = &loop->deadlines;
    jt_deadlines_set_length(deadlines, JT_DEADLINE_HEAD, (uint64_t)limits->head_timeout_ms);
    jt_deadlines_set_length(deadlines, JT_DEADLINE_BODY, (uint64_t)limits->body_timeout_ms);
    jt_deadlines_set_length(deadlines, JT_DEADLINE_IDLE, (uint64_t)limits->idle_timeout_ms);
    jt_deadlines_set_length(deadlines, JT_DEADLINE_WRITE, (uint64_t)limits->write_timeout_ms);
    jt_deadlines_set_length(deadlines, JT_DEADLINE_LINGER, JT_HTTP_LINGER_MS);
}

void jt_loop_set(struct jt_loop *loop, struct jt_settings *settings)
{
    struct jt_settings old = loop->settings;
    loop->settings = *settings;
    *settings = old;
    set_lengths(loop);
    jt_pool_set_head_max(&loop->pool, loop->settings.limits.head_max);
    start_deadline_timer(loop);
}

static enum jt_err init_settings(struct jt_loop *loop)
{
    struct jt_settings settings = {0};
    JT_TRY(jt_settings_init(&settings, &loop->server->options));
    jt_pool_init(&loop->pool, settings.limits.head_max);
    jt_loop_set(loop, &settings);
    return JT_OK;
}

enum jt_err jt_loop_new(struct jt_http_server *server, unsigned index, struct jt_loop **ret_loop)
{
    struct jt_loop *loop = calloc(1, sizeof(*loop));
    if (loop == NULL) {
        return JT_ERR_NOMEM;
    }
    if (uv_loop_init(&loop->uv) != 0) {
        free(loop);
        return JT_ERR_IO;
    }
    if (uv_async_init(&loop->uv, &loop->async, on_async) != 0) {
        (void)uv_loop_close(&loop->uv);
        free(loop);
        return JT_ERR_IO;
    }
    loop->server = server;
    loop->index = index;
    loop->timer_due_ms = UINT64_MAX;
    (void)pthread_mutex_init(&loop->lock, NULL);
    init_handles(loop);
    jt_link_init(&loop->connections);
    jt_link_init(&loop->dirty);
    jt_link_init(&loop->ready);
    jt_link_init(&loop->exchanges);
    jt_deadlines_init(&loop->deadlines);
    enum jt_err err = init_settings(loop);
    if (err != JT_OK) {
        jt_loop_free(loop);
        return err;
    }
    *ret_loop = loop;
    return JT_OK;
}

void jt_loop_free(struct jt_loop *loop)
{
    end(loop);
    (void)uv_run(&loop->uv, UV_RUN_DEFAULT);
    /* Exchanges that nobody answered before the grace was over. */
    while (!jt_link_is_alone(&loop->exchanges)) {
        jt_pool_return_slot(&loop->pool,
                            JT_LINK_OF(loop->exchanges.next, struct jt_exchange_slot, link));
    }
    jt_pool_clear(&loop->pool);
    jt_settings_clear(&loop->settings);
    (void)uv_loop_close(&loop->uv);
    (void)pthread_mutex_destroy(&loop->lock);
    free(loop);
}
