/* SPDX-License-Identifier: Apache-2.0 */
/* Words for program failures. */
#include "base/err.h"

const char *jt_err_text(enum jt_err err)
{
    switch (err) {
    case JT_OK:
        return "no error";
    case JT_ERR_NOMEM:
        return "out of memory";
    case JT_ERR_LIMIT:
        return "limit reached";
    case JT_ERR_FORMAT:
        return "malformed";
    case JT_ERR_NOT_FOUND:
        return "not found";
    case JT_ERR_EXISTS:
        return "exists already";
    case JT_ERR_CONFLICT:
        return "changed meanwhile";
    case JT_ERR_ARG:
        return "wrong use of a function";
    case JT_ERR_IO:
        return "input or output failed";
    case JT_ERR_DAMAGED:
        return "damaged, or the key is wrong";
    case JT_ERR_CRYPTO:
        return "cryptography failed";
    case JT_ERR_CLOCK:
        return "the clock cannot be trusted";
    case JT_ERR_UNAVAILABLE:
        return "not available now";
    case JT_ERR_REFUSED:
        return "refused by the other side";
    }
    return "unknown error";
}
