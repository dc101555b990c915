// Runs a program and searches its whole memory for given bytes: at its end, before anything is given back to the
// system, and whenever SIGUSR1 arrives here.
//
//     memory-probe NEEDLES REPORT PROGRAM [ARGUMENT…]
//
// It ends as the program ends. The program forbids other processes to look into it; its parent holds its memory open
// from before the first instruction, so that neither root nor a change of the program is needed.
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define _GNU_SOURCE
#include "search.h"
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static struct needles needles;

static void fail(const char *what) {
    perror(what);
    _exit(125);
}

static int open_part(pid_t process, const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", process, name);
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail(path);
    return descriptor;
}

/// Whether this thread is about to end the whole process, and not only itself.
static bool ends_process(pid_t thread) {
#if defined(__x86_64__)
    struct user_regs_struct registers;
    struct iovec place = {&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &place) != 0) return false;
    return registers.orig_rax == SYS_exit_group;
#else
    struct user_regs_struct registers;
    struct iovec place = {&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, thread, (void *)NT_PRSTATUS, &place) != 0) return false;
    return registers.regs[8] == SYS_exit_group;
#endif
}

static pid_t start(char **arguments, const sigset_t *usual) {
    const pid_t process = fork();
    if (process < 0) fail("fork");
    if (process == 0) {
        sigprocmask(SIG_SETMASK, usual, NULL);
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) fail("ptrace");
        execv(arguments[0], arguments);
        fail(arguments[0]);
    }
    int status;
    if (waitpid(process, &status, 0) != process) fail("waitpid");
    // It stops behind its exec; otherwise it has said why there was none.
    if (!WIFSTOPPED(status)) exit(125);
    const long options = PTRACE_O_TRACEEXIT | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SETOPTIONS, process, NULL, (void *)options) != 0) fail("ptrace");
    return process;
}

/// Lets a stopped thread go on, and hands on the signal that stopped it unless that was meant for us.
static void go_on(pid_t thread, int status) {
    // A new thread begins with a SIGSTOP; our own requests are such too; events are no signals.
    const bool is_signal = status >> 16 == 0 && WSTOPSIG(status) != SIGSTOP;
    ptrace(PTRACE_CONT, thread, NULL, (void *)(long)(is_signal ? WSTOPSIG(status) : 0));
}

static _Noreturn void end_as(int status) {
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    exit(WEXITSTATUS(status));
}

int main(int count, char **arguments) {
    if (count < 4) return 125;
    if (needles_read(&needles, arguments[1]) != 0) fail(arguments[1]);
    FILE *report = fopen(arguments[2], "we");
    if (report == NULL) fail(arguments[2]);
    sigset_t awaited, usual;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGUSR1);
    sigaddset(&awaited, SIGCHLD);
    sigprocmask(SIG_BLOCK, &awaited, &usual);
    const pid_t process = start(arguments + 3, &usual);
    const int memory = open_part(process, "mem"), maps = open_part(process, "smaps");
    bool is_ending = false;
    unsigned asked = 0, answered = 0;
    ptrace(PTRACE_CONT, process, NULL, NULL);
    while (true) {
        int status;
        const pid_t thread = waitpid(-1, &status, __WALL | WNOHANG);
        if (thread < 0) return 125;
        if (thread == 0) {
            if (sigwaitinfo(&awaited, NULL) == SIGUSR1 && asked++ == answered)
                syscall(SYS_tgkill, process, process, SIGSTOP);
        } else if (!WIFSTOPPED(status)) {
            if (thread == process) end_as(status);
        } else {
            const bool is_end = status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8) && ends_process(thread);
            if (is_end && !is_ending) {
                is_ending = true;
                search_memory(&needles, maps, memory, "exit", report);
            } else if (thread == process && WSTOPSIG(status) == SIGSTOP && asked > answered) {
                char stage[16];
                snprintf(stage, sizeof stage, "%u", answered = asked);
                search_memory(&needles, maps, memory, stage, report);
            }
            go_on(thread, status);
        }
    }
}
#else
int main(void) { return 125; }
#endif
