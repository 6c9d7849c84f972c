/* SPDX-License-Identifier: Apache-2.0 */
/* curl's options: which take a value, and what each does to the request. For curl_*.c alone. */
#ifndef JT_CLIENT_CURL_OPTIONS_H
#define JT_CLIENT_CURL_OPTIONS_H

#include "base/str.h"

enum jt_curl_does {
    JT_CURL_DOES_NOTHING, /* to the request */
    JT_CURL_DOES_URL,
    JT_CURL_DOES_URL_QUERY,
    JT_CURL_DOES_METHOD,
    JT_CURL_DOES_HEAD,
    JT_CURL_DOES_GET,
    JT_CURL_DOES_HEADER,
    JT_CURL_DOES_AGENT,
    JT_CURL_DOES_REFERER,
    JT_CURL_DOES_COOKIE,
    JT_CURL_DOES_USER,
    JT_CURL_DOES_BEARER,
    JT_CURL_DOES_DATA,
    JT_CURL_DOES_DATA_RAW,
    JT_CURL_DOES_DATA_URLENCODE,
    JT_CURL_DOES_JSON,
    JT_CURL_DOES_FORM,
    JT_CURL_DOES_UPLOAD,
    JT_CURL_DOES_NEXT,
    /* Only remarked on. */
    JT_CURL_DOES_READ_FILE,
    JT_CURL_DOES_INSECURE,
    JT_CURL_DOES_PROXY,
    JT_CURL_DOES_TLS,
    JT_CURL_DOES_OUTPUT,
    JT_CURL_DOES_REDIRECT,
    JT_CURL_DOES_SCHEME,
    JT_CURL_DOES_ADDRESS,
};

struct jt_curl_option {
    const char *name; /* without hyphens */
    char letter;      /* 0: none */
    bool takes_value;
    enum jt_curl_does does;
};

/* NULL: unknown. name may begin with no-. */
const struct jt_curl_option *jt_curl_option_find(jt_str name);
const struct jt_curl_option *jt_curl_option_find_letter(char letter);

#endif
