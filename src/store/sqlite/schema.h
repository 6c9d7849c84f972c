/* SPDX-License-Identifier: Apache-2.0 */
/* The tables, as numbered steps from an empty file to the present schema. */
#ifndef JT_STORE_SQLITE_SCHEMA_H
#define JT_STORE_SQLITE_SCHEMA_H

#include "store/sqlite/statement.h"

/* "JTON", in the header of every database of ours. */
enum { JT_SQLITE_APPLICATION_ID = 0x4A544F4E, JT_SQLITE_SCHEMA_VERSION = 13 };

/* Tells an empty file, one of ours, a foreign one, and one of a newer program apart, without
 * changing anything. */
JT_MUST_USE enum jt_err jt_sqlite_schema_check(struct jt_sqlite_db *db, const char *path,
                                               char **ret_why);
/* Takes the missing steps, each in a transaction of its own. */
JT_MUST_USE enum jt_err jt_sqlite_schema_migrate(struct jt_sqlite_db *db, const char *path,
                                                 char **ret_why);

#endif
