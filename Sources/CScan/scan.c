#define _GNU_SOURCE
#include "include/scan.h"

size_t assay_find_bytes(const uint8_t *p, size_t n, const uint8_t *needle, size_t m) {
  const void *q = memmem(p, n, needle, m);
  return q ? (size_t)((const uint8_t *)q - p) : n;
}
