/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a generated client secret: "jtn_", 43 base62 characters (256 bits), and 6 base62
 * characters of CRC-32 (ISO-HDLC) over what precedes. No encoding changes any of its characters.
 * Base62 here: digits 0-9 A-Z a-z, the most significant first, zeros in front. */
#ifndef JT_OAUTH_SECRET_FORMAT_H
#define JT_OAUTH_SECRET_FORMAT_H

#include "base/rand.h"
#include "base/secret.h"

enum { JT_CLIENT_SECRET_TEXT = 4 + 43 + 6, JT_CLIENT_SECRET_MAX = 4096 };

/* JT_ERR_CRYPTO when rand fails, JT_ERR_NOMEM. */
JT_MUST_USE enum jt_err jt_client_secret_make(const struct jt_rand *rand,
                                              struct jt_secret *ret_secret);

enum jt_secret_format {
    JT_SECRET_FORMAT_FOREIGN, /* does not begin with "jtn_": another system's, nothing to say */
    JT_SECRET_FORMAT_OK,
    JT_SECRET_FORMAT_TRUNCATED, /* begins with "jtn_", shorter than JT_CLIENT_SECRET_TEXT */
    JT_SECRET_FORMAT_CHECKSUM,  /* any other fault of length, alphabet or checksum */
};

/* Judges the bytes alone; the time does not depend on where the fault stands. */
enum jt_secret_format jt_client_secret_check_format(jt_str secret);

/* Writes * over what follows each "jtn_" in the text, in place: for what callers put where no
 * secret belongs, and what is logged or stored all the same. */
void jt_client_secret_mask(char *text, size_t len);

#endif
