/* SPDX-License-Identifier: Apache-2.0 */
/* The organization's APIs as JSON, and the steps that make, change and delete them. */
#ifndef JT_SERVER_API_API_WRITE_H
#define JT_SERVER_API_API_WRITE_H

#include "server/api/api.h"

/* apis.c: as the registry has it, with its permissions. */
void jt_api_write(struct jt_json_writer *w, const struct jt_registry *registry,
                  const struct jt_api *api);

extern const struct jt_step jt_api_create_steps[];
extern const struct jt_step jt_api_patch_steps[];
extern const struct jt_step jt_api_delete_steps[];

#endif
