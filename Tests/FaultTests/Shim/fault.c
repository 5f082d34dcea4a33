// Loaded into `assay` by LD_PRELOAD: makes the n-th call that changes a case file fail, or kills the process
// there. Counted are pwrite64, write, ftruncate64, fdatasync, fsync and unlink on the case, its journal, and the
// folder that holds them (its sync makes the journal's removal last).
//
//   FAULT_CASE    path of the case file, resolved
//   FAULT_AT      n, from 1; 0 only counts
//   FAULT_ACTION  kill  before the call is made
//                 torn  after half of the bytes are written (other calls: before)
//                 eio   the call fails once
//                 full  the call and all later ones fail: no space left (syncs and unlink succeed)
//   FAULT_LOG     file that each counted call is appended to, a line each: "n call case|journal|folder"
//   FAULT_CPU_US  SIGKILL after so many microseconds of CPU time
//   FAULT_INPUT   path of an evidence file; before its read number FAULT_READ_AT, FAULT_CHANGE is done to it:
//                 grow, shrink (to half), rewrite (its last byte), eio (the read fails)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const char *case_path;
static size_t case_length;
static long fault_at;
static const char *action = "";
static int log_fd = -1;
static long calls;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void) {
  case_path = getenv("FAULT_CASE");
  case_length = case_path ? strlen(case_path) : 0;
  const char *at = getenv("FAULT_AT");
  fault_at = at ? atol(at) : 0;
  if (getenv("FAULT_ACTION")) action = getenv("FAULT_ACTION");
  const char *log = getenv("FAULT_LOG");
  if (log) log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const char *cpu = getenv("FAULT_CPU_US");
  if (cpu) {
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
    timer_t timer;
    long us = atol(cpu);
    struct itimerspec when = {.it_value = {us / 1000000, us % 1000000 * 1000 + 1}};
    if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) == 0) timer_settime(timer, 0, &when, NULL);
  }
}

static const char *kind_of_path(const char *path) {
  if (!case_path) return NULL;
  size_t length = strlen(path);
  if (length >= case_length && memcmp(path, case_path, case_length) == 0) {
    if (length == case_length) return "case";
    if (strcmp(path + case_length, "-journal") == 0) return "journal";
  }
  const char *slash = strrchr(case_path, '/');
  if (slash && (size_t)(slash - case_path) == length && memcmp(path, case_path, length) == 0) return "folder";
  return NULL;
}

static const char *kind_of(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  return kind_of_path(path);
}

enum verdict { PASS, TORN, FAIL_IO, FAIL_SPACE };

// Counts a call and says what becomes of it; does not return where the process is to be killed.
static enum verdict meet(const char *call, const char *kind, int writes) {
  if (!kind) return PASS;
  pthread_mutex_lock(&lock);
  long n = ++calls;
  pthread_mutex_unlock(&lock);
  if (log_fd >= 0) dprintf(log_fd, "%ld %s %s\n", n, call, kind);
  if (fault_at == 0 || n < fault_at) return PASS;
  if (strcmp(action, "full") == 0) return writes ? FAIL_SPACE : PASS;
  if (n > fault_at) return PASS;
  if (strcmp(action, "eio") == 0) return FAIL_IO;
  if (strcmp(action, "torn") == 0 && writes) return TORN;
  if (strcmp(action, "kill") == 0 || strcmp(action, "torn") == 0) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  return PASS;
}

// Does to the evidence file what FAULT_CHANGE says; true where the read is to fail.
static int change_input(int input) {
  static long reads;
  const char *at = getenv("FAULT_READ_AT"), *change = getenv("FAULT_CHANGE"), *path = getenv("FAULT_INPUT");
  if (!at || !change || ++reads != atol(at)) return 0;
  if (strcmp(change, "eio") == 0) {
    if (log_fd >= 0) dprintf(log_fd, "read at %lld\n", (long long)lseek64(input, 0, SEEK_CUR));
    return 1;
  }
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  off64_t size = lseek64(fd, 0, SEEK_END);
  if (strcmp(change, "grow") == 0) syscall(SYS_pwrite64, fd, "{}\n", 3, size);
  if (strcmp(change, "rewrite") == 0) syscall(SYS_pwrite64, fd, "}", 1, size - 1);
  if (strcmp(change, "shrink") == 0) syscall(SYS_ftruncate, fd, size / 2);
  close(fd);
  return 0;
}

ssize_t read(int fd, void *bytes, size_t count) {
  const char *input = getenv("FAULT_INPUT");
  if (input) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length > 0 && (path[length] = 0, strcmp(path, input) == 0) && change_input(fd)) {
      errno = EIO;
      return -1;
    }
  }
  return syscall(SYS_read, fd, bytes, count);
}

static int failure(enum verdict verdict) {
  errno = verdict == FAIL_SPACE ? ENOSPC : EIO;
  return -1;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  enum verdict verdict = meet("pwrite", kind_of(fd), 1);
  if (verdict == TORN) {
    syscall(SYS_pwrite64, fd, bytes, count / 2, offset);
    die();
  }
  return verdict == PASS ? syscall(SYS_pwrite64, fd, bytes, count, offset) : failure(verdict);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return pwrite64(fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count) {
  enum verdict verdict = fd == log_fd ? PASS : meet("write", kind_of(fd), 1);
  if (verdict == TORN) {
    syscall(SYS_write, fd, bytes, count / 2);
    die();
  }
  return verdict == PASS ? syscall(SYS_write, fd, bytes, count) : failure(verdict);
}

int ftruncate64(int fd, off64_t length) {
  enum verdict verdict = meet("ftruncate", kind_of(fd), 0);
  return verdict == PASS ? (int)syscall(SYS_ftruncate, fd, length) : failure(verdict);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int fdatasync(int fd) {
  enum verdict verdict = meet("fdatasync", kind_of(fd), 0);
  return verdict == PASS ? (int)syscall(SYS_fdatasync, fd) : failure(verdict);
}

int fsync(int fd) {
  enum verdict verdict = meet("fsync", kind_of(fd), 0);
  return verdict == PASS ? (int)syscall(SYS_fsync, fd) : failure(verdict);
}

int unlink(const char *path) {
  enum verdict verdict = meet("unlink", kind_of_path(path), 0);
  return verdict == PASS ? (int)syscall(SYS_unlink, path) : failure(verdict);
}
