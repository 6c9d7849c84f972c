/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization server: parse arguments, wire, run. */
#include "codec/completion.h"
#include "codec/json_alloc.h"
#include "server/start/start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

extern char **environ;

static const char usage[] =
    "usage: jetond COMMAND [OPTION...]\n"
    "\n"
    "An OAuth 2.0 authorization server for machines.\n"
    "\n"
    "  serve             serve until SIGTERM; SIGHUP reads the configuration again\n"
    "  check-config      say what the configuration comes to, or what is wrong with it\n"
    "                    and with the files that it names\n"
    "  backup FILE       copy the database into FILE, also while a server runs\n"
    "  restore FILE      put a backup in the place of the database; stop the server first\n"
    "  completion SHELL  print what bash, zsh or fish needs to complete these words\n"
    "  version           print the version\n"
    "\n"
    "jetond serve --help lists all options with their defaults. The same options serve backup,\n"
    "restore and check-config. Manual: man 8 jetond\n";

struct command {
    const char *name;
    bool takes_file;
    int (*run)(const struct jt_config *config, const struct jt_start_arguments *arguments,
               const char *file);
};

static int run_serve(const struct jt_config *config, const struct jt_start_arguments *arguments,
                     const char *file)
{
    (void)file;
    return jt_server_run(config, arguments);
}

static int run_check(const struct jt_config *config, const struct jt_start_arguments *arguments,
                     const char *file)
{
    (void)arguments;
    (void)file;
    return jt_server_check(config);
}

static int run_backup(const struct jt_config *config, const struct jt_start_arguments *arguments,
                      const char *file)
{
    (void)arguments;
    return jt_server_backup(config, file);
}

static int run_restore(const struct jt_config *config, const struct jt_start_arguments *arguments,
                       const char *file)
{
    (void)arguments;
    return jt_server_restore(config, file);
}

static const struct command commands[] = {
    {"serve", false, run_serve},
    {"check-config", false, run_check},
    {"backup", true, run_backup},
    {"restore", true, run_restore},
};

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static bool find_place(void *arg, size_t index, struct jt_completion_place *ret_place)
{
    static const char *const others[] = {"completion", "version"};
    const size_t count = sizeof(commands) / sizeof(commands[0]);
    (void)arg;
    ret_place->depth = ret_place->count = 0;
    if (index == 0) {
        for (size_t i = 0; i < count; i++) {
            const struct jt_completion_item item = {.word = jt_str_from_c(commands[i].name)};
            jt_completion_add(ret_place, &item);
        }
        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
            const struct jt_completion_item item = {.word = jt_str_from_c(others[i])};
            jt_completion_add(ret_place, &item);
        }
        return true;
    }
    ret_place->depth = 1;
    ret_place->path[0] = jt_str_from_c(index <= count ? commands[index - 1].name : "");
    jt_config_complete(ret_place);
    return index <= count;
}

static int print_completion(const char *shell)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    const struct jt_completion completion = {.program = "jetond", .place = find_place};
    if (jt_completion_write(&completion, jt_str_from_c(shell), &text) != JT_OK) {
        (void)fputs("jetond: say completion bash, zsh or fish\n", stderr);
        return JT_EXIT_USAGE;
    }
    (void)fputs(jt_buf_c(&text), stdout);
    return fflush(stdout) == 0 ? JT_EXIT_OK : JT_EXIT_FAULT;
}

static bool is_help(const char *arg)
{
    return strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0 || strcmp(arg, "help") == 0;
}

static int print_options(const struct command *command)
{
    JT_CLEAN(jt_buf_clear) struct jt_buf text = {0};
    jt_buf_append_f(&text,
                    "usage: jetond %s%s [OPTION...]\n\n"
                    "Each option can also stand in the config file (name = value) and in the\n"
                    "environment (data as JETOND_DATA, public-url as JETOND_PUBLIC_URL). Stronger\n"
                    "first: option, environment, config file, default.\n\n",
                    command->name, command->takes_file ? " FILE" : "");
    jt_config_write_help(&text);
    (void)fputs(jt_buf_c(&text), stdout);
    return fflush(stdout) == 0 ? JT_EXIT_OK : JT_EXIT_FAULT;
}

/* Keys and secrets must not end up in a core file. */
static void forbid_core_dumps(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0);
}

static int run_command(const struct command *command, int count, char *const *args)
{
    const char *file = NULL;
    if (command->takes_file) {
        if (count == 0 || strncmp(args[0], "--", 2) == 0) {
            (void)fprintf(stderr, "jetond: %s needs a FILE\n", command->name);
            return JT_EXIT_USAGE;
        }
        file = args[0];
        args++;
        count--;
    }
    const struct jt_start_arguments arguments = {count, args, environ};
    JT_CLEAN(jt_config_clear) struct jt_config config;
    JT_CLEAN(jt_buf_clear) struct jt_buf why = {0};
    if (jt_config_load(&config, count, args, environ, &why) != JT_OK) {
        (void)fprintf(stderr, "jetond: %s\n", jt_buf_c(&why));
        return JT_EXIT_USAGE;
    }
    return command->run(&config, &arguments, file);
}

int main(int argc, char **argv)
{
    forbid_core_dumps();
    jt_json_alloc_install(malloc);
    if (argc < 2) {
        (void)fputs(usage, stderr);
        return JT_EXIT_USAGE;
    }
    if (is_help(argv[1])) {
        return fputs(usage, stdout) < 0 ? JT_EXIT_FAULT : JT_EXIT_OK;
    }
    if (strcmp(argv[1], "version") == 0 || strcmp(argv[1], "--version") == 0) {
        return puts("jetond " JT_VERSION) < 0 ? JT_EXIT_FAULT : JT_EXIT_OK;
    }
    if (strcmp(argv[1], "completion") == 0) {
        return print_completion(argc == 3 ? argv[2] : NULL);
    }
    const struct command *command = find_command(argv[1]);
    if (command == NULL) {
        (void)fprintf(stderr, "jetond: there is no command %s; jetond --help lists them\n",
                      argv[1]);
        return JT_EXIT_USAGE;
    }
    for (int i = 2; i < argc; i++) {
        if (is_help(argv[i])) {
            return print_options(command);
        }
    }
    return run_command(command, argc - 2, argv + 2);
}
