/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of JSON Schema, for the files that describe resources. */
#ifndef JT_SERVER_API_OPENAPI_SCHEMA_H
#define JT_SERVER_API_OPENAPI_SCHEMA_H

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
#define FLAG_OR_NULL "{\"type\":[\"boolean\",\"null\"]}"
#define NUMBER_OR_NULL "{\"type\":[\"integer\",\"null\"]}"
#define EMAIL "{\"type\":\"string\",\"maxLength\":254}"
#define NAME "{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}"
#define DESCRIPTION "{\"type\":\"string\",\"maxLength\":2000}"
#define CLIENT_ID "{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9._~-]{1,128}$\"}"
#define OVERLAP(min) "{\"type\":\"integer\",\"minimum\":" min ",\"maximum\":8760,\"default\":24}"
#define ENUM(values) "{\"enum\":[" values "]}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define LIST(item) "{\"type\":\"array\",\"items\":" item "}"
#define EVERYTHING_OR(item) "{\"oneOf\":[{\"const\":\"*\"}," item "]}"
#define ALG ENUM("\"ES256\",\"RS256\",\"PS256\",\"EdDSA\"")
#define HASH "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}"
#define ROTATION_DAYS "{\"type\":\"integer\",\"minimum\":0,\"maximum\":3650}"
#define OBJECT_OR_NULL "{\"type\":[\"object\",\"null\"]}"
#define METHODS                                                                                    \
    "{\"type\":\"array\",\"minItems\":1,\"uniqueItems\":true,\"items\":"                           \
    "{\"enum\":[\"client_secret_basic\",\"client_secret_post\"]}}"

#endif
