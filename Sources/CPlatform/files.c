#define _GNU_SOURCE
#include "CPlatform.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

int pv_file_facts(int descriptor, struct pv_file_facts *facts) {
    struct stat found;
    if (fstat(descriptor, &found) != 0) return errno;
    facts->is_regular = S_ISREG(found.st_mode);
    facts->mode = found.st_mode & 07777;
    facts->owner = found.st_uid;
    facts->group = found.st_gid;
    return 0;
}

bool pv_path_exists(const char *path) {
    struct stat found;
    return lstat(path, &found) == 0;
}

int64_t pv_free_bytes(const char *path) {
    struct statvfs facts;
    if (statvfs(path, &facts) != 0) return -1;
    return (int64_t)facts.f_bavail * (int64_t)facts.f_frsize;
}

int pv_is_lock_free(const char *path) {
    const int descriptor = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return -1;
    const int result = flock(descriptor, LOCK_EX | LOCK_NB);
    const int reason = errno;
    close(descriptor);
    errno = reason;
    if (result == 0) return 1;
    return reason == EWOULDBLOCK ? 0 : -1;
}

#if defined(__linux__)
#include <sys/vfs.h>
#include <sys/xattr.h>

int pv_copy_access_list(int from, int to) {
    // acl(5): a list lies in this attribute, as bytes that mean the same everywhere.
    static const char name[] = "system.posix_acl_access";
    char list[4096];
    const ssize_t length = fgetxattr(from, name, list, sizeof list);
    if (length < 0) return errno == ENODATA || errno == ENOTSUP ? 0 : errno;
    return fsetxattr(to, name, list, (size_t)length, 0) == 0 ? 0 : errno;
}

int pv_is_network_file_system(const char *path) {
    struct statfs facts;
    if (statfs(path, &facts) != 0) return -1;
    // The magic numbers of statfs(2): NFS, SMB, SMB2, CIFS, AFS (two), Coda, NCP, Ceph, 9P, FUSE is left out (it may be local).
    switch ((unsigned long)facts.f_type & 0xffffffffUL) {
    case 0x6969UL: case 0x517BUL: case 0xFE534D42UL: case 0xFF534D42UL: case 0x5346414FUL:
    case 0x6B414653UL: case 0x73757245UL: case 0x564CUL: case 0x00C36400UL: case 0x01021997UL:
        return 1;
    default:
        return 0;
    }
}
#else
#include <copyfile.h>
#include <sys/mount.h>
#include <sys/param.h>

int pv_copy_access_list(int from, int to) {
    return fcopyfile(from, to, NULL, COPYFILE_ACL) == 0 ? 0 : errno;
}

int pv_is_network_file_system(const char *path) {
    struct statfs facts;
    if (statfs(path, &facts) != 0) return -1;
    return (facts.f_flags & MNT_LOCAL) ? 0 : 1;
}
#endif
