/* SPDX-License-Identifier: Apache-2.0 */
/* What goes to stderr, and what becomes of the result: stdout carries the result alone. */
#ifndef JT_CLI_SAY_H
#define JT_CLI_SAY_H

#include "cli/cli.h"

/* A sentence that stops nobody. */
void jt_say_note(const struct jt_cli *cli, const char *text);
/* What happened, what the server said, what to do; as JSON with --json. Returns the exit code. */
int jt_say_trouble(const struct jt_cli *cli, const struct jt_trouble *trouble);
/* A mistake in the command line; points to the help. Returns JT_EXIT_USAGE. */
int jt_say_usage(const struct jt_cli *cli, const char *fmt, ...) JT_PRINTF(2, 3);
/* A failure that has no words of its own. Returns the exit code. */
int jt_say_err(const struct jt_cli *cli, enum jt_err err);

/* May colours go to fd: a terminal that knows them, and NO_COLOR is not set? */
bool jt_say_is_coloured(int fd);
/* Columns of the terminal at fd; 0: it is none, and lines are as long as they are. */
size_t jt_say_width(int fd);
/* Appends a member unless text is empty. */
struct jt_json_writer;
void jt_json_member_if(struct jt_json_writer *w, const char *name, const char *text);

#endif
