// Counting, tracing, and what happens at the chosen call.
#if defined(__linux__)
#define _GNU_SOURCE
#include "shim.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define DESCRIPTORS 4096

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static const char *folder, *fault, *read_fault;
static size_t folder_length;
static uint32_t count, at;
static int trace = -1;
static char *paths[DESCRIPTORS];

__attribute__((constructor)) static void begin(void) {
    folder = getenv("PV_CRASH_FOLDER");
    if (folder == NULL) return;
    folder_length = strlen(folder);
    fault = getenv("PV_CRASH_FAULT");
    read_fault = getenv("PV_CRASH_READ");
    const char *number = getenv("PV_CRASH_AT");
    at = number == NULL ? 0 : (uint32_t)strtoul(number, NULL, 10);
    const char *file = getenv("PV_CRASH_TRACE");
    if (file == NULL) return;
    const int low = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    // Out of the way of the numbers that the program expects.
    trace = fcntl(low, F_DUPFD_CLOEXEC, 500);
    syscall(SYS_close, low);
    if (trace < 0) shim_unknown("the trace cannot be written");
}

void shim_lock(void) { pthread_mutex_lock(&gate); }

void shim_unlock(void) {
    const int number = errno;
    pthread_mutex_unlock(&gate);
    errno = number;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int is(const char *name) { return fault != NULL && strcmp(fault, name) == 0; }

/// A full disk still lets go of files.
static int takes_room(const struct shim_call *call) {
    return call->kind != SHIM_UNLINK && call->kind != SHIM_TRUNCATE;
}

/// As long as a slow disk takes: an interruption is noticed at the next call.
static void nap(void) {
    const struct timespec time = {.tv_nsec = 60 * 1000 * 1000};
    syscall(SYS_nanosleep, &time, NULL);
}

int shim_begin(struct shim_call *call) {
    call->number = ++count;
    if (at == 0 || count < at) return 1;
    const int now = count == at;
    int number = 0;
    if (is("slow-on")) nap();
    if (now && is("kill")) die();
    if (now && (is("torn") || is("short"))) call->is_short = 1;
    if (now && is("torn") && call->kind != SHIM_WRITE) die();
    if ((now && is("enospc")) || (is("enospc-on") && takes_room(call))) number = ENOSPC;
    if ((now && is("eio")) || is("eio-on")) number = EIO;
    if (number == 0) return 1;
    call->failed = 1;
    shim_end(call, NULL);
    errno = number;
    return 0;
}

void shim_end(const struct shim_call *call, const void *bytes) {
    const int kept = errno;
    if (trace >= 0) {
        const uint64_t path_length = strlen(call->path), other_length = call->other == NULL ? 0 : strlen(call->other);
        const uint64_t length = bytes == NULL ? 0 : call->length;
        const uint64_t head[] = {(uint64_t)call->kind, call->number, (uint64_t)call->failed, call->inode,
                                 (uint64_t)call->offset, path_length, other_length, length};
        const struct iovec parts[] = {{(void *)head, sizeof head},
                                      {(void *)call->path, path_length},
                                      {(void *)call->other, other_length},
                                      {(void *)bytes, length}};
        const size_t whole = sizeof head + path_length + other_length + length;
        if (syscall(SYS_writev, trace, parts, 4) != (long)whole) shim_unknown("the trace cannot be written");
    }
    if (call->number == at && is("torn")) die();
    errno = kept;
}

int shim_spoils(const char *path) {
    const size_t length = strlen(path);
    return read_fault != NULL && length > 4 && strcmp(path + length - 4, ".new") == 0;
}

ssize_t shim_read(int descriptor, void *bytes, size_t count, int64_t offset) {
    const int is_start = offset == 0;
    if (strcmp(read_fault, "slow") == 0) nap();
    if (!is_start && strcmp(read_fault, "cut") == 0) return 0;
    errno = strcmp(read_fault, "eio") == 0 ? EIO : strcmp(read_fault, "enospc") == 0 ? ENOSPC : 0;
    if (!is_start && errno != 0) return -1;
    const ssize_t done = syscall(SYS_pread64, descriptor, bytes, count, offset);
    if (!is_start && done > 0 && strcmp(read_fault, "lie") == 0) ((char *)bytes)[done / 2] ^= 1;
    return done;
}

void shim_said(void) {
    if (folder == NULL) return;
    shim_lock();
    const struct shim_call call = {.kind = SHIM_SAID, .path = ""};
    shim_end(&call, NULL);
    shim_unlock();
}

void shim_unknown(const char *what) {
    static const char start[] = "crash shim: unknown to the model: ";
    const struct iovec parts[] = {{(void *)start, sizeof start - 1}, {(void *)what, strlen(what)}, {(void *)"\n", 1}};
    syscall(SYS_writev, STDERR_FILENO, parts, 3);
    abort();
}

int shim_whole_path(int base, const char *path, char *whole) {
    if (folder == NULL) return 0;
    const char *start = "";
    if (path[0] != '/' && base >= 0 && base < DESCRIPTORS) start = paths[base] == NULL ? "" : paths[base];
    const size_t start_length = strlen(start), length = strlen(path);
    if (start_length + 1 + length >= PATH_LENGTH) return 0;
    memcpy(whole, start, start_length);
    if (start_length > 0) whole[start_length] = '/';
    memcpy(whole + start_length + (start_length > 0), path, length + 1);
    return strncmp(whole, folder, folder_length) == 0 && (whole[folder_length] == '/' || whole[folder_length] == 0);
}

void shim_remember(int descriptor, const char *path) {
    if (descriptor >= DESCRIPTORS) shim_unknown("so many descriptors");
    shim_forget(descriptor);
    paths[descriptor] = strdup(path);
}

void shim_forget(int descriptor) {
    if (descriptor < 0 || descriptor >= DESCRIPTORS || paths[descriptor] == NULL) return;
    char *path = paths[descriptor];
    paths[descriptor] = NULL;
    free(path);
}

const char *shim_path(int descriptor) {
    return descriptor < 0 || descriptor >= DESCRIPTORS ? NULL : paths[descriptor];
}

uint64_t shim_inode(int descriptor) {
    struct stat facts;
    return fstat(descriptor, &facts) == 0 ? facts.st_ino : 0;
}
#endif
