/* Overrides for the static executable (docs/packaging.md). A static glibc loads gconv and NSS modules of the
   machine it runs on; they bring that machine's C library along and the process aborts. So nothing of that kind
   is loaded: character sets come from tables of ours, accounts from /etc/passwd, and names from nowhere, which is
   right for a tool that works offline. Compiled only into the portable build. */
#ifdef PORTABLE

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <iconv.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- character sets: refused, as if the C library had none --- */

iconv_t iconv_open(const char *to, const char *from) {
  (void)to, (void)from;
  errno = EINVAL;
  return (iconv_t)-1;
}

size_t iconv(iconv_t cd, char **in, size_t *in_left, char **out, size_t *out_left) {
  (void)cd, (void)in, (void)in_left, (void)out, (void)out_left;
  errno = EINVAL;
  return (size_t)-1;
}

int iconv_close(iconv_t cd) {
  (void)cd;
  errno = EINVAL;
  return -1;
}

/* --- accounts: read from the files, without NSS; a user that only LDAP knows is a number --- */

typedef int (*passwd_match)(const struct passwd *, const void *);
typedef int (*group_match)(const struct group *, const void *);

static int passwd_uid(const struct passwd *entry, const void *key) { return entry->pw_uid == *(const uid_t *)key; }
static int passwd_name(const struct passwd *entry, const void *key) { return strcmp(entry->pw_name, key) == 0; }
static int group_gid(const struct group *entry, const void *key) { return entry->gr_gid == *(const gid_t *)key; }
static int group_name(const struct group *entry, const void *key) { return strcmp(entry->gr_name, key) == 0; }

static int find_passwd(passwd_match matches, const void *key, struct passwd *entry, char *buffer, size_t size,
                       struct passwd **result) {
  *result = NULL;
  FILE *file = fopen("/etc/passwd", "re");
  if (!file) return 0;
  int code;
  while ((code = fgetpwent_r(file, entry, buffer, size, result)) == 0) {
    if (matches(entry, key)) break;
    *result = NULL;
  }
  fclose(file);
  return code == ERANGE ? ERANGE : 0;
}

static int find_group(group_match matches, const void *key, struct group *entry, char *buffer, size_t size,
                      struct group **result) {
  *result = NULL;
  FILE *file = fopen("/etc/group", "re");
  if (!file) return 0;
  int code;
  while ((code = fgetgrent_r(file, entry, buffer, size, result)) == 0) {
    if (matches(entry, key)) break;
    *result = NULL;
  }
  fclose(file);
  return code == ERANGE ? ERANGE : 0;
}

int getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  return find_passwd(passwd_uid, &uid, entry, buffer, size, result);
}

int getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **result) {
  return find_passwd(passwd_name, name, entry, buffer, size, result);
}

int getgrgid_r(gid_t gid, struct group *entry, char *buffer, size_t size, struct group **result) {
  return find_group(group_gid, &gid, entry, buffer, size, result);
}

int getgrnam_r(const char *name, struct group *entry, char *buffer, size_t size, struct group **result) {
  return find_group(group_name, name, entry, buffer, size, result);
}

/* The forms without _r keep their answer in storage of their own, as POSIX lets them. */
static _Thread_local struct passwd passwd_entry;
static _Thread_local char passwd_buffer[4096];
static _Thread_local struct group group_entry;
static _Thread_local char group_buffer[16384];

struct passwd *getpwuid(uid_t uid) {
  struct passwd *result;
  errno = getpwuid_r(uid, &passwd_entry, passwd_buffer, sizeof passwd_buffer, &result);
  return result;
}

struct passwd *getpwnam(const char *name) {
  struct passwd *result;
  errno = getpwnam_r(name, &passwd_entry, passwd_buffer, sizeof passwd_buffer, &result);
  return result;
}

struct group *getgrgid(gid_t gid) {
  struct group *result;
  errno = getgrgid_r(gid, &group_entry, group_buffer, sizeof group_buffer, &result);
  return result;
}

struct group *getgrnam(const char *name) {
  struct group *result;
  errno = getgrnam_r(name, &group_entry, group_buffer, sizeof group_buffer, &result);
  return result;
}

/* --- names of machines: numbers and localhost only --- */

struct local_address {
  struct addrinfo info;
  union {
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } address;
};

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
  int family = hints ? hints->ai_family : AF_UNSPEC;
  int passive = hints && (hints->ai_flags & AI_PASSIVE);
  long port = 0;
  if (service) {
    char *end;
    port = strtol(service, &end, 10);
    if (end == service || *end || port < 0 || port > 65535) return EAI_SERVICE;
  }
  struct local_address *found = calloc(1, sizeof *found);
  if (!found) return EAI_MEMORY;
  int is_local = node && strcmp(node, "localhost") == 0;
  if (family != AF_INET6 && (!node || is_local || inet_pton(AF_INET, node, &found->address.v4.sin_addr) == 1)) {
    if (!node || is_local) found->address.v4.sin_addr.s_addr = htonl(!node && passive ? INADDR_ANY : INADDR_LOOPBACK);
    found->address.v4.sin_family = AF_INET;
    found->address.v4.sin_port = htons((unsigned short)port);
    found->info.ai_family = AF_INET;
    found->info.ai_addrlen = sizeof found->address.v4;
  } else if (family != AF_INET &&
             (!node || is_local || inet_pton(AF_INET6, node, &found->address.v6.sin6_addr) == 1)) {
    if (!node || is_local) found->address.v6.sin6_addr = !node && passive ? in6addr_any : in6addr_loopback;
    found->address.v6.sin6_family = AF_INET6;
    found->address.v6.sin6_port = htons((unsigned short)port);
    found->info.ai_family = AF_INET6;
    found->info.ai_addrlen = sizeof found->address.v6;
  } else {
    free(found);
    return EAI_NONAME;
  }
  found->info.ai_socktype = hints && hints->ai_socktype ? hints->ai_socktype : SOCK_STREAM;
  found->info.ai_protocol = hints ? hints->ai_protocol : 0;
  found->info.ai_addr = (struct sockaddr *)&found->address;
  *result = &found->info;
  return 0;
}

void freeaddrinfo(struct addrinfo *info) {
  while (info) {
    struct addrinfo *next = info->ai_next;
    free(info);
    info = next;
  }
}

const char *gai_strerror(int code) {
  switch (code) {
  case EAI_NONAME: return "names are not looked up: only numbers and localhost";
  case EAI_SERVICE: return "services are given as numbers";
  case EAI_MEMORY: return "out of memory";
  default: return "address error";
  }
}

struct hostent *gethostbyname(const char *name) {
  (void)name;
  h_errno = HOST_NOT_FOUND;
  return NULL;
}

struct hostent *gethostbyaddr(const void *address, socklen_t length, int type) {
  (void)address, (void)length, (void)type;
  h_errno = HOST_NOT_FOUND;
  return NULL;
}

/* --- frame tables: registering them makes the first unwinding sort them all, 30 ms at each start --- */

void __wrap___register_frame_info(const void *begin, void *object) { (void)begin, (void)object; }

void *__wrap___deregister_frame_info(const void *begin) {
  (void)begin;
  return NULL;
}

#else
/* ISO C wants something in every translation unit. */
typedef int assay_not_portable;
#endif
