/* SPDX-License-Identifier: Apache-2.0 */
/* What every store must do with reminders: due once, at the right time, and never handed over
 * twice. */
#include "store/store_fixture.h"

enum { DAY = 86400, END = 90 * DAY };

#define OPS(f) ((f)->store->ops)

static struct jt_reminders_queued queue_at(struct fixture *f, int64_t seconds)
{
    struct jt_write write = by_system(seconds);
    struct jt_reminders_queued queued;
    assert_int_equal(OPS(f)->reminders_queue(f->store, &write, &queued), JT_OK);
    return queued;
}

static struct jt_mail_taken take_at(struct fixture *f, int64_t seconds)
{
    struct jt_write write = by_system(seconds);
    struct jt_mail_taken taken;
    assert_int_equal(OPS(f)->mail_take(f->store, &f->arena, &write, &taken), JT_OK);
    return taken;
}

static enum jt_err begin_at(struct fixture *f, int64_t seconds, uint64_t number)
{
    struct jt_write write = by_system(seconds);
    return OPS(f)->mail_begin(f->store, &write, number);
}

static enum jt_err end_at(struct fixture *f, int64_t seconds, uint64_t number,
                          enum jt_mail_state state, int64_t next)
{
    struct jt_write write = by_system(seconds);
    const struct jt_mail_end end = {number, state, {FIXTURE_NOW + next}};
    return OPS(f)->mail_end(f->store, &write, &end);
}

static uint64_t due_at(struct fixture *f, int64_t seconds)
{
    uint64_t count = 4711;
    assert_int_equal(OPS(f)->reminders_due(f->store, (jt_time){FIXTURE_NOW + seconds}, &count),
                     JT_OK);
    return count;
}

static struct jt_event last_event(struct fixture *f)
{
    const struct jt_page all = {100, 0};
    struct jt_event_list list;
    assert_int_equal(OPS(f)->event_list(f->store, &f->arena, &all, &list), JT_OK);
    assert_true(list.count > 0 && list.count == list.total);
    return list.items[list.count - 1];
}

static uint64_t count_events(struct fixture *f, jt_str action)
{
    const struct jt_page all = {100, 0};
    struct jt_event_list list;
    uint64_t count = 0;
    assert_int_equal(OPS(f)->event_list(f->store, &f->arena, &all, &list), JT_OK);
    for (size_t i = 0; i < list.count; i++) {
        count += jt_str_equal(list.items[i].action, action);
    }
    return count;
}

/* A client whose secrets are to be reminded of. */
static void put_client(struct fixture *f, struct fixture_client *c)
{
    struct jt_write write = by_system(0);
    assert_int_equal(OPS(f)->api_client_create(f->store, &write, &c->row), JT_OK);
}

static void make_reminded(struct fixture_client *c, unsigned number, size_t secrets)
{
    make_client(c, number, secrets);
    for (size_t i = 0; i < secrets; i++) {
        c->secrets[i].remind = true;
    }
}

static void it_is_due_fourteen_days_before_the_end(void **state)
{
    struct fixture *f = *state;
    struct fixture_client c;
    make_reminded(&c, 1, 1);
    put_client(f, &c);
    assert_int_equal(due_at(f, END - 14 * DAY - 1), 0);
    assert_int_equal(queue_at(f, END - 14 * DAY - 1).secrets, 0);
    assert_int_equal(due_at(f, END - 14 * DAY), 1);
    struct jt_reminders_queued queued = queue_at(f, END - 14 * DAY);
    assert_int_equal(queued.secrets, 1);
    assert_int_equal(queued.mails, 1);
    assert_true(queued.has_managers);
    assert_false(queued.has_more);
    struct jt_event event = last_event(f);
    assert_true(jt_str_equal(event.action, JT_STR("api_client.reminder_queue")));
    assert_true(jt_uuid_equal(&event.object, &c.row.key));
}

static void it_is_due_until_the_last_second(void **state)
{
    struct fixture *f = *state;
    struct fixture_client c;
    make_reminded(&c, 1, 1);
    put_client(f, &c);
    assert_int_equal(queue_at(f, END + 1).secrets, 0);
    assert_int_equal(queue_at(f, END).secrets, 1);
}

static void it_is_queued_once(void **state)
{
    struct fixture *f = *state;
    struct fixture_client c;
    make_reminded(&c, 1, 1);
    put_client(f, &c);
    assert_int_equal(queue_at(f, END - DAY).secrets, 1);
    assert_int_equal(queue_at(f, END - DAY).secrets, 0);
    assert_int_equal(queue_at(f, END).secrets, 0);
    assert_int_equal(count_events(f, JT_STR("api_client.reminder_queue")), 1);
    /* What waits to be sent counts as due. */
    assert_int_equal(due_at(f, END), 1);
}

static void nobody_is_reminded_of_what_needs_none(void **state)
{
    struct fixture *f = *state;
    struct fixture_client unwanted;
    struct fixture_client ended;
    struct fixture_client deleted;
    make_client(&unwanted, 1, 1);
    make_reminded(&ended, 2, 1);
    ended.secrets[0].ended = (jt_time){FIXTURE_NOW};
    ended.secrets[0].end = JT_SECRET_END_RETIRED;
    make_reminded(&deleted, 3, 1);
    deleted.row.deleted = (jt_time){FIXTURE_NOW};
    put_client(f, &unwanted);
    put_client(f, &ended);
    put_client(f, &deleted);
    assert_int_equal(due_at(f, END - DAY), 0);
    assert_int_equal(queue_at(f, END - DAY).secrets, 0);
}

static void the_newest_live_secret_counts(void **state)
{
    struct fixture *f = *state;
    struct fixture_client renewed;
    struct fixture_client reverted;
    make_reminded(&renewed, 1, 2); /* secrets[0] is the newest */
    renewed.secrets[0].expires.s += END;
    make_reminded(&reverted, 2, 2);
    reverted.secrets[0].expires.s += END;
    reverted.secrets[0].ended = (jt_time){FIXTURE_NOW};
    put_client(f, &renewed);
    put_client(f, &reverted);
    assert_int_equal(queue_at(f, END - DAY).secrets, 1);
    struct jt_mail_taken taken = take_at(f, END - DAY);
    assert_true(taken.found);
    assert_true(jt_uuid_equal(&taken.mail.secret, &reverted.secrets[1].id));
    assert_int_equal(queue_at(f, END + END - DAY).secrets, 1);
}

static void a_mail_says_what_it_has_to(void **state)
{
    struct fixture *f = *state;
    struct fixture_client c;
    make_reminded(&c, 1, 1);
    put_client(f, &c);
    const struct jt_secret_use use = {c.secrets[0].id, {FIXTURE_NOW + 9}, JT_STR("192.0.2.1")};
    assert_int_equal(OPS(f)->secret_uses_note(f->store, &use, 1), JT_OK);
    assert_int_equal(queue_at(f, END - DAY).secrets, 1);
    struct jt_mail_taken taken = take_at(f, END - DAY + 5);
    const struct jt_mail *mail = &taken.mail;
    assert_true(taken.found);
    assert_int_equal(taken.next.s, 0);
    assert_int_equal(mail->queued.s, FIXTURE_NOW + END - DAY);
    assert_int_equal(mail->attempts, 0);
    assert_true(jt_str_equal(mail->recipient_email, JT_STR("user0@example.org")));
    assert_true(jt_str_equal(mail->recipient_name, JT_STR("User 0")));
    assert_true(jt_str_equal(mail->client_id, c.row.client_id));
    assert_true(jt_str_equal(mail->client_name, c.row.name));
    assert_true(jt_uuid_equal(&mail->client, &c.row.key));
    assert_true(jt_uuid_equal(&mail->secret, &c.secrets[0].id));
    assert_string_equal(mail->hint, "wxyz");
    assert_int_equal(mail->expires.s, FIXTURE_NOW + END);
    assert_int_equal(mail->last_used.s, FIXTURE_NOW + 9);
    assert_true(jt_str_equal(mail->last_used_from, JT_STR("192.0.2.1")));
}

static uint64_t queued_mail(struct fixture *f)
{
    struct fixture_client c;
    make_reminded(&c, 1, 1);
    put_client(f, &c);
    assert_int_equal(queue_at(f, END - DAY).secrets, 1);
    struct jt_mail_taken taken = take_at(f, END - DAY);
    assert_true(taken.found);
    return taken.mail.number;
}

static void a_refused_mail_waits_for_its_time(void **state)
{
    struct fixture *f = *state;
    uint64_t number = queued_mail(f);
    assert_int_equal(end_at(f, END - DAY, number, JT_MAIL_WAITING, END - DAY + 60), JT_OK);
    struct jt_mail_taken taken = take_at(f, END - DAY + 59);
    assert_false(taken.found);
    assert_int_equal(taken.next.s, FIXTURE_NOW + END - DAY + 60);
    taken = take_at(f, END - DAY + 60);
    assert_true(taken.found);
    assert_int_equal(taken.mail.attempts, 1);
    assert_true(jt_str_equal(last_event(f).action, JT_STR("api_client.reminder_queue")));
}

static void a_sent_mail_is_done(void **state)
{
    struct fixture *f = *state;
    uint64_t number = queued_mail(f);
    assert_int_equal(begin_at(f, END - DAY, number), JT_OK);
    assert_int_equal(end_at(f, END - DAY, number, JT_MAIL_SENT, 0), JT_OK);
    assert_true(jt_str_equal(last_event(f).action, JT_STR("api_client.reminder_send")));
    assert_false(take_at(f, END).found);
    assert_int_equal(begin_at(f, END - DAY, number), JT_ERR_NOT_FOUND);
    assert_int_equal(end_at(f, END - DAY, number, JT_MAIL_WAITING, 0), JT_ERR_NOT_FOUND);
    assert_int_equal(due_at(f, END), 0);
    assert_int_equal(count_events(f, JT_STR("api_client.reminder_send")), 1);
}

static void what_is_being_handed_over_is_not_taken_again(void **state)
{
    struct fixture *f = *state;
    uint64_t number = queued_mail(f);
    assert_int_equal(begin_at(f, END - DAY, number), JT_OK);
    assert_false(take_at(f, END).found);
    assert_int_equal(begin_at(f, END - DAY, number), JT_ERR_NOT_FOUND);
    /* The server said no: it waits again. */
    assert_int_equal(end_at(f, END - DAY, number, JT_MAIL_WAITING, END - DAY + 60), JT_OK);
    assert_true(take_at(f, END).found);
}

static void after_a_crash_it_stays_unknown(void **state)
{
    struct fixture *f = *state;
    struct jt_write write = by_system(END - DAY);
    uint64_t count = 4711;
    uint64_t number = queued_mail(f);
    assert_int_equal(OPS(f)->mails_recover(f->store, &write, &count), JT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(begin_at(f, END - DAY, number), JT_OK);
    fixture_close(f);
    fixture_open(f);
    assert_int_equal(OPS(f)->mails_recover(f->store, &write, &count), JT_OK);
    assert_int_equal(count, 1);
    assert_true(jt_str_equal(last_event(f).action, JT_STR("api_client.reminder_lose_answer")));
    assert_false(take_at(f, END).found);
    assert_int_equal(OPS(f)->mails_recover(f->store, &write, &count), JT_OK);
    assert_int_equal(count, 0);
}

static void what_waits_survives_a_crash(void **state)
{
    struct fixture *f = *state;
    uint64_t number = queued_mail(f);
    fixture_close(f);
    fixture_open(f);
    struct jt_mail_taken taken = take_at(f, END - DAY);
    assert_true(taken.found);
    assert_int_equal(taken.mail.number, number);
}

static void it_is_given_up_when_the_secret_has_ended(void **state)
{
    struct fixture *f = *state;
    (void)queued_mail(f);
    struct jt_mail_taken taken = take_at(f, END + 1);
    assert_false(taken.found);
    assert_int_equal(taken.given_up, 1);
    assert_int_equal(taken.next.s, 0);
    assert_true(jt_str_equal(last_event(f).action, JT_STR("api_client.reminder_give_up")));
    assert_int_equal(take_at(f, END + 1).given_up, 0);
}

static void old_mails_are_dropped(void **state)
{
    struct fixture *f = *state;
    (void)queued_mail(f);
    jt_time keep = {FIXTURE_NOW + END + JT_MAIL_KEEP_S};
    assert_int_equal(OPS(f)->expired_drop(f->store, keep), JT_OK);
    assert_int_equal(due_at(f, END), 1);
    keep.s++;
    assert_int_equal(OPS(f)->expired_drop(f->store, keep), JT_OK);
    assert_int_equal(due_at(f, END), 0);
    assert_int_equal(queue_at(f, END).secrets, 0);
}

static void batches_are_bounded(void **state)
{
    struct fixture *f = *state;
    for (unsigned i = 1; i <= JT_MAILS_QUEUE_MAX + 1; i++) {
        struct fixture_client c;
        make_reminded(&c, i, 1);
        put_client(f, &c);
    }
    struct jt_reminders_queued queued = queue_at(f, END);
    assert_int_equal(queued.secrets, JT_MAILS_QUEUE_MAX);
    assert_true(queued.has_more);
    queued = queue_at(f, END);
    assert_int_equal(queued.secrets, 1);
    assert_false(queued.has_more);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(it_is_due_fourteen_days_before_the_end),
        CASE(it_is_due_until_the_last_second),
        CASE(it_is_queued_once),
        CASE(nobody_is_reminded_of_what_needs_none),
        CASE(the_newest_live_secret_counts),
        CASE(a_mail_says_what_it_has_to),
        CASE(a_refused_mail_waits_for_its_time),
        CASE(a_sent_mail_is_done),
        CASE(what_is_being_handed_over_is_not_taken_again),
        CASE(after_a_crash_it_stays_unknown),
        CASE(what_waits_survives_a_crash),
        CASE(it_is_given_up_when_the_secret_has_ended),
        CASE(old_mails_are_dropped),
        CASE(batches_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
