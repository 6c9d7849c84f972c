/* SPDX-License-Identifier: Apache-2.0 */
/* The store key: read, made, and taken apart into keys for one purpose each. */
#include "client/store/key.h"

#include "base/fd.h"
#include "base/secret.h"
#include "client/store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum jt_err fail(struct jt_trouble *trouble, enum jt_err err, const char *path,
                        const char *why, const char *next)
{
    jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The store key %s cannot be used: %s.", path, why);
    jt_trouble_set_next(trouble, "%s", next);
    return err;
}

/* A key that was named may come through links (as container systems mount secrets) and with any
 * mode; the one we made ourselves must still look as we made it. */
static enum jt_err check_ours(int fd, const char *path, struct jt_trouble *trouble)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return fail(trouble, JT_ERR_IO, path, strerror(errno), "Look at the file system.");
    }
    if (status.st_uid != geteuid()) {
        return fail(trouble, JT_ERR_REFUSED, path, "it belongs to another user",
                    "Set HOME or XDG_CONFIG_HOME to a folder of this user (sudo needs -H).");
    }
    if (status.st_mode & 077) {
        return fail(trouble, JT_ERR_REFUSED, path, "others may read it",
                    "If nobody has read it, run chmod 600 on it; if somebody may have, remove it: "
                    "a new key is made and tokens are asked for again.");
    }
    return JT_OK;
}

static enum jt_err read_open(int fd, const struct jt_place *place, struct jt_buf *bytes,
                             struct jt_trouble *trouble)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return fail(trouble, JT_ERR_FORMAT, place->key_file, "it is not a regular file",
                    "Name a file of 32 random bytes, e.g. from head -c 32 /dev/urandom.");
    }
    if (place->key_is_ours) {
        JT_TRY(check_ours(fd, place->key_file, trouble));
    }
    if (jt_fd_read_all(fd, bytes) != JT_OK || bytes->len < JT_STORE_KEY_MIN) {
        return fail(
            trouble, JT_ERR_FORMAT, place->key_file, "it must have between 32 and 4096 bytes",
            place->key_is_ours ? "Remove it: a new key is made and tokens are asked for again."
                               : "Make one with: head -c 32 /dev/urandom > FILE");
    }
    return JT_OK;
}

static enum jt_err read_key(const struct jt_place *place, struct jt_buf *bytes,
                            struct jt_trouble *trouble)
{
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (place->key_is_ours ? O_NOFOLLOW : 0);
    JT_CLEAN(jt_fd_clear) int fd = open(place->key_file, flags);
    if (fd >= 0) {
        return read_open(fd, place, bytes, trouble);
    }
    if (errno == ENOENT && place->key_is_ours) {
        return JT_ERR_NOT_FOUND;
    }
    bool is_link = errno == ELOOP;
    return fail(trouble, errno == ENOENT ? JT_ERR_NOT_FOUND : JT_ERR_IO, place->key_file,
                is_link ? "it is a link" : strerror(errno),
                place->key_is_ours ? "Remove the link, or set JETON_STORE_KEY_FILE."
                                   : "JETON_STORE_KEY_FILE or the systemd credential must name a "
                                     "file that this user may read.");
}

static enum jt_err make_key(const struct jt_place *place, const struct jt_rand *rand,
                            struct jt_trouble *trouble)
{
    char folder[JT_PLACE_PATH_MAX];
    uint8_t bytes[JT_STORE_KEY_MIN];
    JT_CLEAN(jt_fd_clear) int dir = -1;
    size_t len = (size_t)(strrchr(place->key_file, '/') - place->key_file);
    memcpy(folder, place->key_file, len);
    folder[len] = '\0';
    JT_TRY(jt_place_open(folder, true, &dir, trouble));
    JT_TRY(jt_rand_fill(rand, bytes, sizeof(bytes)));
    enum jt_err err = jt_file_create(dir, place->key_file + len + 1,
                                     jt_str_make((const char *)bytes, sizeof(bytes)), rand);
    jt_wipe(bytes, sizeof(bytes));
    if (err == JT_OK || err == JT_ERR_EXISTS) {
        return JT_OK; /* another process was faster: its key is the key */
    }
    return fail(trouble, err, place->key_file, strerror(errno),
                "Set XDG_CONFIG_HOME to where you may write, or JETON_STORE_KEY_FILE to a file of "
                "32 random bytes.");
}

static enum jt_err derive(jt_str bytes, struct jt_store_keys *keys)
{
    static const uint8_t purpose[JT_DERIVED_KEY_LEN] = "jeton store key";
    uint8_t master[JT_MASTER_KEY_LEN];
    JT_TRY(jt_keyed_hash(purpose, &bytes, 1, master));
    enum jt_err err = jt_kdf_derive(master, JT_STR("client-store-name"), 1, keys->name);
    if (err == JT_OK) {
        err = jt_kdf_derive(master, JT_STR("client-store-seal"), 1, keys->seal);
    }
    if (err == JT_OK) {
        err = jt_kdf_derive(master, JT_STR("client-secret-fingerprint"), 1, keys->fingerprint);
    }
    jt_wipe(master, sizeof(master));
    return err;
}

enum jt_err jt_store_keys_load(const struct jt_place *place, bool make, const struct jt_rand *rand,
                               struct jt_store_keys *ret_keys, struct jt_trouble *trouble)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf bytes = JT_BUF_INIT(JT_STORE_KEY_MAX);
    enum jt_err err = read_key(place, &bytes, trouble);
    if (err == JT_ERR_NOT_FOUND && make && place->key_is_ours) {
        JT_TRY(make_key(place, rand, trouble));
        err = read_key(place, &bytes, trouble);
    }
    JT_TRY(err);
    return derive(jt_buf_str(&bytes), ret_keys);
}

void jt_store_keys_clear(struct jt_store_keys *keys)
{
    jt_wipe(keys, sizeof(*keys));
}
