/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas that the OpenAPI document names, one row for each member. */
#include "server/api/openapi.h"

#define OUT JT_OPENAPI_OUT
#define OUT_SOME JT_OPENAPI_OUT_SOME
#define IN JT_OPENAPI_IN
#define IN_SOME JT_OPENAPI_IN_SOME

#define TEXT "{\"type\":\"string\"}"
#define TEXT_OR_NULL "{\"type\":[\"string\",\"null\"]}"
#define UUID "{\"type\":\"string\",\"format\":\"uuid\"}"
#define UUID_OR_NULL "{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"}"
#define TIME "{\"type\":\"string\",\"format\":\"date-time\"}"
#define TIME_OR_NULL "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"
#define DATE "{\"type\":\"string\",\"format\":\"date\"}"
#define FLAG "{\"type\":\"boolean\"}"
#define NUMBER "{\"type\":\"integer\"}"
#define EMAIL "{\"type\":\"string\",\"maxLength\":254}"
#define NAME "{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}"
#define DESCRIPTION "{\"type\":\"string\",\"maxLength\":2000}"
#define CLIENT_ID "{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9._~-]{1,128}$\"}"
#define OVERLAP(min) "{\"type\":\"integer\",\"minimum\":" min ",\"maximum\":8760,\"default\":24}"
#define ENUM(values) "{\"enum\":[" values "]}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define LIST(item) "{\"type\":\"array\",\"items\":" item "}"
#define EVERYTHING_OR(item) "{\"oneOf\":[{\"const\":\"*\"}," item "]}"
#define METHODS                                                                                    \
    "{\"type\":\"array\",\"minItems\":1,\"uniqueItems\":true,\"items\":"                           \
    "{\"enum\":[\"client_secret_basic\",\"client_secret_post\"]}}"

const struct jt_openapi_field jt_openapi_fields[] = {
    {"Page", "count", NUMBER, OUT},
    {"Page", "limit", NUMBER, OUT},
    {"Page", "offset", NUMBER, OUT},
    {"Page", "nextPageOffset", NUMBER, OUT},
    {"Page", "totalResults", NUMBER, OUT},
    {"Page", "totalPages", NUMBER, OUT},
    {"UserAccess", "hasOrganizationRoles", FLAG, OUT},
    {"UserAccess", "hasApplicationRoles", FLAG, OUT},
    {"User", "key", UUID, OUT},
    {"User", "name", TEXT_OR_NULL, OUT},
    {"User", "email", TEXT, OUT},
    {"User", "status", ENUM("\"Invited\",\"Active\",\"Inactive\""), OUT},
    {"User", "access", REF("UserAccess"), OUT},
    {"User", "lastLoginAt", TIME_OR_NULL, OUT},
    {"User", "isActive", FLAG, OUT},
    {"User", "photoUrl", TEXT_OR_NULL, OUT},
    {"User", "isEmailVerified", FLAG, OUT},
    {"User", "isTermsAndConditionsAccepted", FLAG, OUT},
    {"NewUser", "email", EMAIL, IN},
    {"NewUser", "name", NAME, IN_SOME},
    {"NewUser", "photoUrl", TEXT, IN_SOME},
    {"UserList", "results", LIST(REF("User")), OUT},
    {"UserList", "page", REF("Page"), OUT},
    {"ApplicationRole", "key", UUID, OUT},
    {"ApplicationRole", "name", TEXT, OUT},
    {"ApplicationRole", "description", TEXT, OUT},
    {"ApplicationRole", "createdAt", TIME, OUT},
    {"ApplicationRole", "updatedAt", TIME, OUT},
    {"NewApplicationRole", "name", NAME, IN},
    {"NewApplicationRole", "description", DESCRIPTION, IN_SOME},
    {"ApplicationRoleList", "results", LIST(REF("ApplicationRole")), OUT},
    {"ApplicationRoleList", "page", REF("Page"), OUT},
    {"Permission", "permission", TEXT, IN},
    {"Permission", "stages", LIST(TEXT), IN_SOME},
    {"Permissions", NULL, LIST(EVERYTHING_OR(REF("Permission"))), OUT},
    {"Secret", "id", UUID, OUT},
    {"Secret", "hint", TEXT, OUT},
    {"Secret", "createdAt", TIME, OUT},
    {"Secret", "expiresAt", TIME, OUT},
    {"Secret", "state", ENUM("\"active\",\"overlapping\",\"expired\",\"revoked\",\"superseded\""),
     OUT},
    {"Secret", "lastUsedAt", TIME_OR_NULL, OUT},
    {"Secret", "lastUsedFrom", TEXT_OR_NULL, OUT},
    {"SecretList", "results", LIST(REF("Secret")), OUT},
    {"SecretList", "page", REF("Page"), OUT},
    {"CreatedSecret", "id", UUID, OUT},
    {"CreatedSecret", "hint", TEXT, OUT},
    {"CreatedSecret", "createdAt", TIME, OUT},
    {"CreatedSecret", "expiresAt", TIME, OUT},
    {"CreatedSecret", "state",
     ENUM("\"active\",\"overlapping\",\"expired\",\"revoked\",\"superseded\""), OUT},
    {"CreatedSecret", "lastUsedAt", TIME_OR_NULL, OUT},
    {"CreatedSecret", "lastUsedFrom", TEXT_OR_NULL, OUT},
    {"CreatedSecret", "clientSecret", TEXT, OUT},
    {"NewSecret", "expiresOn", DATE, IN_SOME},
    {"NewSecret", "overlapHours", OVERLAP("0"), IN_SOME},
    {"NewSecret", "remind", FLAG, IN_SOME},
    {"OwnNewSecret", "currentSecret", TEXT, IN},
    {"OwnNewSecret", "expiresOn", DATE, IN_SOME},
    {"OwnNewSecret", "overlapHours", OVERLAP("1"), IN_SOME},
    {"OwnNewSecret", "remind", FLAG, IN_SOME},
    {"SecretTerms", "expiresOn", DATE, IN_SOME},
    {"SecretTerms", "remind", FLAG, IN_SOME},
    {"ApiClient", "key", UUID, OUT},
    {"ApiClient", "clientId", TEXT, OUT},
    {"ApiClient", "name", TEXT, OUT},
    {"ApiClient", "description", TEXT, OUT},
    {"ApiClient", "status", ENUM("\"Available\",\"Needs attention\",\"Expired\",\"Suspended\""),
     OUT},
    {"ApiClient", "statusReason", TEXT, OUT},
    {"ApiClient", "authMethods", METHODS, OUT},
    {"ApiClient", "permissions", REF("Permissions"), OUT},
    {"ApiClient", "secrets", LIST(REF("Secret")), OUT},
    {"ApiClient", "createdAt", TIME, OUT},
    {"ApiClient", "updatedAt", TIME, OUT},
    {"ApiClientList", "results", LIST(REF("ApiClient")), OUT},
    {"ApiClientList", "page", REF("Page"), OUT},
    {"CreatedApiClient", "key", UUID, OUT},
    {"CreatedApiClient", "clientId", TEXT, OUT},
    {"CreatedApiClient", "name", TEXT, OUT},
    {"CreatedApiClient", "description", TEXT, OUT},
    {"CreatedApiClient", "status",
     ENUM("\"Available\",\"Needs attention\",\"Expired\",\"Suspended\""), OUT},
    {"CreatedApiClient", "statusReason", TEXT, OUT},
    {"CreatedApiClient", "authMethods", METHODS, OUT},
    {"CreatedApiClient", "permissions", REF("Permissions"), OUT},
    {"CreatedApiClient", "secrets", LIST(REF("Secret")), OUT},
    {"CreatedApiClient", "createdAt", TIME, OUT},
    {"CreatedApiClient", "updatedAt", TIME, OUT},
    {"CreatedApiClient", "clientSecret", TEXT, OUT},
    {"NewApiClient", "name", NAME, IN},
    {"NewApiClient", "description", DESCRIPTION, IN_SOME},
    {"NewApiClient", "authMethods", METHODS, IN_SOME},
    {"NewApiClient", "permissions", REF("Permissions"), IN_SOME},
    {"NewApiClient", "secret", REF("SecretTerms"), IN_SOME},
    {"ImportedApiClient", "clientId", CLIENT_ID, IN},
    {"ImportedApiClient", "clientSecret", TEXT, IN},
    {"ImportedApiClient", "name", NAME, IN},
    {"ImportedApiClient", "description", DESCRIPTION, IN_SOME},
    {"ImportedApiClient", "authMethods", METHODS, IN_SOME},
    {"ImportedApiClient", "permissions", REF("Permissions"), IN_SOME},
    {"ImportedApiClient", "secret", REF("SecretTerms"), IN_SOME},
    {"ApiClientChanges", "name", NAME, IN_SOME},
    {"ApiClientChanges", "description", DESCRIPTION, IN_SOME},
    {"ApiClientChanges", "authMethods", METHODS, IN_SOME},
    {"Duplicate", "name", NAME, IN_SOME},
    {"ApiClientPermissions", "permissions", REF("Permissions"), OUT},
    {"NewApiClientPermissions", "permissions", REF("Permissions"), IN},
    {"TraceStep", "step", TEXT, OUT},
    {"TraceStep", "outcome", TEXT, OUT},
    {"Rejection", "id", TEXT, OUT},
    {"Rejection", "cause", TEXT, OUT},
    {"Rejection", "also", LIST(TEXT), OUT},
    {"Rejection", "proven", FLAG, OUT},
    {"Rejection", "error", TEXT, OUT},
    {"Rejection", "status", NUMBER, OUT},
    {"Rejection", "evidence", TEXT, OUT},
    {"Rejection", "remedy", TEXT, OUT},
    {"Rejection", "clientId", TEXT, OUT},
    {"Rejection", "realm", UUID_OR_NULL, OUT},
    {"Rejection", "endpoint", TEXT, OUT},
    {"Rejection", "method", TEXT, OUT},
    {"Rejection", "address", TEXT, OUT},
    {"Rejection", "userAgent", TEXT, OUT},
    {"Rejection", "count", NUMBER, OUT},
    {"Rejection", "firstAt", TIME, OUT},
    {"Rejection", "lastAt", TIME, OUT},
    {"Rejection", "trace", LIST(REF("TraceStep")), OUT},
    {"ProblemError", "pointer", TEXT, OUT},
    {"ProblemError", "code", TEXT, OUT},
    {"ProblemError", "detail", TEXT, OUT},
    {"Problem", "type", TEXT, OUT},
    {"Problem", "title", TEXT, OUT},
    {"Problem", "status", NUMBER, OUT},
    {"Problem", "detail", TEXT, OUT},
    {"Problem", "code", TEXT, OUT},
    {"Problem", "errors", LIST(REF("ProblemError")), OUT},
    {"Problem", "permission", TEXT, OUT_SOME},
    {"Problem", "stage", TEXT, OUT_SOME},
    {"Problem", "rejection_id", TEXT, OUT_SOME},
};
const size_t jt_openapi_fields_count = sizeof(jt_openapi_fields) / sizeof(jt_openapi_fields[0]);
