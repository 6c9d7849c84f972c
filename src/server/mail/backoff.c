/* SPDX-License-Identifier: Apache-2.0 */
/* Exponential back-off with jitter. */
#include "server/mail/backoff.h"

static int64_t jitter(const struct jt_rand *rand, int64_t wait_s)
{
    uint32_t chance = 0;
    /* Without randomness every wait is its middle, which is no harm. */
    if (jt_rand_fill(rand, &chance, sizeof(chance)) != JT_OK) {
        return wait_s;
    }
    int64_t shaken = wait_s - wait_s / 4 + (int64_t)(chance % (uint32_t)(wait_s / 2 + 1));
    return shaken > 1 ? shaken : 1;
}

int64_t jt_mail_wait_s(const struct jt_rand *rand, int64_t first_s, uint32_t attempts)
{
    int64_t wait_s = first_s;
    for (uint32_t i = 0; i < attempts && wait_s < JT_MAIL_WAIT_MAX_S; i++) {
        wait_s *= 2;
    }
    return jitter(rand, wait_s < JT_MAIL_WAIT_MAX_S ? wait_s : JT_MAIL_WAIT_MAX_S);
}

int64_t jt_mail_refused_wait_s(const struct jt_rand *rand)
{
    return jitter(rand, JT_MAIL_REFUSED_WAIT_S);
}
