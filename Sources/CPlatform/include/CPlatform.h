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

/// Switches triggers, views, extension loading and schema trust off, and DEFENSIVE on, for an open `sqlite3 *`;
/// an SQLite result code. (`sqlite3_db_config` is variadic, which Swift cannot call.)
int pv_sqlite_distrust(void *connection);

/// Whether the file system under `path` is one of the network file systems, on which locks cannot be trusted:
/// 1 yes, 0 no, -1 with errno set.
int pv_is_network_file_system(const char *path);

#endif
