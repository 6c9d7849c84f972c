/* SPDX-License-Identifier: Apache-2.0 */
/* A secret that the server shows once: alone on stdout, or in a file that nobody else may read. */
#ifndef JT_CLI_MANAGE_NEW_SECRET_H
#define JT_CLI_MANAGE_NEW_SECRET_H

#include "cli/manage/manage.h"

#include "codec/json_write.h"

struct jt_secret_file {
    const char *path; /* NULL: none was asked for */
    int fd;           /* -1: closed */
    bool is_written;
};

#define JT_SECRET_FILE_NONE                                                                        \
    {                                                                                              \
        .fd = -1                                                                                   \
    }

/* Makes the file of --secret-file before anything is asked of the server, mode 0600, never over one
 * that is there. JT_ERR_IO or JT_ERR_EXISTS with trouble. */
JT_MUST_USE enum jt_err jt_secret_file_open(const struct jt_options *options,
                                            struct jt_secret_file *ret_file,
                                            struct jt_trouble *trouble);
/* Writes the secret and a line end. JT_ERR_IO with trouble. */
JT_MUST_USE enum jt_err jt_secret_file_write(struct jt_secret_file *file, jt_str secret,
                                             struct jt_trouble *trouble);
/* Closes; takes the file away when nothing was written to it. Cleanup helper. */
void jt_secret_file_clear(struct jt_secret_file *file);

/* Writes an answer with the member "clientSecret": JSON as it came, but with "secretFile" in its
 * place when it went into the file; for people the secret alone, or with_client the credentials
 * too. A file that cannot be written is trouble, and the secret then goes to stdout after all, for
 * nobody else has it. */
JT_MUST_USE enum jt_err jt_secret_show(struct jt_manage *manage, const struct jt_json_value *answer,
                                       bool with_client, struct jt_secret_file *file,
                                       struct jt_trouble *trouble);

/* Writes the members "expiresOn" and "remind" as options say. JT_ERR_ARG with trouble. */
JT_MUST_USE enum jt_err jt_terms_write(const struct jt_options *options, struct jt_json_writer *w,
                                       struct jt_trouble *trouble);
/* The same, and "overlapHours". */
JT_MUST_USE enum jt_err jt_terms_write_overlap(const struct jt_options *options,
                                               struct jt_json_writer *w,
                                               struct jt_trouble *trouble);

#endif
