/* A file system far away: every request about one tree takes a while longer. Loaded with LD_PRELOAD; see slow_fs.py.

   A seccomp filter sends the requests that can be about a tree to a signal handler in the thread that makes them. The
   handler looks whether path or descriptor lie in the tree, sleeps, and makes the request itself; the filter knows that
   one instruction and lets it pass. So requests of several threads wait side by side, as they would for a server.

   SLOW_FS_ROOT: absolute path of the tree, links resolved. SLOW_FS_MICROSECONDS: how long each request waits. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef __x86_64__
#error "written for x86-64 alone: another processor passes the arguments of a system call in other registers"
#endif

#define DESCRIPTORS 65536
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define TRAP BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP)
#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define CATCH(number) SKIP_UNLESS(number, 1), TRAP

static const char *root;
static size_t root_length;
static struct timespec delay;
static volatile char in_tree[DESCRIPTORS]; /* 1 for an open descriptor that leads into the tree */

long slow_fs_call(long number, const greg_t *registers);
extern const char slow_fs_called[]; /* where the handler's own requests return to */

__asm__(
    ".text\n"
    ".globl slow_fs_call\n"
    "slow_fs_call:\n"
    "  mov %rdi, %rax\n"
    "  mov %rsi, %r11\n"
    "  mov 64(%r11), %rdi\n" /* gregs: R8 R9 R10 R11 R12 R13 R14 R15 RDI RSI RBP RBX RDX */
    "  mov 72(%r11), %rsi\n"
    "  mov 96(%r11), %rdx\n"
    "  mov 16(%r11), %r10\n"
    "  mov 0(%r11), %r8\n"
    "  mov 8(%r11), %r9\n"
    "  syscall\n"
    ".globl slow_fs_called\n"
    "slow_fs_called:\n"
    "  ret\n");

static int is_marked(long descriptor) { return descriptor >= 0 && descriptor < DESCRIPTORS && in_tree[descriptor]; }

static void mark(long descriptor, char value) {
    if (descriptor >= 0 && descriptor < DESCRIPTORS) in_tree[descriptor] = value;
}

static int is_below(const char *path, long directory) {
    if (path == NULL || path[0] != '/') return is_marked((int)directory);
    return strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == '\0');
}

static int concerns_tree(long number, const greg_t *registers) {
    long first = registers[REG_RDI], second = registers[REG_RSI];
    switch (number) {
    case SYS_open: case SYS_stat: case SYS_lstat: case SYS_access: case SYS_readlink:
        return is_below((const char *)first, AT_FDCWD);
    case SYS_openat: case SYS_openat2: case SYS_newfstatat: case SYS_statx:
    case SYS_faccessat: case SYS_faccessat2: case SYS_readlinkat:
        return is_below((const char *)second, first);
    default:
        return is_marked((int)first);
    }
}

static int is_copying(long number, const greg_t *registers) {
    long command = registers[REG_RSI];
    return number == SYS_dup || number == SYS_dup2 || number == SYS_dup3
        || (number == SYS_fcntl && (command == F_DUPFD || command == F_DUPFD_CLOEXEC));
}

static void on_request(int signal, siginfo_t *info, void *context) {
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    long number = info->si_syscall;
    int saved = errno, concerned = concerns_tree(number, registers);
    long first = (int)registers[REG_RDI], result;
    (void)signal;
    if (number == SYS_close) mark(first, 0);
    if (concerned && number != SYS_fcntl && !is_copying(number, registers)) nanosleep(&delay, NULL);
    result = slow_fs_call(number, registers);
    if (number == SYS_open || number == SYS_openat || number == SYS_openat2 || is_copying(number, registers))
        mark(result, (char)concerned);
    registers[REG_RAX] = result;
    errno = saved;
}

static void filter_requests(void) {
    uintptr_t passed = (uintptr_t)slow_fs_called;
    struct sock_filter filter[] = {
        FIELD(arch), SKIP_UNLESS(AUDIT_ARCH_X86_64, 4),
        FIELD(instruction_pointer), SKIP_UNLESS((uint32_t)passed, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4),
        SKIP_UNLESS((uint32_t)(passed >> 32), 1), ALLOW,
        FIELD(nr),
        CATCH(SYS_open), CATCH(SYS_openat), CATCH(SYS_openat2), CATCH(SYS_close),
        CATCH(SYS_stat), CATCH(SYS_lstat), CATCH(SYS_fstat), CATCH(SYS_newfstatat), CATCH(SYS_statx),
        CATCH(SYS_getdents), CATCH(SYS_getdents64), CATCH(SYS_read), CATCH(SYS_pread64),
        CATCH(SYS_access), CATCH(SYS_faccessat), CATCH(SYS_faccessat2), CATCH(SYS_readlink), CATCH(SYS_readlinkat),
        CATCH(SYS_dup), CATCH(SYS_dup2), CATCH(SYS_dup3), CATCH(SYS_fcntl),
        ALLOW,
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) _exit(125);
}

__attribute__((constructor)) static void slow_fs_begin(void) {
    const char *microseconds = getenv("SLOW_FS_MICROSECONDS");
    struct sigaction action = {.sa_sigaction = on_request, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART};
    root = getenv("SLOW_FS_ROOT");
    if (root == NULL || microseconds == NULL) return;
    root_length = strlen(root);
    delay.tv_sec = atol(microseconds) / 1000000;
    delay.tv_nsec = atol(microseconds) % 1000000 * 1000;
    prctl(PR_SET_TIMERSLACK, 1000); /* nanoseconds; threads inherit it */
    if (sigaction(SIGSYS, &action, NULL)) _exit(125);
    filter_requests();
}
