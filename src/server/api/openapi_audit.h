/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas of signing keys and of the audit log, for the one text in openapi_rows.c, whose words
 * they use. */
#ifndef JT_SERVER_API_OPENAPI_AUDIT_H
#define JT_SERVER_API_OPENAPI_AUDIT_H

/* clang-format off */
#define JT_OPENAPI_ALG "{\"enum\":[\"ES256\",\"RS256\",\"PS256\",\"EdDSA\"]}"
#define JT_OPENAPI_HASH "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}"
#define JT_OPENAPI_DAYS "{\"type\":\"integer\",\"minimum\":0,\"maximum\":3650}"
#define JT_OPENAPI_ANYTHING "{\"type\":[\"object\",\"null\"]}"

#define JT_OPENAPI_AUDIT                                                                           \
    ",\"SigningKey\":" OBJECT("\"kid\":" TEXT ",\"realm\":" UUID ",\"alg\":" JT_OPENAPI_ALG          \
    ",\"state\":{\"enum\":[\"next\",\"active\",\"retired\",\"withdrawn\"]}"                          \
    ",\"createdAt\":" TIME ",\"readyAt\":" TIME_OR_NULL ",\"activatedAt\":" TIME_OR_NULL             \
    ",\"retiredAt\":" TIME_OR_NULL ",\"publishedUntil\":" TIME_OR_NULL                             \
    ",\"withdrawnAt\":" TIME_OR_NULL ",\"emergency\":" FLAG)                                       \
    ",\"SigningKeyList\":" PAGED("SigningKey")                                                     \
    ",\"RotationOrder\":" CLOSED("\"realm\"", "\"realm\":" UUID ",\"alg\":" JT_OPENAPI_ALG           \
    ",\"emergency\":" FLAG)                                                                        \
    ",\"Rotation\":" OBJECT("\"outcome\":{\"enum\":[\"published\",\"rotated\",\"replaced\"]}"        \
    ",\"activeAt\":" TIME ",\"breaks\":" LIST(TEXT) ",\"keys\":" LIST(REF("SigningKey")))          \
    ",\"SigningSchedule\":" OBJECT("\"realm\":" UUID ",\"rotationDays\":" JT_OPENAPI_DAYS)         \
    ",\"NewSigningSchedule\":" CLOSED("\"rotationDays\"", "\"rotationDays\":" JT_OPENAPI_DAYS)     \
    ",\"Event\":" OBJECT("\"number\":" NUMBER ",\"time\":" TIME ",\"actor\":" OBJECT(              \
    "\"kind\":{\"enum\":[\"system\",\"api_client\",\"member\"]},\"key\":" UUID_OR_NULL             \
    ",\"name\":" TEXT) ",\"address\":" TEXT_OR_NULL ",\"requestId\":" TEXT_OR_NULL                 \
    ",\"action\":" TEXT ",\"objectKind\":" TEXT ",\"object\":" UUID_OR_NULL                        \
    ",\"before\":" JT_OPENAPI_ANYTHING ",\"after\":" JT_OPENAPI_ANYTHING                           \
    ",\"hash\":" JT_OPENAPI_HASH ",\"previousHash\":" JT_OPENAPI_HASH)                             \
    ",\"EventList\":" PAGED("Event")                                                               \
    ",\"Checkpoint\":" OBJECT("\"number\":" NUMBER ",\"time\":" TIME ",\"hash\":" JT_OPENAPI_HASH  \
    ",\"kid\":" TEXT ",\"jws\":" TEXT)                                                             \
    ",\"CheckpointList\":" PAGED("Checkpoint")                                                     \
    ",\"KeySet\":" OBJECT("\"keys\":" LIST("{\"type\":\"object\"}"))
/* clang-format on */

#endif
