// The calls that change files, and reads by place, taken over from the C library. Each is a few lines: is it ours, what is it, do it.
#if defined(__linux__)
#define _GNU_SOURCE
#include "shim.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define TAKEN_OVER __attribute__((visibility("default")))

static int opened(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH_LENGTH];
    if (!shim_whole_path(folder, path, whole)) return (int)syscall(SYS_openat, folder, path, flags, mode);
    struct shim_call call = {.kind = SHIM_CREATE, .path = whole};
    if (!(flags & O_CREAT)) {
        if (flags & O_TRUNC) shim_unknown("O_TRUNC without O_CREAT");
        const int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
        if (descriptor >= 0) shim_remember(descriptor, whole);
        return descriptor;
    }
    shim_lock();
    int descriptor = -1;
    if (shim_begin(&call)) {
        struct stat before;
        const int existed = lstat(whole, &before) == 0;
        descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
        call.failed = descriptor < 0;
        if (descriptor >= 0) {
            shim_remember(descriptor, whole);
            call.inode = shim_inode(descriptor);
            call.offset = existed;
        }
        shim_end(&call, NULL);
        if (descriptor >= 0 && existed && (flags & O_TRUNC)) {
            struct shim_call cut = {.kind = SHIM_TRUNCATE, .path = whole, .inode = call.inode, .number = call.number};
            shim_end(&cut, NULL);
        }
    }
    shim_unlock();
    return descriptor;
}

#define OPEN(name, parameters, folder, path, flags)                                                                   \
    TAKEN_OVER int name parameters {                                                                                  \
        mode_t mode = 0;                                                                                              \
        if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                                      \
            va_list more;                                                                                             \
            va_start(more, flags);                                                                                    \
            mode = va_arg(more, mode_t);                                                                              \
            va_end(more);                                                                                             \
        }                                                                                                             \
        return opened(folder, path, flags, mode);                                                                     \
    }

OPEN(open, (const char *path, int flags, ...), AT_FDCWD, path, flags)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD, path, flags)
OPEN(openat, (int folder, const char *path, int flags, ...), folder, path, flags)
OPEN(openat64, (int folder, const char *path, int flags, ...), folder, path, flags)

TAKEN_OVER int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
TAKEN_OVER int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }

TAKEN_OVER int close(int descriptor) {
    shim_forget(descriptor);
    return (int)syscall(SYS_close, descriptor);
}

static ssize_t written(int descriptor, const void *bytes, size_t count, off_t offset, int positioned) {
    const char *path = shim_path(descriptor);
    if (path == NULL) {
        if (descriptor == STDOUT_FILENO) shim_said();
        return positioned ? syscall(SYS_pwrite64, descriptor, bytes, count, offset)
                          : syscall(SYS_write, descriptor, bytes, count);
    }
    shim_lock();
    struct shim_call call = {.kind = SHIM_WRITE, .path = path, .inode = shim_inode(descriptor)};
    call.offset = positioned ? offset : lseek(descriptor, 0, SEEK_CUR);
    ssize_t done = -1;
    size_t wanted = count;
    const int goes = shim_begin(&call);
    if (call.is_short && wanted > 1) wanted /= 2;
    if (goes) {
        done = positioned ? syscall(SYS_pwrite64, descriptor, bytes, wanted, offset)
                          : syscall(SYS_write, descriptor, bytes, wanted);
        call.failed = done < 0;
        call.length = done < 0 ? 0 : (uint64_t)done;
        shim_end(&call, bytes);
    }
    shim_unlock();
    return done;
}

TAKEN_OVER ssize_t write(int descriptor, const void *bytes, size_t count) {
    return written(descriptor, bytes, count, 0, 0);
}
TAKEN_OVER ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return written(descriptor, bytes, count, offset, 1);
}
TAKEN_OVER ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    return written(descriptor, bytes, count, offset, 1);
}

static ssize_t read_at(int descriptor, void *bytes, size_t count, off_t offset) {
    const char *path = shim_path(descriptor);
    if (path == NULL || !shim_spoils(path)) return syscall(SYS_pread64, descriptor, bytes, count, offset);
    return shim_read(descriptor, bytes, count, offset);
}

TAKEN_OVER ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    return read_at(descriptor, bytes, count, offset);
}
TAKEN_OVER ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset) {
    return read_at(descriptor, bytes, count, offset);
}

static int on_descriptor(int descriptor, enum shim_kind kind, long number, long length) {
    const char *path = shim_path(descriptor);
    if (path == NULL) return (int)syscall(number, descriptor, length);
    shim_lock();
    struct shim_call call = {.kind = kind, .path = path, .inode = shim_inode(descriptor), .offset = length};
    int result = -1;
    if (shim_begin(&call)) {
        result = (int)syscall(number, descriptor, length);
        call.failed = result != 0;
        shim_end(&call, NULL);
    }
    shim_unlock();
    return result;
}

TAKEN_OVER int fsync(int descriptor) { return on_descriptor(descriptor, SHIM_SYNC, SYS_fsync, 0); }
TAKEN_OVER int fdatasync(int descriptor) { return on_descriptor(descriptor, SHIM_SYNC, SYS_fdatasync, 0); }
TAKEN_OVER int ftruncate(int descriptor, off_t length) {
    return on_descriptor(descriptor, SHIM_TRUNCATE, SYS_ftruncate, length);
}
TAKEN_OVER int ftruncate64(int descriptor, off64_t length) {
    return on_descriptor(descriptor, SHIM_TRUNCATE, SYS_ftruncate, length);
}

static int renamed(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    char whole_from[PATH_LENGTH], whole_to[PATH_LENGTH];
    const int is_from = shim_whole_path(from_folder, from, whole_from);
    const int is_to = shim_whole_path(to_folder, to, whole_to);
    if (!is_from && !is_to) return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    if (!is_from || !is_to || flags != 0) shim_unknown("a rename across the folder's border, or with flags");
    shim_lock();
    struct shim_call call = {.kind = SHIM_RENAME, .path = whole_from, .other = whole_to};
    int result = -1;
    if (shim_begin(&call)) {
        result = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
        call.failed = result != 0;
        shim_end(&call, NULL);
    }
    shim_unlock();
    return result;
}

TAKEN_OVER int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
TAKEN_OVER int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renamed(from_folder, from, to_folder, to, 0);
}
TAKEN_OVER int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    return renamed(from_folder, from, to_folder, to, flags);
}

static int on_path(int folder, const char *path, enum shim_kind kind, long number, long argument) {
    char whole[PATH_LENGTH];
    if (!shim_whole_path(folder, path, whole)) return (int)syscall(number, folder, path, argument);
    shim_lock();
    struct shim_call call = {.kind = kind, .path = whole};
    int result = -1;
    if (shim_begin(&call)) {
        result = (int)syscall(number, folder, path, argument);
        call.failed = result != 0;
        shim_end(&call, NULL);
    }
    shim_unlock();
    return result;
}

TAKEN_OVER int unlink(const char *path) { return on_path(AT_FDCWD, path, SHIM_UNLINK, SYS_unlinkat, 0); }
TAKEN_OVER int remove(const char *path) {
    const int result = unlink(path);
    return result != 0 && errno == EISDIR ? (int)syscall(SYS_rmdir, path) : result;
}
TAKEN_OVER int unlinkat(int folder, const char *path, int flags) {
    return on_path(folder, path, SHIM_UNLINK, SYS_unlinkat, flags);
}
TAKEN_OVER int mkdir(const char *path, mode_t mode) {
    return on_path(AT_FDCWD, path, SHIM_FOLDER, SYS_mkdirat, mode);
}
TAKEN_OVER int mkdirat(int folder, const char *path, mode_t mode) {
    return on_path(folder, path, SHIM_FOLDER, SYS_mkdirat, mode);
}

// What the program does not use; were it to begin, the model would have to learn it.

#define UNKNOWN_ON(descriptor, name) \
    if (shim_path(descriptor) != NULL) shim_unknown(name)

TAKEN_OVER ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    UNKNOWN_ON(descriptor, "writev");
    return syscall(SYS_writev, descriptor, parts, count);
}
TAKEN_OVER int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    UNKNOWN_ON(descriptor, "fallocate");
    return (int)syscall(SYS_fallocate, descriptor, mode, offset, length);
}
TAKEN_OVER ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
    UNKNOWN_ON(to, "sendfile");
    return syscall(SYS_sendfile, to, from, offset, count);
}
TAKEN_OVER ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t count, unsigned flags) {
    UNKNOWN_ON(to, "copy_file_range");
    return syscall(SYS_copy_file_range, from, at, to, there, count, flags);
}
TAKEN_OVER int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char whole[PATH_LENGTH];
    if (shim_whole_path(to_folder, to, whole)) shim_unknown("linkat");
    return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}
TAKEN_OVER int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
#endif
