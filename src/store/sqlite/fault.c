/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's own words about faults. They name files, statements with their placeholders and causes,
 * never a bound value. */
#include "store/sqlite/sqlite.h"

/* Refused statements are the caller's business, and notes about recovery nobody's. */
static bool is_fault(int code)
{
    switch (code & 0xff) {
    case SQLITE_INTERNAL:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_MISUSE:
    case SQLITE_NOLFS:
    case SQLITE_NOTADB:
        return true;
    default:
        return false;
    }
}

static void hear(void *arg, int code, const char *text)
{
    const struct jt_store_ear *ear = arg;
    if (is_fault(code)) {
        ear->hear(ear->arg, code, text);
    }
}

/* It changes nothing once SQLite is in use: then it refuses, and goes on in silence. */
void jt_sqlite_hear_faults(struct jt_store_ear *ear)
{
    (void)sqlite3_config(SQLITE_CONFIG_LOG, hear, ear);
}
