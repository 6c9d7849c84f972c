/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of JSON Schema, for the files that describe resources. */
#ifndef JT_SERVER_API_OPENAPI_SCHEMA_H
#define JT_SERVER_API_OPENAPI_SCHEMA_H

#define TEXT "{\"type\":\"string\"}"
#define TEXT_OR_NULL "{\"type\":[\"string\",\"null\"]}"
#define UUID "{\"type\":\"string\",\"format\":\"uuid\"}"
#define UUID_OR_NULL "{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"}"
#define TIME "{\"type\":\"string\",\"format\":\"date-time\"}"
#define TIME_OR_NULL "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"
#define FLAG "{\"type\":\"boolean\"}"
#define NUMBER "{\"type\":\"integer\"}"
#define NAME "{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}"
#define DESCRIPTION "{\"type\":\"string\",\"maxLength\":2000}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define LIST(item) "{\"type\":\"array\",\"items\":" item "}"
#define OBJECT(properties) "{\"type\":\"object\",\"properties\":{" properties "}}"
#define CLOSED(required, properties)                                                               \
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[" required                  \
    "],\"properties\":{" properties "}}"
#define PAGED(name) OBJECT("\"results\":" LIST(REF(name)) ",\"page\":" REF("Page"))

#endif
