/* Makes requests about some paths fail or hang, for tests: preloaded, it stands before the C library.
 *
 * The file named by FAILING_FS says which, as `errno text`: each path that holds the text fails with that number, or
 * does not answer if the number is 0. While the file is empty or absent nothing fails.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int refused(const char *path)
{
    char text[256] = "", line[320] = "";
    int number = -1, control;
    const char *name = getenv("FAILING_FS");
    if (!path || !name)
        return 0;
    int (*open_)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    control = open_(name, O_RDONLY | O_CLOEXEC);
    if (control < 0)
        return 0;
    ssize_t length = read(control, line, sizeof line - 1);
    close(control);
    if (length <= 0 || sscanf(line, "%d %255s", &number, text) != 2 || !strstr(path, text))
        return 0;
    while (number == 0)
        pause();
    errno = number;
    return 1;
}

int stat64(const char *path, struct stat64 *answer)
{
    int (*next)(const char *, struct stat64 *) = dlsym(RTLD_NEXT, "stat64");
    return refused(path) ? -1 : next(path, answer);
}

int fstatat64(int at, const char *path, struct stat64 *answer, int flags)
{
    int (*next)(int, const char *, struct stat64 *, int) = dlsym(RTLD_NEXT, "fstatat64");
    return refused(path) ? -1 : next(at, path, answer, flags);
}

DIR *opendir(const char *path)
{
    DIR *(*next)(const char *) = dlsym(RTLD_NEXT, "opendir");
    return refused(path) ? NULL : next(path);
}

int open64(const char *path, int flags, ...)
{
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    va_list more;
    va_start(more, flags);
    int mode = flags & O_CREAT ? va_arg(more, int) : 0;
    va_end(more);
    return refused(path) ? -1 : next(path, flags, mode);
}
