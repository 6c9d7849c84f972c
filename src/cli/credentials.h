/* SPDX-License-Identifier: Apache-2.0 */
/* Where the credentials come from: options, then the environment, then a profile. The secret is
 * read only when it is needed, and a profile's secret goes with its own issuer and client alone. */
#ifndef JT_CLI_CREDENTIALS_H
#define JT_CLI_CREDENTIALS_H

#include "cli/cli.h"

/* Fills in want, origins, CA file and insecure_http of cli, and opens the store; the views borrow
 * from cli. With need_want an issuer and a client id are demanded. */
JT_MUST_USE enum jt_err jt_credentials_find(struct jt_cli *cli, bool need_want,
                                            struct jt_trouble *trouble);
/* Finds the paths of cli from the environment. */
JT_MUST_USE enum jt_err jt_cli_find_place(struct jt_cli *cli, struct jt_trouble *trouble);
/* Opens the token store of cli, once; with make it is made. */
JT_MUST_USE enum jt_err jt_cli_open_store(struct jt_cli *cli, bool make,
                                          struct jt_trouble *trouble);
/* Reads the profile that is named, or "default", once. A default one that is not there is empty;
 * a named one is trouble. */
JT_MUST_USE enum jt_err jt_credentials_load_profile(struct jt_cli *cli, struct jt_trouble *trouble);
/* The name of the profile that was asked for, or "default". */
const char *jt_credentials_profile_name(const struct jt_cli *cli);
/* Does the secret come from the profile, and from nowhere stronger? After jt_credentials_find(). */
bool jt_credentials_secret_is_profiles(const struct jt_cli *cli);
/* The secret, wherever it comes from. cli is a struct jt_cli *. */
JT_MUST_USE enum jt_err jt_credentials_secret(void *cli, struct jt_secret *ret_secret,
                                              struct jt_trouble *trouble);
/* Reads a secret from a file, "-" is stdin; one line end at the end is taken off. */
JT_MUST_USE enum jt_err jt_secret_from_file(const char *path, struct jt_secret *ret_secret,
                                            struct jt_trouble *trouble);
/* Without exactly one line end, LF or CRLF. */
jt_str jt_secret_without_line_end(jt_str text);
/* Where the secret comes from, and its bytes as they are there, unjudged. */
struct jt_secret_found {
    enum { JT_FOUND_FILE, JT_FOUND_VARIABLE, JT_FOUND_PROFILE } where;
    const char *path;    /* of the file, or the profile's name */
    struct jt_buf bytes; /* the caller's to clear */
};
JT_MUST_USE enum jt_err jt_credentials_secret_as_it_is(struct jt_cli *cli,
                                                       struct jt_secret_found *ret_found,
                                                       struct jt_trouble *trouble);
/* Joins an option's values with spaces, checking that each is an origin. */
JT_MUST_USE enum jt_err jt_origins_join(const struct jt_option_list *list, struct jt_buf *buf,
                                        jt_str *ret_origins, struct jt_trouble *trouble);

#endif
