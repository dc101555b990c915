#if defined(__linux__)
#define _GNU_SOURCE
#include "search.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { page_length = 4096, chunk_length = 1024 * 1024 };

/// A readable mapping of the other process.
struct mapping {
    uint64_t start, end;
    bool is_locked;
    char name[256];
};

static int digit(char mark) {
    if (mark >= '0' && mark <= '9') return mark - '0';
    if (mark >= 'a' && mark <= 'f') return mark - 'a' + 10;
    return -1;
}

static int add(struct needles *needles, char *line) {
    char *text = strrchr(line, ' ');
    if (text == NULL) return -1;
    *text++ = 0;
    const size_t count = strlen(text) / 2;
    if (count < 4) return -1;
    struct needle needle = {strdup(line), malloc(count), count};
    for (size_t index = 0; index < count; index++) {
        const int high = digit(text[2 * index]), low = digit(text[2 * index + 1]);
        if (high < 0 || low < 0) return -1;
        needle.bytes[index] = (unsigned char)(high << 4 | low);
    }
    needles->all = reallocarray(needles->all, needles->count + 1, sizeof needle);
    needles->next = reallocarray(needles->next, needles->count + 1, sizeof(size_t));
    const unsigned start = needle.bytes[0] << 8 | needle.bytes[1];
    needles->all[needles->count] = needle;
    needles->next[needles->count] = needles->first[start];
    needles->first[start] = ++needles->count;
    if (count > needles->longest) needles->longest = count;
    return 0;
}

int needles_read(struct needles *needles, const char *path) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return -1;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    int result = 0;
    while (result == 0 && (length = getline(&line, &room, file)) > 0) {
        if (line[length - 1] == '\n') line[length - 1] = 0;
        result = add(needles, line);
    }
    free(line);
    fclose(file);
    return needles->count > 0 ? result : -1;
}

/// Whether a needle is found where it begins below `limit`; each counts once a mapping.
static void look(
    const struct needles *needles, const unsigned char *bytes, size_t count, size_t limit, unsigned char *found) {
    static const unsigned char zeroes[page_length];
    for (size_t place = 0; place < limit && place + 1 < count; place++) {
        // Most memory was never written to. A needle may begin with zeroes, though never with a page of them.
        while (bytes[place] == 0 && place + page_length < limit && memcmp(bytes + place, zeroes, page_length) == 0)
            place += page_length / 2;
        for (size_t number = needles->first[bytes[place] << 8 | bytes[place + 1]]; number > 0;
             number = needles->next[number - 1]) {
            const struct needle *needle = &needles->all[number - 1];
            if (place + needle->count > count || found[number - 1]) continue;
            if (memcmp(bytes + place, needle->bytes, needle->count) == 0) found[number - 1] = 1;
        }
    }
}

static uint64_t search_mapping(
    const struct needles *needles, const struct mapping *mapping, int memory, unsigned char *found) {
    static unsigned char bytes[chunk_length];
    uint64_t read = 0;
    // Chunks overlap by as much as a needle that lies across their border can need.
    const uint64_t step = chunk_length - needles->longest;
    for (uint64_t start = mapping->start; start < mapping->end; start += step) {
        const uint64_t rest = mapping->end - start;
        const size_t wanted = rest < chunk_length ? rest : chunk_length;
        const ssize_t count = pread(memory, bytes, wanted, (off_t)start);
        // Not every mapping can be read: a file may be shorter than its mapping.
        if (count <= 0) continue;
        look(needles, bytes, (size_t)count, (size_t)count, found);
        read += (uint64_t)count < step ? (uint64_t)count : step;
    }
    return read;
}

static uint64_t finish_mapping(
    const struct needles *needles, const struct mapping *mapping, int memory, const char *stage, FILE *report) {
    unsigned char *found = calloc(needles->count, 1);
    const uint64_t read = search_mapping(needles, mapping, memory, found);
    for (size_t index = 0; index < needles->count; index++) {
        if (!found[index]) continue;
        fprintf(
            report, "found\t%s\t%s\t%s\t%s\n", stage, mapping->is_locked ? "locked" : "open", needles->all[index].name,
            mapping->name[0] ? mapping->name : "anonymous");
    }
    free(found);
    return read;
}

int search_memory(const struct needles *needles, int maps, int memory, const char *stage, FILE *report) {
    const int copy = dup(maps);
    if (copy < 0 || lseek(copy, 0, SEEK_SET) != 0) return -1;
    FILE *lines = fdopen(copy, "r");
    char *line = NULL;
    size_t room = 0;
    struct mapping mapping = {0};
    bool is_readable = false;
    uint64_t read = 0;
    while (getline(&line, &room, lines) > 0) {
        unsigned long start, end;
        char rights[5], name[256] = "";
        if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %255[^\n]", &start, &end, rights, name) >= 3) {
            mapping = (struct mapping){.start = start, .end = end};
            memcpy(mapping.name, name, sizeof name);
            // The kernel's own page of code lies where no offset of a file reaches.
            is_readable = rights[0] == 'r' && (start >> 63) == 0;
        } else if (strncmp(line, "VmFlags:", 8) == 0 && is_readable) {
            // The last line about a mapping.
            mapping.is_locked = strstr(line, " lo") != NULL;
            read += finish_mapping(needles, &mapping, memory, stage, report);
        }
    }
    free(line);
    fclose(lines);
    fprintf(report, "searched\t%s\t%llu\n", stage, (unsigned long long)read);
    fflush(report);
    return read > 0 ? 0 : -1;
}
#else
typedef int nothing_to_compile;
#endif
