/* SPDX-License-Identifier: Apache-2.0 */
/* Times two commands in turn, A B A B, from start to exit: spawn ROUNDS A… -- B…. Prints the
 * medians in microseconds. The commands' output goes to /dev/null; one that fails ends the
 * measurement. */
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int64_t run_ns(char **command)
{
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status = 0;
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int64_t begin = now_ns();
    if (posix_spawn(&child, command[0], &actions, NULL, command, environ) != 0 ||
        waitpid(child, &status, 0) != child || status != 0) {
        (void)fprintf(stderr, "%s failed with status %d\n", command[0], status);
        exit(1);
    }
    int64_t end = now_ns();
    (void)posix_spawn_file_actions_destroy(&actions);
    return end - begin;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double median_us(int64_t *times, size_t count)
{
    qsort(times, count, sizeof *times, by_value);
    return (double)times[count / 2] / 1000.0;
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
    int split = 2;
    while (split < argc && strcmp(argv[split], "--") != 0) {
        split++;
    }
    if (rounds < 1 || rounds > 1000000 || split >= argc - 1) {
        (void)fputs("usage: spawn ROUNDS A… -- B…\n", stderr);
        return 2;
    }
    argv[split] = NULL;
    size_t count = (size_t)rounds;
    int64_t *first = calloc(count, sizeof *first);
    int64_t *second = calloc(count, sizeof *second);
    if (first == NULL || second == NULL) {
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        first[i] = run_ns(argv + 2);
        second[i] = run_ns(argv + split + 1);
    }
    (void)printf("%.1f %.1f\n", median_us(first, count), median_us(second, count));
    free(first);
    free(second);
    return 0;
}
