#define _GNU_SOURCE
#include "include/scan.h"

size_t assay_find_bytes(const uint8_t *p, size_t n, const uint8_t *needle, size_t m) {
  const void *q = memmem(p, n, needle, m);
  return q ? (size_t)((const uint8_t *)q - p) : n;
}

uint32_t assay_crc32(uint32_t crc, const uint32_t *t, const uint8_t *p, size_t n) {
  for (; n >= 16; p += 16, n -= 16) {
    const uint32_t first = crc ^ (p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
    crc = t[15 * 256 + (first & 0xFF)] ^ t[14 * 256 + (first >> 8 & 0xFF)] ^ t[13 * 256 + (first >> 16 & 0xFF)]
        ^ t[12 * 256 + (first >> 24)];
    for (int i = 4; i < 16; i++) crc ^= t[(15 - i) * 256 + p[i]];
  }
  for (; n; p++, n--) crc = crc >> 8 ^ t[(crc ^ *p) & 0xFF];
  return crc;
}
