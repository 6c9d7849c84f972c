/* SPDX-License-Identifier: Apache-2.0 */
/* From the store's voice to the log. */
#include "server/store_faults.h"

#include "server/log.h"
#include "server/server.h"

#include <stdio.h>

enum { NUMBER_TEXT = 24 };

static void say(void *arg, int code, const char *text)
{
    struct jt_store_faults *faults = arg;
    const struct jt_server *server = faults->server;
    uint64_t kept_back = 0;
    char code_text[NUMBER_TEXT];
    char kept_text[NUMBER_TEXT];
    if (server->log == NULL ||
        !jt_log_limit_allow(&faults->limit, jt_clock_mono(server->clock), &kept_back)) {
        return;
    }
    (void)snprintf(code_text, sizeof(code_text), "%d", code);
    (void)snprintf(kept_text, sizeof(kept_text), "%llu", (unsigned long long)kept_back);
    const struct jt_log_field fields[] = {
        {"why", jt_str_from_c(text)},
        {"code", jt_str_from_c(code_text)},
        {"kept_back", jt_str_from_c(kept_text)},
    };
    jt_log_write(server->log, JT_LOG_ERROR, "store.fault", "The database has a fault.", fields,
                 kept_back ? 3 : 2);
}

void jt_store_faults_hear(struct jt_store_faults *faults, const struct jt_server *server)
{
    faults->server = server;
    faults->ear = (struct jt_store_ear){say, faults};
    jt_store_hear_faults(&faults->ear);
}
