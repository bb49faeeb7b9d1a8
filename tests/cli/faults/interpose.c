// Makes one call on output files fail, once. tests/cli/faults.rs preloads this on Linux.
//
// FAULT_PATH    a file is watched if its path contains this
// FAULT         CALL:NUMBER:ERROR; the call of this number fails with this errno, or kills the process if that is 0
// FAULT_COUNTS  a file to which the number of each call is written at the end

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPEN, WRITE, FSYNC, RENAME, FTRUNCATE, CLOSE, UNLINK, CALLS };
static const char *const names[CALLS] = {"open", "write", "fsync", "rename", "ftruncate", "close", "unlink"};

enum { DESCRIPTORS = 1024 };
static atomic_bool watched[DESCRIPTORS];
static atomic_long counts[CALLS];
static int fault_call = -1, fault_error;
static long fault_number;

__attribute__((constructor)) static void begin(void) {
    char name[16];
    const char *fault = getenv("FAULT");
    if (fault && sscanf(fault, "%15[a-z]:%ld:%d", name, &fault_number, &fault_error) == 3)
        for (int call = 0; call < CALLS; call++)
            if (strcmp(name, names[call]) == 0) fault_call = call;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULT_COUNTS");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    for (int call = 0; call < CALLS; call++) fprintf(file, "%s %ld\n", names[call], atomic_load(&counts[call]));
    fclose(file);
}

static int is_watched_path(const char *path) {
    const char *part = getenv("FAULT_PATH");
    return part && path && strstr(path, part);
}

static int is_watched(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS && atomic_load(&watched[descriptor]);
}

// Whether this call is the one that should fail.
static int counts_to(int call) {
    return atomic_fetch_add(&counts[call], 1) + 1 == fault_number && call == fault_call;
}

// Fails as requested: kills the process, or sets errno.
static int fail(void) {
    if (fault_error == 0) raise(SIGKILL);
    errno = fault_error;
    return -1;
}

static int open_watched(const char *function, const char *path, int flags, mode_t mode) {
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, function);
    int is_of_output = is_watched_path(path);
    if (is_of_output && counts_to(OPEN)) return fail();
    int descriptor = next(path, flags, mode);
    if (descriptor >= 0 && descriptor < DESCRIPTORS) atomic_store(&watched[descriptor], is_of_output);
    return descriptor;
}

#define OPEN_LIKE(function)                                       \
    int function(const char *path, int flags, ...) {              \
        va_list rest;                                             \
        va_start(rest, flags);                                    \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                             \
        return open_watched(#function, path, flags, mode);        \
    }
OPEN_LIKE(open)
OPEN_LIKE(open64)

ssize_t write(int descriptor, const void *bytes, size_t length) {
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (is_watched(descriptor) && counts_to(WRITE)) {
        // Half of the bytes are written when the process is killed.
        if (fault_error == 0) next(descriptor, bytes, length / 2);
        return fail();
    }
    return next(descriptor, bytes, length);
}

#define SYNC_LIKE(function)                                             \
    int function(int descriptor) {                                      \
        int (*next)(int) = dlsym(RTLD_NEXT, #function);                 \
        if (is_watched(descriptor) && counts_to(FSYNC)) return fail();  \
        return next(descriptor);                                        \
    }
SYNC_LIKE(fsync)
SYNC_LIKE(fdatasync)

#define TRUNCATE_LIKE(function, offset)                                    \
    int function(int descriptor, offset length) {                          \
        int (*next)(int, offset) = dlsym(RTLD_NEXT, #function);            \
        if (is_watched(descriptor) && counts_to(FTRUNCATE)) return fail(); \
        return next(descriptor, length);                                   \
    }
TRUNCATE_LIKE(ftruncate, off_t)
TRUNCATE_LIKE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
    int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
    if (is_watched_path(to) && counts_to(RENAME)) return fail();
    return next(from, to);
}

int unlink(const char *path) {
    int (*next)(const char *) = dlsym(RTLD_NEXT, "unlink");
    if (is_watched_path(path) && counts_to(UNLINK)) return fail();
    return next(path);
}

int close(int descriptor) {
    int (*next)(int) = dlsym(RTLD_NEXT, "close");
    int is_of_output = is_watched(descriptor);
    if (is_of_output) atomic_store(&watched[descriptor], 0);
    if (is_of_output && counts_to(CLOSE)) {
        // As on Linux, the descriptor is closed even so.
        if (fault_error != 0) next(descriptor);
        return fail();
    }
    return next(descriptor);
}
