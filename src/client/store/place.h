/* SPDX-License-Identifier: Apache-2.0 */
/* Where the client keeps things on disk, and how such a folder is opened: it must be ours and
 * closed to everybody else. The paths come from whoever may read the environment. */
#ifndef JT_CLIENT_STORE_PLACE_H
#define JT_CLIENT_STORE_PLACE_H

#include "client/trouble.h"

enum { JT_PLACE_PATH_MAX = 4096 };

struct jt_place {
    char tokens[JT_PLACE_PATH_MAX];   /* $XDG_STATE_HOME/jeton/tokens */
    char profiles[JT_PLACE_PATH_MAX]; /* $XDG_STATE_HOME/jeton/profiles */
    char key_file[JT_PLACE_PATH_MAX]; /* of the store key */
    bool key_is_ours; /* the default key file: made on first use, and judged by owner and mode */
};

/* The values of the environment; NULL where not set. */
struct jt_place_env {
    const char *home;            /* HOME */
    const char *xdg_state_home;  /* ignored unless absolute, as the XDG specification says */
    const char *xdg_config_home; /* likewise */
    const char *store_key_file;  /* JETON_STORE_KEY_FILE */
    const char *credentials_dir; /* CREDENTIALS_DIRECTORY: systemd.exec(5) */
};

/* JT_ERR_NOT_FOUND: no absolute home to begin from; JT_ERR_LIMIT: a path too long. trouble says
 * so. */
JT_MUST_USE enum jt_err jt_place_find(const struct jt_place_env *env, struct jt_place *ret_place,
                                      struct jt_trouble *trouble);

/* Opens a folder of ours. With make it is made, mode 0700, and so are the folders above it. A
 * folder of ours that others may enter is closed to them. JT_ERR_NOT_FOUND: it is not there.
 * JT_ERR_REFUSED: a link, no folder, or somebody else's. JT_ERR_IO. trouble says why. */
JT_MUST_USE enum jt_err jt_place_open(const char *path, bool make, int *ret_dir,
                                      struct jt_trouble *trouble);

/* Cleanup helper for descriptors; -1 is none. */
void jt_fd_clear(int *fd);

#endif
