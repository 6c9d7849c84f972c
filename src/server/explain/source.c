/* SPDX-License-Identifier: Apache-2.0 */
/* From an address to its source. */
#include "server/explain/source.h"

#include "server/http/address.h"

#include <stdio.h>
#include <string.h>

void jt_source_of(jt_str address, char ret_text[static JT_SOURCE_TEXT + 1])
{
    struct jt_address parsed;
    char text[JT_ADDRESS_TEXT];
    bool is_v6 = jt_str_find_char(address, ':') < address.len;
    if (!is_v6 || jt_address_parse(address, &parsed) != JT_OK) {
        (void)snprintf(ret_text, JT_SOURCE_TEXT + 1, "%.*s", JT_STR_ARG(address));
        return;
    }
    if (jt_address_is_ipv4(&parsed)) {
        jt_address_write(&parsed, text);
        (void)snprintf(ret_text, JT_SOURCE_TEXT + 1, "%s", text);
        return;
    }
    memset(parsed.bytes + sizeof(parsed.bytes) / 2, 0, sizeof(parsed.bytes) / 2);
    jt_address_write(&parsed, text);
    (void)snprintf(ret_text, JT_SOURCE_TEXT + 1, "%s/64", text);
}
