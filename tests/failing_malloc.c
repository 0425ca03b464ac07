// Preloaded by tests/faults_test: malloc and its kin fail at the FAILING_MALLOC_AT-th call, and at
// every later one with FAILING_MALLOC_ON set. Calls are counted from main()'s first call of
// signal(): what runs before it is the loader's and the libraries'. At the end the number of calls
// goes to the file named by FAILING_MALLOC_COUNT, and after it how many there had been whenever
// open(2) made a file: that is where most is to be undone.
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

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);

static atomic_bool counting;
static atomic_ulong calls;
static unsigned long fail_at;
static int fail_on;
static const char* count_file;

enum { kMostCreated = 16 };
static unsigned long created[kMostCreated];
static atomic_uint created_count;

static int fails(void) {
  if (!counting) return 0;
  const unsigned long call = ++calls;
  if (fail_at == 0 || call < fail_at || (call > fail_at && !fail_on)) return 0;
  errno = ENOMEM;
  return 1;
}

void* malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
void* memalign(size_t alignment, size_t size) {
  return fails() ? NULL : __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void** out, size_t alignment, size_t size) {
  void* const got = memalign(alignment, size);
  if (got == NULL) return ENOMEM;
  *out = got;
  return 0;
}

int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  if (counting && (flags & O_CREAT)) {
    const unsigned at = created_count++;
    if (at < kMostCreated) created[at] = calls;
  }
  return openat(AT_FDCWD, path, flags, mode);
}

typedef void (*handler)(int);
handler signal(int number, handler action) {
  if (!counting) {
    const char* const at = getenv("FAILING_MALLOC_AT");
    fail_at = at == NULL ? 0 : strtoul(at, NULL, 10);
    fail_on = getenv("FAILING_MALLOC_ON") != NULL;
    count_file = getenv("FAILING_MALLOC_COUNT");
    counting = 1;
  }
  struct sigaction next, before;
  memset(&next, 0, sizeof next);
  next.sa_handler = action;
  return sigaction(number, &next, &before) == 0 ? before.sa_handler : SIG_ERR;
}

__attribute__((destructor)) static void write_count(void) {
  counting = 0;
  if (count_file == NULL) return;
  const int file = open(count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || dprintf(file, "%lu\n", calls) < 0) _exit(99);
  for (unsigned at = 0; at < created_count && at < kMostCreated; ++at) {
    if (dprintf(file, "%lu\n", created[at]) < 0) _exit(99);
  }
  close(file);
}
