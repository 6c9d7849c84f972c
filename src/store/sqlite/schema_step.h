/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of the steps, one file each: schema_<n>.c. Step n ends with user_version n. */
#ifndef JT_STORE_SQLITE_SCHEMA_STEP_H
#define JT_STORE_SQLITE_SCHEMA_STEP_H

extern const char jt_sqlite_schema_1[];
extern const char jt_sqlite_schema_4[];
extern const char jt_sqlite_schema_6[];
extern const char jt_sqlite_schema_7[];
extern const char jt_sqlite_schema_2[];
extern const char jt_sqlite_schema_8[];
extern const char jt_sqlite_schema_9[];
extern const char jt_sqlite_schema_10[];
extern const char jt_sqlite_schema_11[];
extern const char jt_sqlite_schema_12[];
extern const char jt_sqlite_schema_13[];

#endif
