/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded by tests: memory fails when the test says so. The file STARVE_FILE is shared with the
 * test and holds five words:
 *   0  allocations until one fails; counted down, and nothing fails at 0
 *   1  one in so many allocations fails, at random; 0: none
 *   2  how many have failed
 *   3  how many there were
 *   4  not 0: say on stderr where each one failed (for people) */
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

enum { COUNTDOWN, ONE_IN, FAILED, ALL, SAY, WORDS, FRAMES = 24 };

static atomic_int_least64_t none[WORDS];
static atomic_int_least64_t *words = none;
static _Thread_local bool saying;
static _Thread_local uint64_t chance;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("STARVE_FILE");
    void *frames[1];
    (void)backtrace(frames, 1); /* loads what it needs while there is memory */
    int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    void *shared = mmap(NULL, sizeof(none), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    (void)close(fd);
    if (shared != MAP_FAILED) {
        words = shared;
    }
}

static bool is_unlucky(int64_t one_in)
{
    if (chance == 0) {
        chance = (uint64_t)(uintptr_t)&chance ^ (uint64_t)words[ALL] * 0x9e3779b97f4a7c15u;
    }
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return chance % (uint64_t)one_in == 0;
}

static bool is_its_turn(void)
{
    int64_t left = words[COUNTDOWN];
    while (left > 0) {
        if (atomic_compare_exchange_weak(&words[COUNTDOWN], &left, left - 1)) {
            return left == 1;
        }
    }
    return false;
}

static bool fails(void)
{
    void *frames[FRAMES];
    int64_t one_in = words[ONE_IN];
    if (saying) {
        return false;
    }
    words[ALL]++;
    if (!is_its_turn() && !(one_in > 0 && is_unlucky(one_in))) {
        return false;
    }
    words[FAILED]++;
    if (words[SAY]) {
        saying = true;
        backtrace_symbols_fd(frames, backtrace(frames, FRAMES), STDERR_FILENO);
        (void)!write(STDERR_FILENO, "\n", 1);
        saying = false;
    }
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **ret_memory, size_t alignment, size_t size)
{
    void *memory = memalign(alignment, size);
    if (memory == NULL) {
        return 12; /* ENOMEM */
    }
    *ret_memory = memory;
    return 0;
}
