#ifndef MEMORY_PROBE_SEARCH_H
#define MEMORY_PROBE_SEARCH_H

#include <stddef.h>
#include <stdio.h>

/// One row of bytes to look for.
struct needle {
    char *name;
    unsigned char *bytes;
    size_t count;
};

/// All that is looked for, arranged by the first two bytes.
struct needles {
    struct needle *all;
    size_t count;
    size_t longest;
    /// The first needle that begins with these two bytes, from 1; the next stands in `next`.
    size_t first[65536];
    size_t *next;
};

/// Reads lines of a name, a space and bytes in hexadecimal; 0, or -1 where the file is not of that form.
int needles_read(struct needles *needles, const char *path);

/// Looks through every readable mapping that `maps` (a `/proc/PID/smaps`) lists, reading `memory` (`/proc/PID/mem`), and
/// writes a line to `report` for each needle in each mapping: `found STAGE locked|open NAME MAPPING`; last of all
/// `searched STAGE BYTES`. 0, or -1 where nothing could be read.
int search_memory(const struct needles *needles, int maps, int memory, const char *stage, FILE *report);

#endif
