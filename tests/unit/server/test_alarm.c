/* SPDX-License-Identifier: Apache-2.0 */
/* A compromised secret in use raises an event, and never a flood of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/explain/alarm.h"

#include <stdlib.h>
#include <string.h>

/* A store that counts events, and fails when it is told to. */
struct event_store {
    struct jt_store store;
    size_t events;
    enum jt_err err;
    char last[512];
};

static enum jt_err note(struct jt_store *store, const struct jt_write *write,
                        const struct jt_event_note *event)
{
    struct event_store *own = (struct event_store *)(void *)store;
    (void)write;
    if (own->err != JT_OK) {
        return own->err;
    }
    own->events++;
    assert_true(event->after_json.len < sizeof(own->last));
    memcpy(own->last, event->after_json.ptr, event->after_json.len);
    own->last[event->after_json.len] = '\0';
    return JT_OK;
}

static const struct jt_store_ops ops = {.event_note = note};

struct house {
    struct event_store store;
    struct jt_alarm alarm;
    struct jt_inbox_half half;
};

static void begin(struct house *h)
{
    memset(h, 0, sizeof(*h));
    h->store.store.ops = &ops;
    h->half.entries = calloc(JT_INBOX_MAX, sizeof(struct jt_inbox_entry));
    assert_non_null(h->half.entries);
}

static void add(struct house *h, enum jt_reason_id reason, unsigned secret, uint64_t count)
{
    struct jt_inbox_entry *entry = &h->half.entries[h->half.count++];
    *entry = (struct jt_inbox_entry){.reason = jt_reason_get(reason), .count = count};
    entry->facts.secret.bytes[0] = (uint8_t)(secret + 1);
    entry->facts.secret.bytes[1] = (uint8_t)((secret + 1) >> 8);
    memcpy(entry->facts.hint, "Qx9f", 5);
}

static enum jt_err raise_at(struct house *h, int64_t s)
{
    return jt_alarm_raise(&h->alarm, &h->store.store, NULL, &h->half, (jt_time){s});
}

static void each_secret_is_told_once_an_hour_with_its_count(void **state)
{
    struct house h;
    (void)state;
    begin(&h);
    add(&h, JT_REASON_secret_compromised, 1, 3);
    add(&h, JT_REASON_secret_compromised, 2, 1);
    assert_int_equal(raise_at(&h, 1000), JT_OK);
    assert_int_equal(h.store.events, 2);
    h.half.count = 1;
    assert_int_equal(raise_at(&h, 1001), JT_OK);
    assert_int_equal(raise_at(&h, 1000 + JT_ALARM_INTERVAL_S - 1), JT_OK);
    assert_int_equal(h.store.events, 2);
    assert_int_equal(raise_at(&h, 1000 + JT_ALARM_INTERVAL_S), JT_OK);
    assert_int_equal(h.store.events, 3);
    assert_non_null(strstr(h.store.last, "\"hint\":\"Qx9f\""));
    assert_non_null(strstr(h.store.last, "\"count\":9"));
    free(h.half.entries);
}

static void other_causes_raise_nothing(void **state)
{
    struct house h;
    (void)state;
    begin(&h);
    add(&h, JT_REASON_secret_wrong, 1, 1);
    add(&h, JT_REASON_secret_revoked, 1, 1);
    assert_int_equal(raise_at(&h, 1000), JT_OK);
    assert_int_equal(h.store.events, 0);
    free(h.half.entries);
}

static void many_secrets_are_bounded(void **state)
{
    struct house h;
    (void)state;
    begin(&h);
    for (unsigned i = 0; i < JT_ALARM_SECRETS_MAX * 2; i++) {
        add(&h, JT_REASON_secret_compromised, i, 1);
    }
    assert_int_equal(raise_at(&h, 1000), JT_OK);
    assert_int_equal(raise_at(&h, 1001), JT_OK);
    assert_int_equal(h.store.events, JT_ALARM_SECRETS_MAX);
    assert_int_equal(raise_at(&h, 1000 + JT_ALARM_INTERVAL_S), JT_OK);
    assert_in_range(h.store.events, JT_ALARM_SECRETS_MAX + 1, JT_ALARM_SECRETS_MAX * 2);
    free(h.half.entries);
}

static void what_could_not_be_written_is_tried_again(void **state)
{
    struct house h;
    (void)state;
    begin(&h);
    add(&h, JT_REASON_secret_compromised, 1, 1);
    h.store.err = JT_ERR_IO;
    assert_int_equal(raise_at(&h, 1000), JT_ERR_IO);
    h.store.err = JT_OK;
    assert_int_equal(raise_at(&h, 1001), JT_OK);
    assert_int_equal(h.store.events, 1);
    free(h.half.entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_secret_is_told_once_an_hour_with_its_count),
        cmocka_unit_test(other_causes_raise_nothing),
        cmocka_unit_test(many_secrets_are_bounded),
        cmocka_unit_test(what_could_not_be_written_is_tried_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
