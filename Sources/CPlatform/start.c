#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <unistd.h>

extern char **environ;

/// What this program ignores, such as a closed pipe, is no business of another; and Ctrl-C here does not end it.
static int make_stranger(posix_spawnattr_t *attributes) {
    const int result = posix_spawnattr_init(attributes);
    if (result != 0) return result;
    sigset_t all;
    sigfillset(&all);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setpgroup(attributes, 0);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP;
#if defined(__APPLE__)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    posix_spawnattr_setflags(attributes, flags);
    return 0;
}

int pv_start_program(const char *program, const char *argument) {
    char *const arguments[] = {(char *)program, (char *)argument, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int result = posix_spawn_file_actions_init(&files);
    if (result != 0) return result;
    result = make_stranger(&attributes);
    if (result != 0) {
        posix_spawn_file_actions_destroy(&files);
        return result;
    }
    for (int descriptor = 0; descriptor <= 2 && result == 0; descriptor++) {
        result = posix_spawn_file_actions_addopen(
            &files, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0);
    }
    pid_t child;
    if (result == 0) result = posix_spawnp(&child, program, &files, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return result;
}

/// Closes in the child what has a number from `first` on: a descriptor that somebody handed to this program, with a
/// passphrase behind it, is not marked to be closed.
static int close_the_rest(posix_spawn_file_actions_t *files, int first) {
#if defined(__GLIBC__)
    return posix_spawn_file_actions_addclosefrom_np(files, first);
#elif defined(__APPLE__)
    // POSIX_SPAWN_CLOEXEC_DEFAULT does it, save for what is named.
    (void)first;
    return posix_spawn_file_actions_addinherit_np(files, STDERR_FILENO);
#else
    (void)files;
    for (int descriptor = first; descriptor < 1024; descriptor++) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

int pv_start_hook(const char *program, char *const environment[], int32_t *child, int *feed) {
    int ends[2];
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    // Its end is waited for, which takes that nobody ignores it.
    signal(SIGCHLD, SIG_DFL);
    char *const arguments[] = {(char *)program, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    pid_t started = 0;
    int result = posix_spawn_file_actions_init(&files);
    if (result == 0) {
        result = posix_spawn_file_actions_adddup2(&files, ends[0], STDIN_FILENO);
        if (result == 0) result = posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
        if (result == 0) result = close_the_rest(&files, STDERR_FILENO + 1);
        if (result == 0) result = make_stranger(&attributes);
        if (result == 0) {
            result = posix_spawn(&started, program, &files, &attributes, arguments, environment);
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_destroy(&files);
    }
    close(ends[0]);
    if (result != 0) {
        close(ends[1]);
        return result;
    }
    *child = started;
    *feed = ends[1];
    return 0;
}

/// A pipe that no other program inherits; 0, or the errno.
static int make_pipe(int ends[2]) {
#if defined(__linux__)
    return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#else
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

static void close_pipe(int ends[2]) {
    for (int index = 0; index < 2; index++) {
        if (ends[index] >= 0) close(ends[index]);
        ends[index] = -1;
    }
}

static int spawn_delivery(
    const char *command, char *const environment[], int input, int secret, int errors, pid_t *child) {
    char *const arguments[] = {"sh", "-c", (char *)command, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int result = posix_spawn_file_actions_init(&files);
    if (result != 0) return result;
    result = posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    if (result == 0) result = posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (result == 0) result = posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    // The others have found their places, so that this one may take the place of any of them.
    if (result == 0) result = posix_spawn_file_actions_adddup2(&files, secret, 3);
    if (result == 0) result = close_the_rest(&files, 4);
    if (result == 0) result = make_stranger(&attributes);
    if (result == 0) {
        result = posix_spawn(child, "/bin/sh", &files, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return result;
}

int pv_start_delivery(const char *command, char *const environment[], struct pv_delivery *started) {
    int input[2] = {-1, -1}, secret[2] = {-1, -1}, errors[2] = {-1, -1};
    // A second number for what the child reads the secret from: one that it takes from 3 to 3 would be closed on the way.
    int given = -1;
    pid_t child = 0;
    signal(SIGCHLD, SIG_DFL);
    int result = make_pipe(input);
    if (result == 0) result = make_pipe(secret);
    if (result == 0) result = make_pipe(errors);
    if (result == 0) {
        given = fcntl(secret[0], F_DUPFD_CLOEXEC, 4);
        if (given < 0) result = errno;
    }
    if (result == 0) {
        fcntl(input[1], F_SETFL, O_NONBLOCK);
        fcntl(secret[1], F_SETFL, O_NONBLOCK);
        fcntl(errors[0], F_SETFL, O_NONBLOCK);
        result = spawn_delivery(command, environment, input[0], given, errors[1], &child);
    }
    if (given >= 0) close(given);
    if (result != 0) {
        close_pipe(input);
        close_pipe(secret);
        close_pipe(errors);
        return result;
    }
    close(input[0]);
    close(errors[1]);
    started->child = child;
    started->input = input[1];
    started->secret = secret[1];
    started->unread = secret[0];
    started->errors = errors[0];
    return 0;
}

int64_t pv_unread_bytes(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}
