/* SPDX-License-Identifier: Apache-2.0 */
/* Looking into a token: its parts as they stand, and the verifier's verdict. */
#ifndef JT_CLI_INSPECT_H
#define JT_CLI_INSPECT_H

#include "cli/cli.h"

#include <jeton/verify.h>

struct jt_inspection {
    struct jt_buf header; /* JSON text; empty when it cannot be decoded */
    struct jt_buf claims;
    enum jeton_verdict verdict;
    char issuer[JT_WANT_URL_MAX + 1]; /* whose keys were asked for; may be empty */
    char detail[1024];                /* more about the verdict; may be empty */
};

/* token: without blanks around it. cli's credentials have been found. Keys that cannot be had are a
 * verdict with a detail, not an error. */
JT_MUST_USE enum jt_err jt_inspect(struct jt_cli *cli, jt_str token,
                                   struct jt_inspection *ret_inspection);
void jt_inspection_clear(struct jt_inspection *inspection);
/* Appends a heading and the members of a JSON object, one a line; times in words too. */
void jt_inspect_write_object(const char *heading, jt_str json, struct jt_buf *out);

#endif
