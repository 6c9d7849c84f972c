/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that was observed in one run, and nothing that was concluded: what was configured,
 * what looking at it showed, and what each probe brought back. The rules read this alone. All texts
 * live in the run's arena; the secret is wiped with it. */
#ifndef JT_DOCTOR_FACTS_H
#define JT_DOCTOR_FACTS_H

#include "client/store/history.h"
#include "client/want.h"

#include "base/clock.h"

enum jt_doctor_provider_name {
    JT_PROVIDER_UNKNOWN,
    JT_PROVIDER_JETON,
    JT_PROVIDER_KEYCLOAK,
    JT_PROVIDER_ODC, /* a Keycloak behind /identity */
    JT_PROVIDER_OKTA,
    JT_PROVIDER_ENTRA,
    JT_PROVIDER_AUTH0,
    JT_PROVIDER_HYDRA,
    JT_PROVIDER_OIDC_PROVIDER, /* node-oidc-provider */
    JT_PROVIDER_COUNT
};

enum jt_doctor_confidence { JT_POSSIBLE, JT_LIKELY, JT_CERTAIN };

struct jt_doctor_provider {
    enum jt_doctor_provider_name name;
    enum jt_doctor_confidence confidence;
    jt_str why;
};

/* Where the secret was read. */
enum jt_secret_source {
    JT_SECRET_FROM_FILE,
    JT_SECRET_FROM_VARIABLE,
    JT_SECRET_FROM_PROFILE,
    JT_SECRET_FROM_CURL,
};

struct jt_doctor_config {
    jt_str issuer;         /* empty: only an endpoint was named */
    jt_str token_endpoint; /* named by hand; empty: the discovered one */
    jt_str client_id;
    jt_str secret_read; /* as it was read, its line end too */
    jt_str secret;      /* what would be sent: one line end taken off */
    enum jt_secret_source secret_source;
    jt_str secret_path;  /* of the file, or the profile's name */
    jt_str secret_other; /* a second source holds another secret: its name; empty: none */
    jt_str profile;      /* that keeps this very secret for another client; empty: none */
    jt_str profile_client_id;
    jt_str profile_issuer;
    jt_str method; /* empty: chosen */
    jt_str scope;
    jt_str resource;
    jt_str audience; /* a parameter of Auth0, known from a pasted command */
    jt_str api;      /* to be called on success; empty: none */
    jt_str token_origins;
    jt_str allow_origins;
    const char *ca_file;
    bool insecure_http;
    bool stages;
    bool try_repairs;
    unsigned attempts;            /* requests with a secret, at most */
    jt_str proxy;                 /* of the environment, for this host; empty: none */
    const char *const *variables; /* the environment, NULL at its end; may be NULL */
};

/* What is wrong with a pasted command by itself. */
struct jt_curl_command;
struct jt_doctor_request {
    const struct jt_curl_command *command; /* NULL: none was pasted */
    bool not_post;
    bool not_form;
    bool in_query;
    bool changes_values; /* form-encoding is missing and would matter */
    bool two_methods;
    bool basic_raw;       /* credentials in a Basic header, not form-encoded */
    bool basic_malformed; /* no base64, no colon */
    jt_str duplicate;     /* the name of a parameter that stands twice */
    jt_str grant;
};

/* --- P0 ------------------------------------------------------------------------------------ */

enum jt_lint_field { JT_LINT_SECRET, JT_LINT_CLIENT_ID, JT_LINT_URL, JT_LINT_SCOPE };

enum jt_lint_kind {
    JT_LINT_EMPTY,
    JT_LINT_WHITESPACE,        /* a blank, tab or line end: at, code_point */
    JT_LINT_INVISIBLE,         /* byte order mark, zero-width, no-break space: at, code_point */
    JT_LINT_CONTROL,           /* at, code_point */
    JT_LINT_NON_ASCII,         /* letters, curly quotes: at, code_point */
    JT_LINT_PERCENT_ENCODED,   /* times: how often it can be decoded */
    JT_LINT_MASKED,            /* one distinct character: code_point */
    JT_LINT_QUOTED,            /* quotes around it: code_point */
    JT_LINT_VARIABLE,          /* "$NAME" or "${NAME}" stands in it, not expanded */
    JT_LINT_EXPANDED,          /* the value of an environment variable stands in it: name */
    JT_LINT_BACKSLASH,         /* a backslash, which shells and dotenv eat: at */
    JT_LINT_GUID,              /* 8-4-4-4-12 hex digits */
    JT_LINT_TRUNCATED,         /* begins with jtn_ and is too short */
    JT_LINT_CHECKSUM,          /* begins with jtn_ and is wrong otherwise */
    JT_LINT_LOOKS_LIKE_SECRET, /* the client id has the form of a secret */
    JT_LINT_COLON,             /* in the client id */
    JT_LINT_RESERVED,          /* characters that form-encoding changes: at */
    JT_LINT_PLAIN_HTTP,        /* http to another machine */
    JT_LINT_NOT_A_URL,
    JT_LINT_TENANT_WORD,      /* Entra: /common, /consumers, /organizations: name */
    JT_LINT_OKTA_ORG_SERVER,  /* /oauth2/v1/token of an Okta domain */
    JT_LINT_AUTH_PREFIX,      /* /auth/realms/ of a Keycloak */
    JT_LINT_NO_DEFAULT_SCOPE, /* Entra: the scope has no /.default */
    JT_LINT_NO_AUDIENCE,      /* Auth0: neither audience nor resource */
};

enum { JT_LINT_MAX = 32 };

struct jt_lint_remark {
    enum jt_lint_field field;
    enum jt_lint_kind kind;
    size_t at; /* character, counted from 1; 0: no place */
    uint32_t code_point;
    unsigned times;
    jt_str name;
};

struct jt_doctor_lint {
    struct jt_lint_remark at[JT_LINT_MAX];
    size_t count;
    jt_str decoded; /* the secret percent-decoded as often as it can be; empty: never */
    jt_str cleaned; /* the secret without what does not belong into one; empty: nothing to clean */
};

/* --- answers of P3 to P9 -------------------------------------------------------------------- */

enum { JT_ANSWER_NUMBERS_MAX = 8 };

struct jt_doctor_answer {
    bool asked;
    bool reached; /* an HTTP answer came */
    jt_str url;
    jt_str failure; /* in words, when none came */
    bool too_large; /* it said more than a sane server says */
    bool timed_out;
    int status;
    jt_str content_type;
    bool is_json; /* the body parses as an object, whatever its type says */
    bool is_html;
    bool is_empty;
    /* RFC 6749 §5.2 and what providers add; printable, cut. */
    jt_str error;
    jt_str description;
    jt_str error_uri;
    jt_str told; /* Jeton's cause, from error_uri; empty: none */
    jt_str rejection_id;
    jt_str code;                            /* errorCode, code */
    jt_str summary;                         /* errorSummary, detail, title, message */
    int64_t numbers[JT_ANSWER_NUMBERS_MAX]; /* error_codes */
    size_t number_count;
    bool has_token;
    jt_str scope; /* of a success */
    jt_str www_authenticate;
    int64_t retry_after_s; /* -1: none */
    jt_str location;
    jt_str headers; /* the lines as they came, without Set-Cookie */
    bool date_known;
    int64_t skew_s; /* the server's clock minus ours */
    jt_str excerpt; /* of the body: printable, cut, credentials struck out */
};

/* --- P1 -------------------------------------------------------------------------------------- */

enum jt_reach {
    JT_REACH_NOT_TRIED,
    JT_REACH_OK,
    JT_REACH_NO_NAME,       /* the host's name is unknown */
    JT_REACH_NO_PROXY_NAME, /* the proxy's is */
    JT_REACH_REFUSED,       /* no connection */
    JT_REACH_TIMEOUT,
    JT_REACH_PROXY,   /* the proxy said no */
    JT_REACH_TLS,     /* no handshake */
    JT_REACH_VERIFY,  /* the certificate is not believed */
    JT_REACH_CA_FILE, /* the file of authorities cannot be read */
    JT_REACH_OTHER,
};

struct jt_doctor_certificate {
    bool known;
    jt_str subject;
    jt_str issuer;
    jt_str names; /* separated by spaces, bounded */
    jt_time not_before;
    jt_time not_after;
    bool self_signed;
    bool name_fits;    /* the host that was asked */
    size_t chain;      /* how many certificates the server sent */
    jt_str top_issuer; /* of the last of them */
};

struct jt_doctor_network {
    jt_str host;
    uint16_t port;
    bool is_https;
    enum jt_reach reach;
    jt_str failure;
    jt_str address;             /* that was connected to */
    enum jt_reach reach_direct; /* past the proxy, when the way through it failed */
    int proxy_status;           /* of CONNECT; 0: none */
    struct jt_doctor_certificate certificate;
    bool date_known; /* read without believing the certificate; nothing else was */
    int64_t skew_s;
};

/* --- P2 -------------------------------------------------------------------------------------- */

enum jt_discovery_outcome {
    JT_DISCOVERY_NOT_TRIED,
    JT_DISCOVERY_FOUND,
    JT_DISCOVERY_NOT_FOUND,
    JT_DISCOVERY_HTML,
    JT_DISCOVERY_BAD_JSON,
    JT_DISCOVERY_OTHER_ISSUER,
    JT_DISCOVERY_REDIRECT,
    JT_DISCOVERY_TOO_LARGE,
    JT_DISCOVERY_UNREACHABLE,
    JT_DISCOVERY_FAULT, /* 5xx */
};

struct jt_doctor_discovery {
    enum jt_discovery_outcome outcome;
    struct jt_doctor_answer answer; /* the last that was looked at, or the metadata's */
    jt_str url;
    jt_str issuer;
    jt_str token_endpoint;
    jt_str jwks_uri;
    bool methods_listed;
    bool basic;
    bool post;
    bool private_key_jwt;
    bool tls_client_auth;
    bool grants_listed;
    bool client_credentials;
    bool mtls_aliases;
    bool endpoint_elsewhere; /* another origin than the document's, and not allowed */
    bool by_other_path;      /* found only with or without /auth */
    jt_str document;         /* the JSON text */
};

/* How a configured endpoint differs from a discovered one. */
struct jt_doctor_difference {
    bool differs;
    bool origin; /* scheme, host or port */
    jt_str ours; /* the differing part: "/realms/AAA" */
    jt_str theirs;
};

/* --- P9 -------------------------------------------------------------------------------------- */

enum jt_token_form { JT_TOKEN_NONE, JT_TOKEN_OPAQUE, JT_TOKEN_JWT, JT_TOKEN_JWE };

enum { JT_DOCTOR_STAGES_MAX = 32, JT_DOCTOR_AUDIENCES_MAX = 8 };

struct jt_doctor_stage {
    jt_str slug;
    jt_str permissions; /* separated by spaces; may be empty */
};

struct jt_doctor_token {
    enum jt_token_form form;
    jt_str issuer;
    jt_str audiences[JT_DOCTOR_AUDIENCES_MAX];
    size_t audience_count;
    jt_str client_id; /* client_id, azp or appid */
    jt_str subject;
    jt_str scope; /* scope, scp or roles, with spaces between */
    jt_time issued_at;
    jt_time expires_at;
    jt_time not_before;
    int64_t lifetime_s; /* expires_in; -1: not said */
    struct jt_doctor_stage stages[JT_DOCTOR_STAGES_MAX];
    size_t stage_count;
    bool stages_listed; /* by the server; else they are those of the scope */
};

/* --- all ------------------------------------------------------------------------------------- */

struct jt_doctor_facts {
    struct jt_doctor_config config;
    jt_time now;
    struct jt_doctor_request request;
    struct jt_doctor_provider provider;
    struct jt_doctor_lint lint;
    struct jt_doctor_network network;          /* of the issuer, or the endpoint */
    struct jt_doctor_network endpoint_network; /* of the endpoint when it is elsewhere */
    struct jt_doctor_discovery discovery;      /* from the issuer */
    struct jt_doctor_discovery endpoint_realm; /* from the endpoint named by hand */
    struct jt_doctor_difference difference;    /* endpoint named against discovered */
    jt_str endpoint;                           /* where the secret would go; empty: unknown */
    bool endpoint_forbidden;                   /* another origin, or plain http */
    struct jt_doctor_answer no_grant;          /* P3 */
    struct jt_doctor_answer random_client;     /* P4 */
    struct jt_doctor_answer no_credential;     /* P5 */
    struct jt_doctor_answer no_client;         /* P5, without any client, when Basic is used */
    bool unknown_looks_the_same;               /* P4 and P5 both answered, and alike */
    struct jt_doctor_answer configured;        /* P6 */
    jt_str configured_method;                  /* client_secret_basic, client_secret_post */
    bool looks_like_no_credential;             /* P6 answered as P5 did */
    struct jt_doctor_answer other;             /* P7 */
    jt_str other_method;
    jt_str other_endpoint;            /* the discovered one, when P7 went there; empty: the same */
    struct jt_doctor_answer repaired; /* P8 */
    enum jt_lint_kind repair;         /* which repair it was */
    struct jt_doctor_token token;     /* P9 */
    struct jt_doctor_answer api;      /* P9, with --api */
    bool api_forbidden;               /* its origin may not have the token */
    struct jt_doctor_answer api_cached; /* the same with the stored token */
    bool history_known;
    struct jt_history_entry history; /* of this secret, issuer and client */
    bool known_elsewhere;            /* this secret worked for another client */
    struct jt_history_entry elsewhere;
    unsigned attempts_spent;
    jt_str stopped_by; /* "429", "budget"; empty: nothing */
};

/* The first remark of this kind on this field; NULL: none. */
const struct jt_lint_remark *jt_lint_find(const struct jt_doctor_facts *facts,
                                          enum jt_lint_field field, enum jt_lint_kind kind);
/* A token came, whichever way. */
bool jt_facts_granted(const struct jt_doctor_facts *facts);
/* The configured request was sent, and the answer was a refusal of the client (RFC 6749 §5.2:
 * invalid_client; Keycloak and others also say unauthorized_client, Auth0 access_denied). */
bool jt_facts_client_refused(const struct jt_doctor_facts *facts);
/* Some 2xx. */
bool jt_answer_is_good(const struct jt_doctor_answer *answer);
/* A refusal without a body: glewlwyd and others say nothing else of a client. */
bool jt_answer_is_wordless(const struct jt_doctor_answer *answer);
bool jt_facts_provider_is(const struct jt_doctor_facts *facts, enum jt_doctor_provider_name name);
enum { JT_FACTS_SECRETS_MAX = 5 };
/* Everything of the configuration that nobody may see, for jt_strike(); returns how many. */
size_t jt_facts_secrets(const struct jt_doctor_facts *facts,
                        jt_str ret_secrets[static JT_FACTS_SECRETS_MAX]);
/* "keycloak"; never NULL. */
const char *jt_provider_text(enum jt_doctor_provider_name name);

#endif
