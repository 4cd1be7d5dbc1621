/* Preloaded: statvfs(3) of what has "hangs" in its path never comes back, as below a mount whose server is gone. */
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int wait_for_ever(const char *path, struct statvfs *room)
{
    (void)room;
    if (strstr(path, "hangs"))
        for (;;)
            pause();
    return -1;
}

int statvfs(const char *path, struct statvfs *room) { return wait_for_ever(path, room); }
int statvfs64(const char *path, struct statvfs64 *room) { return wait_for_ever(path, (struct statvfs *)room); }
