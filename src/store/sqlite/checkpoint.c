/* SPDX-License-Identifier: Apache-2.0 */
/* A log begins anew once all of it is in the database, and a write then finds it so. While writes
 * go on, each pass of the thread leaves what was written meanwhile, every time less; when little is
 * left, the thread that writes folds it itself, and nothing can come between. */
#include "store/sqlite/checkpoint.h"

#include "store/sqlite/transaction.h"

#include <sqlite3.h>
#include <stdlib.h>

/* Frames of the log: from the first number on it is folded; as little as the second a write folds
 * by itself; beyond the third writes wait, so that the log stays within some 30 MB. */
enum { FOLD_FROM = 250, LITTLE = 60, FRAMES_MAX = 3000 };

struct jt_checkpointer {
    pthread_t thread;
    struct jt_sqlite_db db; /* the thread's */
    pthread_mutex_t lock;   /* of what follows */
    pthread_cond_t changed;
    bool is_wanted; /* a pass is asked for or under way */
    bool is_over;
    unsigned log; /* counts the logs: each that begins anew is another one */
    int folded;   /* frames of this log that are in the database */
};

/* The log keeps what could not be copied, so a full disk or a busy reader means later. A failed
 * fsync of the database means that the kernel may believe pages written which are not: a later
 * checkpoint would succeed and the log be reused. */
static int fold(sqlite3 *handle)
{
    int folded = 0;
    int rc = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, &folded);
    if (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC) {
        jt_sqlite_end_process(handle,
                              "the database could not be synced to disk; ending, because what is "
                              "stored must be read anew. Check the disk.");
    }
    return folded > 0 ? folded : 0;
}

static void pass(struct jt_checkpointer *cp)
{
    unsigned log = cp->log;
    (void)pthread_mutex_unlock(&cp->lock);
    int folded = fold(cp->db.handle);
    (void)pthread_mutex_lock(&cp->lock);
    cp->folded = log == cp->log ? folded : cp->folded;
    cp->is_wanted = false;
    (void)pthread_cond_broadcast(&cp->changed);
}

static void *run(void *arg)
{
    struct jt_checkpointer *cp = arg;
    (void)pthread_mutex_lock(&cp->lock);
    while (!cp->is_over) {
        if (cp->is_wanted) {
            pass(cp);
        } else {
            (void)pthread_cond_wait(&cp->changed, &cp->lock);
        }
    }
    (void)pthread_mutex_unlock(&cp->lock);
    return NULL;
}

static void free_checkpointer(struct jt_checkpointer *cp)
{
    jt_sqlite_db_clear(&cp->db);
    (void)pthread_mutex_destroy(&cp->lock);
    (void)pthread_cond_destroy(&cp->changed);
    free(cp);
}

/* When the first log is long enough: most servers never need it. NULL: it cannot be started now. */
static struct jt_checkpointer *start(const struct jt_sqlite *store)
{
    char *why = NULL;
    struct jt_checkpointer *cp = calloc(1, sizeof(*cp));
    if (cp == NULL) {
        return NULL;
    }
    (void)pthread_mutex_init(&cp->lock, NULL); /* without attributes they cannot fail */
    (void)pthread_cond_init(&cp->changed, NULL);
    if (jt_sqlite_connect(store->path, &cp->db, &why) != JT_OK ||
        pthread_create(&cp->thread, NULL, run, cp) != 0) {
        free(why);
        free_checkpointer(cp);
        return NULL;
    }
    return cp;
}

/* SQLite calls it after each commit. */
static int note_frames(void *arg, sqlite3 *handle, const char *name, int frames)
{
    struct jt_sqlite *store = arg;
    struct jt_checkpointer *cp = store->checkpointer;
    (void)handle;
    (void)name;
    if (cp && frames <= store->wal_frames) {
        (void)pthread_mutex_lock(&cp->lock);
        cp->log++;
        cp->folded = 0;
        (void)pthread_mutex_unlock(&cp->lock);
    }
    store->wal_frames = frames;
    return SQLITE_OK;
}

void jt_sqlite_checkpoint_init(struct jt_sqlite *store)
{
    (void)sqlite3_wal_hook(store->write.handle, note_frames, store);
}

/* Asks for a pass, or finds that the rest is for the caller. */
static bool is_rest_for_caller(struct jt_checkpointer *cp, int frames)
{
    (void)pthread_mutex_lock(&cp->lock);
    while (cp->is_wanted && frames > FRAMES_MAX) {
        (void)pthread_cond_wait(&cp->changed, &cp->lock);
    }
    bool is_for_caller = !cp->is_wanted && (frames - cp->folded <= LITTLE || frames > FRAMES_MAX);
    if (!cp->is_wanted && !is_for_caller) {
        cp->is_wanted = true;
        (void)pthread_cond_broadcast(&cp->changed);
    }
    (void)pthread_mutex_unlock(&cp->lock);
    return is_for_caller;
}

void jt_sqlite_checkpoint(struct jt_sqlite *store)
{
    if (store->wal_frames < FOLD_FROM) {
        return;
    }
    if (store->checkpointer == NULL) {
        store->checkpointer = start(store);
    }
    if (store->checkpointer == NULL || is_rest_for_caller(store->checkpointer, store->wal_frames)) {
        (void)fold(store->write.handle);
    }
}

void jt_sqlite_checkpoint_end(struct jt_sqlite *store)
{
    struct jt_checkpointer *cp = store->checkpointer;
    if (cp == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&cp->lock);
    cp->is_over = true;
    (void)pthread_cond_broadcast(&cp->changed);
    (void)pthread_mutex_unlock(&cp->lock);
    (void)pthread_join(cp->thread, NULL);
    free_checkpointer(cp);
    store->checkpointer = NULL;
}
