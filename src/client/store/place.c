/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of the client, found by the XDG base directory rules. */
#include "client/store/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name of the credential in systemd's LoadCredential=. */
#define CREDENTIAL_NAME "jeton.store-key"

void jt_fd_clear(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
    *fd = -1;
}

static bool is_absolute(const char *path)
{
    return path && path[0] == '/';
}

static enum jt_err join(char ret_path[static JT_PLACE_PATH_MAX], const char *base, const char *tail)
{
    int len = snprintf(ret_path, JT_PLACE_PATH_MAX, "%s%s", base, tail);
    return len > 0 && len < JT_PLACE_PATH_MAX ? JT_OK : JT_ERR_LIMIT;
}

/* base is the XDG variable when it holds an absolute path, HOME with the usual folder else. */
static enum jt_err below(char ret_path[static JT_PLACE_PATH_MAX], const char *xdg, const char *home,
                         const char *usual, const char *tail)
{
    if (is_absolute(xdg)) {
        return join(ret_path, xdg, tail);
    }
    char base[JT_PLACE_PATH_MAX];
    if (!is_absolute(home)) {
        return JT_ERR_NOT_FOUND;
    }
    JT_TRY(join(base, home, usual));
    return join(ret_path, base, tail);
}

static enum jt_err find_key(const struct jt_place_env *env, struct jt_place *place)
{
    if (env->store_key_file && env->store_key_file[0]) {
        return join(place->key_file, env->store_key_file, "");
    }
    if (is_absolute(env->credentials_dir)) {
        JT_TRY(join(place->key_file, env->credentials_dir, "/" CREDENTIAL_NAME));
        if (access(place->key_file, F_OK) == 0) {
            return JT_OK;
        }
    }
    place->key_is_ours = true;
    return below(place->key_file, env->xdg_config_home, env->home, "/.config", "/jeton/store.key");
}

static enum jt_err find_all(const struct jt_place_env *env, struct jt_place *place)
{
    JT_TRY(below(place->tokens, env->xdg_state_home, env->home, "/.local/state", "/jeton/tokens"));
    JT_TRY(
        below(place->profiles, env->xdg_state_home, env->home, "/.local/state", "/jeton/profiles"));
    return find_key(env, place);
}

enum jt_err jt_place_find(const struct jt_place_env *env, struct jt_place *ret_place,
                          struct jt_trouble *trouble)
{
    ret_place->key_is_ours = false;
    enum jt_err err = find_all(env, ret_place);
    if (err == JT_ERR_NOT_FOUND) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                       "There is no home directory to keep the encrypted tokens in: HOME is not an "
                       "absolute path.");
        jt_trouble_set_next(trouble, "Set HOME, or XDG_STATE_HOME and XDG_CONFIG_HOME.");
    } else if (err != JT_OK) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The path of the token store is too long.");
        jt_trouble_set_next(trouble, "Set XDG_STATE_HOME and XDG_CONFIG_HOME to shorter paths.");
    }
    return err;
}

static enum jt_err make_all(const char *path, struct jt_trouble *trouble)
{
    char part[JT_PLACE_PATH_MAX];
    JT_TRY(join(part, path, ""));
    int why = 0; /* of the first that is missing: what comes after it only lacks it */
    for (char *at = part + 1; *at; at++) {
        if (*at == '/') {
            *at = '\0';
            if (mkdir(part, 0700) != 0 && errno != EEXIST && why == 0) {
                why = errno;
            }
            *at = '/';
        }
    }
    if (mkdir(part, 0700) == 0 || errno == EEXIST) {
        return JT_OK;
    }
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The folder %s cannot be made: %s.", path,
                   strerror(why != 0 ? why : errno));
    jt_trouble_set_next(trouble, "Make it yourself with mode 0700, or set XDG_STATE_HOME and "
                                 "XDG_CONFIG_HOME to where you may write.");
    return JT_ERR_IO;
}

static enum jt_err check_folder(int dir, const char *path, struct jt_trouble *trouble)
{
    struct stat status;
    if (fstat(dir, &status) != 0) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The folder %s cannot be read: %s.", path,
                       strerror(errno));
        return JT_ERR_IO;
    }
    if (status.st_uid != geteuid()) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL,
                       "The folder %s belongs to user %u, and this is user %u.", path,
                       (unsigned)status.st_uid, (unsigned)geteuid());
        jt_trouble_set_next(trouble, "Set HOME or XDG_STATE_HOME to a folder of this user (sudo "
                                     "needs -H).");
        return JT_ERR_REFUSED;
    }
    if ((status.st_mode & 077) && fchmod(dir, 0700) != 0) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "Others may enter the folder %s.", path);
        jt_trouble_set_next(trouble, "Run: chmod 700 %s", path);
        return JT_ERR_REFUSED;
    }
    return JT_OK;
}

static enum jt_err explain_open(const char *path, int why, struct jt_trouble *trouble)
{
    if (why == ENOENT) {
        return JT_ERR_NOT_FOUND;
    }
    bool is_link = why == ELOOP || why == ENOTDIR;
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The folder %s cannot be used: %s.", path,
                   is_link ? "it is a link or no folder" : strerror(why));
    jt_trouble_set_next(trouble, "Remove what stands there, or set XDG_STATE_HOME to another "
                                 "folder.");
    return is_link ? JT_ERR_REFUSED : JT_ERR_IO;
}

enum jt_err jt_place_open(const char *path, bool make, int *ret_dir, struct jt_trouble *trouble)
{
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int dir = open(path, flags);
    if (dir < 0 && errno == ENOENT && make) {
        JT_TRY(make_all(path, trouble));
        dir = open(path, flags);
    }
    if (dir < 0) {
        return explain_open(path, errno, trouble);
    }
    enum jt_err err = check_folder(dir, path, trouble);
    if (err != JT_OK) {
        jt_fd_clear(&dir);
        return err;
    }
    *ret_dir = dir;
    return JT_OK;
}
