// What calls.c and faults.c share. One process, told by its environment:
//
//   PV_CRASH_FOLDER  the calls on files below this folder are counted, from 1
//   PV_CRASH_TRACE   a file to write each of them to, with its bytes
//   PV_CRASH_AT      the call at which something happens
//   PV_CRASH_FAULT   what happens: kill, torn, short, enospc, eio, enospc-on, eio-on, slow-on
//   PV_CRASH_READ    what happens at each read by place of a file whose name ends in .new, beyond its start: enospc,
//                    eio, cut, lie, slow
#ifndef CRASH_SHIM_SHIM_H
#define CRASH_SHIM_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PATH_LENGTH 1024

enum shim_kind {
    SHIM_CREATE = 1,
    SHIM_WRITE,
    SHIM_SYNC,
    SHIM_TRUNCATE,
    SHIM_RENAME,
    SHIM_UNLINK,
    SHIM_FOLDER,
    SHIM_SAID,
};

struct shim_call {
    enum shim_kind kind;
    uint32_t number;
    const char *path;
    const char *other;
    uint64_t inode;
    int64_t offset;
    uint64_t length;
    int failed;
    int is_short;
};

/// Counts the call. 0: it is not to be made, and errno is set. May not return.
int shim_begin(struct shim_call *call);
/// Traces what the call did; `bytes` are `length` long. May not return.
void shim_end(const struct shim_call *call, const void *bytes);
/// Traces that something was written to standard output, which is not counted.
void shim_said(void);
/// Ends the process: it does what the model does not know.
void shim_unknown(const char *what) __attribute__((noreturn));

/// Whether reads of `path` are not to be trusted; `shim_read` is then pread(2) as a broken disk does it.
int shim_spoils(const char *path);
ssize_t shim_read(int descriptor, void *bytes, size_t count, int64_t offset);

void shim_lock(void);
void shim_unlock(void);

/// Whether `path` leads below the folder; `whole` is then the path as it is traced.
int shim_whole_path(int folder, const char *path, char *whole);
void shim_remember(int descriptor, const char *path);
void shim_forget(int descriptor);
/// The path that the descriptor was opened by; NULL for what is not below the folder.
const char *shim_path(int descriptor);
uint64_t shim_inode(int descriptor);

#endif
