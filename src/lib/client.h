/* SPDX-License-Identifier: Apache-2.0 */
/* What the opaque types of <jeton/client.h> are. */
#ifndef JT_LIB_CLIENT_H
#define JT_LIB_CLIENT_H

#include "client/acquire.h"
#include "client/store/place.h"

#include <jeton/client.h>

struct jeton_client {
    char *issuer;
    char *client_id;
    char *scope;
    char *resource;
    char *method;
    char *ca_file;
    struct jt_secret secret;
    struct jt_buf token_origins; /* separated by spaces */
    struct jt_buf allow_origins;
    bool insecure_http;
    struct jt_place place;
    enum jt_err place_err; /* of finding it: told when a token is wanted */
    struct jt_trouble place_trouble;
    char boot[JT_BOOT_TEXT + 1];
    void (*note)(void *arg, const char *text);
    void *note_arg;
};

/* Opens the store and fills in what jt_acquire() wants; the caller closes the store. */
JT_MUST_USE enum jt_err jt_lib_begin(const struct jeton_client *client,
                                     struct jt_token_store *ret_store,
                                     struct jt_acquire *ret_acquire, struct jt_trouble *trouble);
/* The status for err, and the error object if the caller wants one. */
enum jeton_client_status jt_lib_fail(enum jt_err err, struct jt_trouble *trouble,
                                     struct jeton_error **ret_error);
/* A token object; acquired stays the caller's. NULL without memory. */
struct jeton_token *jt_lib_token(const struct jt_acquired *acquired);

#endif
