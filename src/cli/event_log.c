/* SPDX-License-Identifier: Apache-2.0 */
/* A checkpoint's line is known by its event, and the signed text in it by its name: the signature
 * says whether it is one, so the rest of the line may be as it likes. */
#include "cli/event_log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_jws_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/* What follows name and = or ":" in the line; empty when it is not there. */
static jt_str value_of(jt_str line, jt_str name)
{
    size_t at = jt_str_find(line, name);
    jt_str rest = at < line.len ? jt_str_from(line, at + name.len) : (jt_str){0};
    while (rest.len && strchr("=\": ", rest.ptr[0])) {
        rest = jt_str_from(rest, 1);
    }
    size_t len = 0;
    while (len < rest.len && is_jws_char(rest.ptr[len])) {
        len++;
    }
    return jt_str_slice(rest, 0, len);
}

static bool read_line(jt_str line, struct jt_event_checkpoint *ret_checkpoint)
{
    if (!jt_str_contains(line, JT_STR("audit.checkpoint"))) {
        return false;
    }
    *ret_checkpoint = (struct jt_event_checkpoint){.jws = value_of(line, JT_STR("jws"))};
    (void)jt_str_to_u64(value_of(line, JT_STR("number")), &ret_checkpoint->number);
    return ret_checkpoint->jws.len > 0;
}

static enum jt_err read_lines(FILE *stream,
                              enum jt_err (*visit)(void *arg,
                                                   const struct jt_event_checkpoint *checkpoint,
                                                   bool from_log),
                              void *arg)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len = 0;
    enum jt_err err = JT_OK;
    while (err == JT_OK && (len = getline(&line, &size, stream)) >= 0) {
        struct jt_event_checkpoint checkpoint;
        if (read_line(jt_str_make(line, (size_t)len), &checkpoint)) {
            err = visit(arg, &checkpoint, true);
        }
    }
    free(line);
    return err == JT_OK && ferror(stream) ? JT_ERR_IO : err;
}

enum jt_err jt_event_log_read(const char *file,
                              enum jt_err (*visit)(void *arg,
                                                   const struct jt_event_checkpoint *checkpoint,
                                                   bool from_log),
                              void *arg, struct jt_trouble *trouble)
{
    FILE *stream = fopen(file, "re");
    enum jt_err err = stream ? read_lines(stream, visit, arg) : JT_ERR_IO;
    if (err == JT_ERR_IO) {
        jt_trouble_set(trouble, JT_TROUBLE_LOCAL, "The log %s cannot be read: %s.", file,
                       strerror(errno));
        jt_trouble_set_next(trouble, "Name files with the server's program log after verify.");
    }
    if (stream) {
        (void)fclose(stream);
    }
    return err;
}
