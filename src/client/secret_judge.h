/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a client secret may be sent, by its bytes alone. */
#ifndef JT_CLIENT_SECRET_JUDGE_H
#define JT_CLIENT_SECRET_JUDGE_H

#include "client/trouble.h"

/* JT_ERR_DAMAGED: empty, too long, or of Jeton's own format and cut or changed; trouble says which
 * and never shows a byte of it. */
JT_MUST_USE enum jt_err jt_secret_judge(jt_str secret, struct jt_trouble *trouble);

#endif
