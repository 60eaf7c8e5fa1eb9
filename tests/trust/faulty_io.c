/* A disk that fails on demand. LD_PRELOADed, it counts every call that changes a file
 * below one folder, and at the N-th of them does what it was armed for: the process
 * dies before it, after it or in the middle of it, the disk is full or broken, or the
 * power fails and every write that was not synced is gone.
 *
 * Built by tests/trust/shim.py; armed there through ctypes, in a forked child.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_CALLS 65536
#define SECTOR 512

/* In the order of shim.py's MODES. */
enum mode {
    COUNT, CRASH, CRASH_AFTER, TORN_HALF, TORN_SECTOR, NO_SPACE, IO_ERROR, SHORT_WRITE,
    FULL_DISK, DEAD_DISK, POWER
};
/* What a call is told to do. */
enum verdict { GO, FAIL, DO_PART, PART_AND_DIE, DO_AND_DIE };

/* Seen by the parent, too: it asks after the child has died. */
static struct shared {
    volatile long calls, kept, dropped;
    volatile int hit;
    volatile char kind[MOST_CALLS]; /* w s t u r l c m */
    volatile char file[MOST_CALLS]; /* d desk, w its log, s its index, o any other */
} *shared;

static char under[PATH_MAX];
static size_t under_length;
static long target;
static enum mode mode;
static unsigned long dice;

__attribute__((constructor)) static void begin(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* ---- what the rig calls ------------------------------------------------------- */

void faulty_io_arm(const char *folder, long number, int how, unsigned long seed)
{
    shared->calls = shared->kept = shared->dropped = 0;
    shared->hit = 0;
    target = number;
    mode = (enum mode)how;
    dice = seed;
    strncpy(under, folder, sizeof under - 1);
    under_length = strlen(under);
}

long faulty_io_calls(void) { return shared->calls; }
int faulty_io_hit(void) { return shared->hit; }
char faulty_io_kind(long number) { return shared->kind[number]; }
char faulty_io_file(long number) { return shared->file[number]; }
long faulty_io_kept(void) { return shared->kept; }
long faulty_io_dropped(void) { return shared->dropped; }

void faulty_io_lose_power(void);

/* ---- where a call goes -------------------------------------------------------- */

static int is_ours(const char *path)
{
    return under_length && !strncmp(path, under, under_length)
        && (path[under_length] == '/' || !path[under_length]);
}

static void append_number(char *text, int number)
{
    char digits[16];
    int count = 0;
    size_t at = strlen(text);
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10));
    while (count)
        text[at++] = digits[--count];
    text[at] = 0;
}

static int path_of(int fd, char *path)
{
    char name[64] = "/proc/self/fd/";
    append_number(name, fd);
    ssize_t length =
        fd < 0 ? -1 : syscall(SYS_readlinkat, AT_FDCWD, name, path, PATH_MAX - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return is_ours(path);
}

static int path_at(int folder, const char *name, char *path)
{
    if (name[0] == '/') {
        strncpy(path, name, PATH_MAX - 1);
        return is_ours(path);
    }
    char base[PATH_MAX] = "";
    if (folder == AT_FDCWD) {
        if (!getcwd(base, sizeof base))
            return 0;
    } else {
        path_of(folder, base);
    }
    size_t length = strlen(base);
    if (length + 1 + strlen(name) >= PATH_MAX)
        return 0;
    memcpy(path, base, length);
    path[length] = '/';
    strcpy(path + length + 1, name);
    return is_ours(path);
}

static char file_kind(const char *path)
{
    static const struct { const char *end; char kind; } ends[] = {
        {"-wal", 'w'}, {"-shm", 's'}, {"-journal", 'j'}, {".db", 'd'}, {".db.new", 'd'},
    };
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t tail = strlen(ends[i].end);
        if (length >= tail && !strcmp(path + length - tail, ends[i].end))
            return ends[i].kind;
    }
    return 'o';
}

static int is_file(const char *path)
{
    struct stat found;
    return !lstat(path, &found);
}

#include "faulty_power.h"

/* ---- what befalls a call ------------------------------------------------------- */

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* After the last call, just when all has been said to be done. */
void faulty_io_lose_power(void)
{
    shared->hit = 1;
    lose_power();
    die();
}

static int fails(int error)
{
    errno = error;
    return FAIL;
}

static int takes_room(char kind) { return strchr("wtclrm", kind) != NULL; }

/* What the call of this kind is to do; `grows`: it needs room that it has not yet. */
static int verdict(char kind, const char *path, int grows)
{
    long number = ++shared->calls;
    if (number < MOST_CALLS) {
        shared->kind[number] = kind;
        shared->file[number] = file_kind(path);
    }
    if (!target || number < target)
        return GO;
    int first = number == target;
    shared->hit = 1;
    switch (mode) {
    case CRASH: die(); /* fall through */
    case POWER: lose_power(); die(); /* fall through */
    case FULL_DISK: return takes_room(kind) && grows ? fails(ENOSPC) : GO;
    case DEAD_DISK: return fails(EIO);
    case CRASH_AFTER: return first ? DO_AND_DIE : GO;
    case TORN_HALF: case TORN_SECTOR: return first && kind == 'w' ? PART_AND_DIE : GO;
    case NO_SPACE: return first && takes_room(kind) ? fails(ENOSPC) : GO;
    case IO_ERROR: return first ? fails(EIO) : GO;
    case SHORT_WRITE: return first && kind == 'w' ? DO_PART : GO;
    default: return GO;
    }
}

static long ended(int told, long result)
{
    if (told == DO_AND_DIE)
        die();
    return result;
}

static long raw_write(int fd, const void *data, size_t length, off_t at)
{
    return at < 0 ? syscall(SYS_write, fd, data, length)
                  : syscall(SYS_pwrite64, fd, data, length, at);
}

static ssize_t written(int fd, const void *data, size_t length, off_t at)
{
    char path[PATH_MAX];
    if (!under_length || !path_of(fd, path))
        return raw_write(fd, data, length, at);
    struct stat found = {0};
    fstat(fd, &found);
    off_t begins = at >= 0 ? at : (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    int told = verdict('w', path, begins + (off_t)length > found.st_size);
    if (told == FAIL)
        return -1;
    if (told == DO_PART || told == PART_AND_DIE) {
        size_t part = mode == TORN_SECTOR && length > SECTOR ? SECTOR : length / 2;
        long done = raw_write(fd, data, part ? part : 1, at);
        if (told == PART_AND_DIE)
            die();
        return done;
    }
    struct image *one = mode == POWER ? remember(fd) : NULL;
    long done = raw_write(fd, data, length, at);
    if (one && done > 0)
        changed(one, data, (size_t)done, begins);
    return ended(told, done);
}

static ssize_t gathered(int fd, const struct iovec *parts, int count, off_t at)
{
    size_t length = 0;
    for (int i = 0; i < count; i++)
        length += parts[i].iov_len;
    char *data = malloc(length + 1), *end = data;
    for (int i = 0; i < count; i++)
        end = mempcpy(end, parts[i].iov_base, parts[i].iov_len);
    ssize_t done = written(fd, data, length, at);
    int error = errno;
    free(data);
    errno = error;
    return done;
}

static int syncs(int fd, long call)
{
    char path[PATH_MAX];
    if (!under_length || !path_of(fd, path))
        return (int)syscall(call, fd);
    int told = verdict('s', path, 0);
    if (told == FAIL)
        return -1;
    synced(fd);
    /* What the system has outlives the process: a real sync would only take long. */
    return (int)ended(told, 0);
}

static int truncates(int fd, off_t length)
{
    char path[PATH_MAX];
    if (!under_length || !path_of(fd, path))
        return (int)syscall(SYS_ftruncate, fd, length);
    struct stat found = {0};
    fstat(fd, &found);
    int told = verdict('t', path, length > found.st_size);
    if (told == FAIL)
        return -1;
    struct image *one = mode == POWER ? remember(fd) : NULL;
    long done = syscall(SYS_ftruncate, fd, length);
    if (one && !done)
        changed(one, NULL, 0, length);
    return (int)ended(told, done);
}

static int unlinks(int folder, const char *name, int flags)
{
    char path[PATH_MAX] = "";
    if (!under_length || !path_at(folder, name, path) || !is_file(path))
        return (int)syscall(SYS_unlinkat, folder, name, flags);
    int told = verdict('u', path, 0);
    if (told == FAIL)
        return -1;
    if (!(flags & AT_REMOVEDIR))
        named('u', path, NULL);
    return (int)ended(told, syscall(SYS_unlinkat, folder, name, flags));
}

static int renames(int from, const char *old, int to, const char *new, unsigned flags)
{
    char path[PATH_MAX] = "", former[PATH_MAX] = "";
    if (!under_length || !path_at(to, new, path))
        return (int)syscall(SYS_renameat2, from, old, to, new, flags);
    int told = verdict('r', path, 1);
    if (told == FAIL)
        return -1;
    path_at(from, old, former);
    named('r', path, former);
    return (int)ended(told, syscall(SYS_renameat2, from, old, to, new, flags));
}

static int links(int from, const char *old, int to, const char *new, int flags)
{
    char path[PATH_MAX] = "";
    if (!under_length || !path_at(to, new, path))
        return (int)syscall(SYS_linkat, from, old, to, new, flags);
    int told = verdict('l', path, 1);
    if (told == FAIL)
        return -1;
    if (!is_file(path))
        named('l', path, NULL);
    return (int)ended(told, syscall(SYS_linkat, from, old, to, new, flags));
}

static int opens(int folder, const char *name, int flags, mode_t rights)
{
    char path[PATH_MAX] = "";
    int is_made = under_length && flags & (O_CREAT | O_TRUNC)
        && path_at(folder, name, path);
    if (is_made && is_file(path) && flags & O_TRUNC) {
        int fd = (int)syscall(SYS_openat, folder, name, flags & ~O_TRUNC, rights);
        if (fd >= 0 && truncates(fd, 0)) {
            syscall(SYS_close, fd);
            return -1;
        }
        return fd;
    }
    if (!is_made || is_file(path) || !(flags & O_CREAT))
        return (int)syscall(SYS_openat, folder, name, flags, rights);
    int told = verdict('c', path, 1);
    if (told == FAIL)
        return -1;
    named('c', path, NULL);
    return (int)ended(told, syscall(SYS_openat, folder, name, flags, rights));
}

static int folders(int folder, const char *name, mode_t rights)
{
    char path[PATH_MAX] = "";
    if (!under_length || !path_at(folder, name, path) || is_file(path))
        return (int)syscall(SYS_mkdirat, folder, name, rights);
    int told = verdict('m', path, 1);
    return told == FAIL ? -1
                        : (int)ended(told, syscall(SYS_mkdirat, folder, name, rights));
}

/* ---- the calls themselves ------------------------------------------------------- */

ssize_t write(int fd, const void *data, size_t length) { return written(fd, data, length, -1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return written(fd, data, length, at); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { return written(fd, data, length, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return gathered(fd, parts, count, -1); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return gathered(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return gathered(fd, parts, count, at); }
int fsync(int fd) { return syncs(fd, SYS_fsync); }
int fdatasync(int fd) { return syncs(fd, SYS_fdatasync); }
int ftruncate(int fd, off_t length) { return truncates(fd, length); }
int ftruncate64(int fd, off64_t length) { return truncates(fd, length); }
int unlink(const char *name) { return unlinks(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return unlinks(folder, name, flags); }
int rmdir(const char *name) { return unlinks(AT_FDCWD, name, AT_REMOVEDIR); }
int rename(const char *old, const char *new) { return renames(AT_FDCWD, old, AT_FDCWD, new, 0); }
int renameat(int from, const char *old, int to, const char *new) { return renames(from, old, to, new, 0); }
int renameat2(int from, const char *old, int to, const char *new, unsigned flags) { return renames(from, old, to, new, flags); }
int link(const char *old, const char *new) { return links(AT_FDCWD, old, AT_FDCWD, new, 0); }
int linkat(int from, const char *old, int to, const char *new, int flags) { return links(from, old, to, new, flags); }
int mkdir(const char *name, mode_t rights) { return folders(AT_FDCWD, name, rights); }
int mkdirat(int folder, const char *name, mode_t rights) { return folders(folder, name, rights); }

/* The kernel copies: as one that has no such call, so that write() is seen. */
ssize_t sendfile(int out, int in, off_t *at, size_t count) { (void)out, (void)in, (void)at, (void)count; errno = ENOSYS; return -1; }
ssize_t sendfile64(int out, int in, off64_t *at, size_t count) { (void)out, (void)in, (void)at, (void)count; errno = ENOSYS; return -1; }
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *at, size_t count, unsigned flags) { (void)in, (void)from, (void)out, (void)at, (void)count, (void)flags; errno = ENOSYS; return -1; }

#define RIGHTS_OF(flags) \
    mode_t rights = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        rights = va_arg(more, mode_t); \
        va_end(more); \
    }

int open(const char *name, int flags, ...) { RIGHTS_OF(flags) return opens(AT_FDCWD, name, flags, rights); }
int open64(const char *name, int flags, ...) { RIGHTS_OF(flags) return opens(AT_FDCWD, name, flags, rights); }
int openat(int folder, const char *name, int flags, ...) { RIGHTS_OF(flags) return opens(folder, name, flags, rights); }
int openat64(int folder, const char *name, int flags, ...) { RIGHTS_OF(flags) return opens(folder, name, flags, rights); }
