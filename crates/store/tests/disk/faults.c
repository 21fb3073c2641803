/* A disk that fails or is slow, for tests and benches: preloaded into a process (LD_PRELOAD), it stands in front of write
   and sync of the files of one folder and does what a small file says, which may change at any moment.

   MADOGUCHI_FAULT_FOLDER   the folder whose files are meant
   MADOGUCHI_FAULT_CONTROL  the file, with one line:
     write ERRNO            every write fails so, and writes nothing
     sync ERRNO             every sync fails so, and syncs nothing
     slow MICROSECONDS      every sync takes so much longer
   Anything else, or no file: nothing fails. Compiled with -DSYNC_ONLY it leaves writes alone, so that a measurement pays for
   nothing but the syncs. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* What the file says of a verb; 0 if nothing. */
static long told(const char *verb) {
    const char *path = getenv("MADOGUCHI_FAULT_CONTROL");
    if (!path) return 0;
    int control = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (control < 0) return 0;
    char line[64];
    long length = syscall(SYS_read, control, line, sizeof line - 1);
    syscall(SYS_close, control);
    if (length <= 0) return 0;
    line[length] = 0;
    size_t word = strlen(verb);
    return strncmp(line, verb, word) == 0 && line[word] == ' ' ? atol(line + word + 1) : 0;
}

/* Whether a file is one of those meant. */
static int is_meant(int file) {
    const char *folder = getenv("MADOGUCHI_FAULT_FOLDER");
    if (!folder) return 0;
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    long length = syscall(SYS_readlinkat, AT_FDCWD, name, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* Whether it is to fail; errno says how. */
static int fails(const char *verb, int file) {
    long how = is_meant(file) ? told(verb) : 0;
    if (how) errno = (int)how;
    return how != 0;
}

static void is_slow(int file) {
    long micros = is_meant(file) ? told("slow") : 0;
    struct timespec wait = { micros / 1000000, micros % 1000000 * 1000 };
    if (micros) nanosleep(&wait, NULL);
}

#ifndef SYNC_ONLY
ssize_t write(int file, const void *bytes, size_t count) {
    return fails("write", file) ? -1 : syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    return fails("write", file) ? -1 : real(file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    return pwrite64(file, bytes, count, at);
}
#endif

int fsync(int file) {
    if (fails("sync", file)) return -1;
    is_slow(file);
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    if (fails("sync", file)) return -1;
    is_slow(file);
    return (int)syscall(SYS_fdatasync, file);
}
