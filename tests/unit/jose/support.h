/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka, and pieces of tokens, for the tests of this folder and of verify/. */
#ifndef JT_TESTS_UNIT_JOSE_SUPPORT_H
#define JT_TESTS_UNIT_JOSE_SUPPORT_H

#include "codec/base64url.h"
#include "jose/jwk.h"
#include "jose/jws.h"
#include "jose/jwt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Appends base64url(header) "." base64url(payload) "." signature_b64. */
static inline void put_token(struct jt_buf *buf, jt_str header, jt_str payload,
                             const char *signature_b64)
{
    jt_base64url_encode(buf, header);
    jt_buf_append_char(buf, '.');
    jt_base64url_encode(buf, payload);
    jt_buf_append_char(buf, '.');
    jt_buf_append_c(buf, signature_b64);
    assert_int_equal(jt_buf_check(buf), JT_OK);
}

/* The key of one JWK text. */
static inline enum jt_err read_jwk(const char *text, struct jt_json **ret_json,
                                   struct jt_jwk *ret_jwk)
{
    assert_int_equal(jt_json_parse(jt_str_from_c(text), 1 << 16, ret_json), JT_OK);
    return jt_jwk_read(jt_json_root(*ret_json), ret_jwk);
}

/* RFC 7517 A.1, RFC 7515 A.3, RFC 7515 A.2, RFC 8037 A.2: keys with published signatures. */
#define JWK_A3                                                                                     \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","     \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
#define JWK_A2                                                                                     \
    "{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-"   \
    "Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_"   \
    "7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3"  \
    "qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyu" \
    "XpoQ\",\"e\":\"AQAB\"}"
#define JWK_ED25519                                                                                \
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"

#define TOKEN_A3                                                                                   \
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"  \
    "NvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmW" \
    "QxfKTUJqPP3-Kg6NU1Q"
#define TOKEN_A2                                                                                   \
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"  \
    "NvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAu" \
    "HIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vR" \
    "K5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7n" \
    "oOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define TOKEN_ED25519                                                                              \
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcv"  \
    "Mg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"

#endif
