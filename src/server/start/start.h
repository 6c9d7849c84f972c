/* SPDX-License-Identifier: Apache-2.0 */
/* The life of the server from configuration to exit: every fault before serving is said in one
 * sentence, and touches nothing. */
#ifndef JT_SERVER_START_START_H
#define JT_SERVER_START_START_H

#include "server/config/config.h"

/* Exit codes of jetond. */
enum { JT_EXIT_OK = 0, JT_EXIT_FAULT = 1, JT_EXIT_USAGE = 2 };

/* What is needed to read the configuration again on SIGHUP. */
struct jt_start_arguments {
    int count;
    char *const *args;
    char *const *envp;
};

/* Serves until SIGTERM or SIGINT. Returns the exit code. */
int jt_server_run(const struct jt_config *config, const struct jt_start_arguments *arguments);
/* Prints the configuration and what a look at the files it names found; makes nothing. */
int jt_server_check(const struct jt_config *config);
/* Copies the store into a new file while a server may be running; never the master key. */
int jt_server_backup(const struct jt_config *config, const char *file);
/* Puts a backup in the place of the store; no server may be running. */
int jt_server_restore(const struct jt_config *config, const char *file);

#endif
