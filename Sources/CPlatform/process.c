#define _GNU_SOURCE
#include "CPlatform.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#elif defined(__APPLE__)
#include <sys/ptrace.h>
#include <sys/types.h>
#endif

int pv_harden_process(void) {
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
#if defined(__linux__)
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
#elif defined(__APPLE__)
    if (ptrace(PT_DENY_ATTACH, 0, 0, 0) != 0) return errno;
#endif
    return 0;
}

void pv_process_facts(struct pv_process_facts *facts) {
    struct rlimit core = {1, 1}, locked = {0, 0};
    facts->has_no_core_files = getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0;
    getrlimit(RLIMIT_MEMLOCK, &locked);
    facts->lockable_bytes = locked.rlim_cur == RLIM_INFINITY ? UINT64_MAX : (uint64_t)locked.rlim_cur;
#if defined(__linux__)
    facts->is_undumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
#else
    // There is no way to ask; the start of the program fails where it cannot be set.
    facts->is_undumpable = true;
#endif
}

void *pv_map_locked(size_t length) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *whole = mmap(NULL, length + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (whole == MAP_FAILED) return NULL;
    char *inner = whole + page;
    if (mprotect(inner, length, PROT_READ | PROT_WRITE) != 0 || mlock(inner, length) != 0) {
        const int reason = errno;
        munmap(whole, length + 2 * page);
        errno = reason;
        return NULL;
    }
#if defined(__linux__)
    madvise(inner, length, MADV_DONTDUMP);
    madvise(inner, length, MADV_WIPEONFORK);
#endif
    return inner;
}

void pv_unmap_locked(void *memory, size_t length) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    volatile unsigned char *bytes = memory;
    for (size_t index = 0; index < length; index++) bytes[index] = 0;
    munlock(memory, length);
    munmap((char *)memory - page, length + 2 * page);
}

bool pv_shares(const void *whole, size_t whole_count, const void *part, size_t part_count, size_t window) {
    if (window == 0) return false;
    const char *start = part;
    for (size_t place = 0; place + window <= part_count; place++) {
        if (memmem(whole, whole_count, start + place, window) != NULL) return true;
    }
    return false;
}
