/* SPDX-License-Identifier: Apache-2.0 */
/* Program failures: one enum for the whole of Jeton. A protocol refusal is not a failure: see
 * oauth/reason.h. Every function that can fail returns enum jt_err; outputs named ret_x are written
 * only when it returns JT_OK. */
#ifndef JT_BASE_ERR_H
#define JT_BASE_ERR_H

#define JT_MUST_USE __attribute__((warn_unused_result))
#define JT_PRINTF(fmt_at, args_at) __attribute__((format(printf, fmt_at, args_at)))

/* Runs fn(&variable) when the variable goes out of scope. */
#define JT_CLEAN(fn) __attribute__((cleanup(fn)))

enum jt_err {
    JT_OK = 0,
    JT_ERR_NOMEM,       /* an allocation failed */
    JT_ERR_LIMIT,       /* a named limit was reached */
    JT_ERR_FORMAT,      /* the bytes do not follow their grammar */
    JT_ERR_NOT_FOUND,   /* what was asked for is not there; often normal */
    JT_ERR_EXISTS,      /* a unique name is taken */
    JT_ERR_CONFLICT,    /* the object changed since it was read (expected version differs) */
    JT_ERR_ARG,         /* the caller broke the contract */
    JT_ERR_IO,          /* the system refused: file, socket, database */
    JT_ERR_DAMAGED,     /* stored bytes are not what was written, or the key is wrong */
    JT_ERR_CRYPTO,      /* a cryptographic library failed, or a signature or tag is wrong */
    JT_ERR_CLOCK,       /* the clock cannot be trusted */
    JT_ERR_UNAVAILABLE, /* try again later: busy, stopping, or a remote part is away */
    JT_ERR_REFUSED,     /* a peer answered, and its answer is no */
};

/* A short English phrase for err, for log lines. Never NULL, static. */
const char *jt_err_text(enum jt_err err);

/* Returns the error of call from the enclosing function unless it is JT_OK. */
#define JT_TRY(call)                                                                               \
    do {                                                                                           \
        enum jt_err jt_try_err = (call);                                                           \
        if (jt_try_err != JT_OK) {                                                                 \
            return jt_try_err;                                                                     \
        }                                                                                          \
    } while (0)

#endif
