#ifndef PARTNER_VAULT_CPLATFORM_H
#define PARTNER_VAULT_CPLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Forbids core files and debuggers of the same user; 0, or the errno of the first call that failed.
int pv_harden_process(void);

/// Maps `length` bytes that are locked into memory, left out of core files and fenced by unreadable pages.
/// NULL with errno set when the system will not lock them.
void *pv_map_locked(size_t length);

/// Wipes, unlocks and unmaps what `pv_map_locked` returned.
void pv_unmap_locked(void *memory, size_t length);

/// How well this process keeps its memory to itself.
struct pv_process_facts {
    /// The system writes no core file of it, and programs of the same user cannot read its memory.
    bool is_undumpable;
    /// Its limit on core files is 0.
    bool has_no_core_files;
    /// How many bytes it may lock; UINT64_MAX without a limit.
    uint64_t lockable_bytes;
};

void pv_process_facts(struct pv_process_facts *facts);

/// Free bytes for this user on the file system under `path`; -1 with errno set.
int64_t pv_free_bytes(const char *path);

/// Whether nobody holds the flock'ed file at `path`, which is not made if it is absent: 1 free, 0 held, -1 with errno set.
int pv_is_lock_free(const char *path);

/// Switches triggers, views, extension loading and schema trust off, and DEFENSIVE on, for an open `sqlite3 *`;
/// an SQLite result code. (`sqlite3_db_config` is variadic, which Swift cannot call.)
int pv_sqlite_distrust(void *connection);

/// Whether an open `sqlite3 *` leaves the write-ahead log as it is when it is the last to close; an SQLite result code.
int pv_sqlite_keep_log(void *connection, bool keep);

/// What decides whether a file with a secret may be read.
struct pv_file_facts {
    bool is_regular;
    /// The permission bits.
    uint32_t mode;
    uint32_t owner;
    uint32_t group;
};

/// Looks at an open file; 0, or the errno. (Which module `struct stat` belongs to differs between builds of Foundation.)
int pv_file_facts(int descriptor, struct pv_file_facts *facts);

/// Gives the open file `to` the access list of the open file `from`, where that has one; 0, or the errno.
int pv_copy_access_list(int from, int to);

/// Whether something lies at `path`, a dangling link included.
bool pv_path_exists(const char *path);

/// Reads the first `count` bytes of the file of an open `sqlite3 *` through SQLite's own descriptor: a second one would
/// take SQLite's locks with it when it is closed. An SQLite result code; a shorter file is an error.
int pv_sqlite_read_start(void *connection, void *bytes, int count);

/// Whether the file system under `path` is one of the network file systems, on which locks cannot be trusted:
/// 1 yes, 0 no, -1 with errno set.
int pv_is_network_file_system(const char *path);

/// Starts `program`, looked for on PATH, with one argument and nothing to read from or write to, and does not wait for
/// it: 0, or the errno. What it inherits is the environment and nothing that is open here.
int pv_start_program(const char *program, const char *argument);

/// Starts the program at the path `program` with nothing but `environment` (which ends in NULL), in a process group of
/// its own: its standard input is a pipe, its standard output and errors are this program's standard errors, and
/// nothing else is open. `feed` is the end to write to, which does not block. 0, or the errno.
int pv_start_hook(const char *program, char *const environment[], int32_t *child, int *feed);

/// A delivery command that was started.
struct pv_delivery {
    int32_t child;
    /// The end to write its standard input to; it does not block.
    int input;
    /// The end to write the secret to; it does not block.
    int secret;
    /// Another reader of the secret's pipe, to see what is left in it.
    int unread;
    /// The end to read its standard errors from; it does not block.
    int errors;
};

/// Starts `command` by the shell with nothing but `environment` (which ends in NULL), in a process group of its own. It
/// reads standard input and, as descriptor 3, the secret from pipes, its output goes nowhere and its errors into a
/// pipe; nothing else is open. 0, or the errno.
int pv_start_delivery(const char *command, char *const environment[], struct pv_delivery *started);

/// How many bytes wait in a pipe; -1 with errno set.
int64_t pv_unread_bytes(int descriptor);

/// Whether any `window` bytes in a row of `part` stand in `whole`.
bool pv_shares(const void *whole, size_t whole_count, const void *part, size_t part_count, size_t window);

#endif
