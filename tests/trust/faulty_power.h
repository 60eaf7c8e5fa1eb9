/* The part of faulty_io.c that loses the power: it keeps what each file had when it was
 * last synced and what came since, and the names that no folder has synced.
 */
/* ---- the power: what a file had when it was last synced, and what came since ---- */

struct change { char *data; size_t length; off_t at; struct change *next; }; /* data NULL: truncated to `at` */
struct image {
    dev_t device;
    ino_t inode;
    int fd, is_dirty;
    char *synced;
    off_t size;
    struct change *first, **last;
    struct image *next;
};
/* A name that was made, taken away or moved, and not synced by its folder. */
struct naming { char what; char *name, *former, *saved; struct naming *next; };

static struct image *images;
static struct naming *namings; /* newest first */
static int saves;

static void put(int fd, const char *data, size_t length, off_t at)
{
    while (length) {
        ssize_t done = syscall(SYS_pwrite64, fd, data, length, at);
        if (done <= 0)
            return;
        data += done, at += done, length -= (size_t)done;
    }
}

static struct image *image_of(int fd)
{
    struct stat found;
    if (fstat(fd, &found) || !S_ISREG(found.st_mode))
        return NULL;
    for (struct image *one = images; one; one = one->next)
        if (one->device == found.st_dev && one->inode == found.st_ino)
            return one;
    struct image *one = calloc(1, sizeof *one);
    char name[64] = "/proc/self/fd/";
    append_number(name, fd);
    one->device = found.st_dev, one->inode = found.st_ino;
    /* Never closed: closing any descriptor of a file gives up SQLite's locks on it. */
    one->fd = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC, 0);
    one->next = images;
    return images = one;
}

/* Before a change: keep what was synced. */
static struct image *remember(int fd)
{
    struct image *one = image_of(fd);
    if (!one || one->is_dirty)
        return one;
    struct stat found;
    fstat(fd, &found);
    one->size = found.st_size;
    one->synced = malloc((size_t)found.st_size + 1);
    for (off_t at = 0; at < found.st_size;) {
        ssize_t got = syscall(SYS_pread64, one->fd, one->synced + at,
                              (size_t)(found.st_size - at), at);
        if (got <= 0)
            break;
        at += got;
    }
    one->is_dirty = 1;
    one->first = NULL;
    one->last = &one->first;
    return one;
}

static void changed(struct image *one, const void *data, size_t length, off_t at)
{
    struct change *made = calloc(1, sizeof *made);
    made->length = length, made->at = at;
    if (data)
        made->data = memcpy(malloc(length + 1), data, length);
    *one->last = made;
    one->last = &made->next;
}

static void synced(int fd)
{
    struct stat found;
    char path[PATH_MAX];
    if (mode != POWER || fstat(fd, &found))
        return;
    if (S_ISDIR(found.st_mode)) {
        if (!path_of(fd, path))
            return;
        size_t length = strlen(path);
        for (struct naming **one = &namings; *one;) {
            const char *rest = (*one)->name + length;
            if (!strncmp((*one)->name, path, length) && *rest == '/'
                && !strchr(rest + 1, '/'))
                *one = (*one)->next;
            else
                one = &(*one)->next;
        }
        return;
    }
    struct image *one = image_of(fd);
    if (one && one->is_dirty) {
        free(one->synced);
        one->is_dirty = 0;
    }
}

/* Before a name goes or is written over: keep its file under another one. */
static void named(char what, const char *name, const char *former)
{
    if (mode != POWER)
        return;
    struct naming *one = calloc(1, sizeof *one);
    one->what = what, one->name = strdup(name);
    one->former = former ? strdup(former) : NULL;
    if (is_file(name)) {
        char saved[PATH_MAX + 32];
        strcpy(saved, under);
        strcat(saved, "-saved-");
        append_number(saved, ++saves);
        syscall(SYS_linkat, AT_FDCWD, name, AT_FDCWD, saved, 0);
        one->saved = strdup(saved);
    }
    one->next = namings;
    namings = one;
}

/* Whether an unsynced change had reached the disk; with seed 0 none has. */
static int survives(void)
{
    if (!dice)
        return 0;
    dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
    if (dice & 1024)
        shared->kept++;
    return (dice & 1024) != 0;
}

static void lose_power(void)
{
    for (struct image *one = images; one; one = one->next) {
        if (!one->is_dirty)
            continue;
        put(one->fd, one->synced, (size_t)one->size, 0);
        syscall(SYS_ftruncate, one->fd, one->size);
        for (struct change *made = one->first; made; made = made->next) {
            if (!survives())
                shared->dropped++;
            else if (made->data)
                put(one->fd, made->data, made->length, made->at);
            else
                syscall(SYS_ftruncate, one->fd, made->at);
        }
    }
    /* Names are journalled in their order: the newest of them are lost. */
    for (struct naming *one = namings; one; one = one->next) {
        if (survives())
            break;
        shared->dropped++;
        if (one->what == 'r')
            syscall(SYS_renameat2, AT_FDCWD, one->name, AT_FDCWD, one->former, 0);
        else if (one->what != 'u')
            syscall(SYS_unlinkat, AT_FDCWD, one->name, 0);
        if (one->saved)
            syscall(SYS_linkat, AT_FDCWD, one->saved, AT_FDCWD, one->name, 0);
    }
}
