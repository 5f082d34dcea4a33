#include "include/scan.h"

/* Eight positions at a time in vectors of 16 bytes (SSE2, NEON, or plain code): one position at a time costs two
   and a half times as much. */
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint16_t lanes8 __attribute__((vector_size(16)));

enum { STARTS = 1024, FIFTH = 4, SLACK = 32 };

#define WIDE_LOW(x, y) \
  ((lanes8)__builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23))
#define WIDE_HIGH(x, y) \
  ((lanes8)__builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31))

static inline bytes16 load(const uint8_t *p) {
  bytes16 b;
  memcpy(&b, p, 16);
  return b;
}

/* `number`: one of the four bytes is a digit; `cut`: the fifth one is, or is NUL, or is not there; `nul`: one of the
   four is. */
static inline lanes8 place(lanes8 four, lanes8 fifth, lanes8 number, lanes8 cut, lanes8 nul) {
  lanes8 h = four + (fifth & ~number);
  h ^= h >> 7;
  h *= 0xB5AD;
  h ^= h >> 9;
  return ((h >> 1) | (number & 0x8000)) & ~(cut & ~number) & ~nul;
}

void assay_mark_grams(const uint8_t *p, size_t n, uint8_t *flags) {
  uint8_t folded[STARTS + SLACK], digit[STARTS + SLACK], nul[STARTS + SLACK];
  uint16_t places[STARTS];
  const bytes16 zero = {0};
  while (n >= FIFTH) {
    const size_t starts = n - 3 < STARTS ? n - 3 : STARTS;
    const size_t have = n < starts + FIFTH ? n : starts + FIFTH;
    if (assay_is_zero(p, have)) { /* unused space of a binary log */
      flags[0] = 1;
      p += starts;
      n -= starts;
      continue;
    }
    memcpy(folded, p, have);
    memset(folded + have, '0', SLACK - FIFTH);
    for (size_t i = 0; i < starts + FIFTH; i += 16) {
      bytes16 c = load(folded + i);
      c |= (bytes16)(c - 'A' < 26) & 32;
      const bytes16 d = (bytes16)(c - '0' < 10), z = (bytes16)(c == 0);
      memcpy(folded + i, &c, 16);
      memcpy(digit + i, &d, 16);
      memcpy(nul + i, &z, 16);
    }
    for (size_t i = 0; i < starts; i += 16) {
      const uint8_t *f = folded + i, *g = digit + i, *z = nul + i;
      const bytes16 a = load(f), b = load(f + 1), c = load(f + 2), d = load(f + 3), e = load(f + 4);
      const bytes16 number = load(g) | load(g + 1) | load(g + 2) | load(g + 3), cut = load(g + 4) | load(z + 4);
      const bytes16 none = load(z) | load(z + 1) | load(z + 2) | load(z + 3);
      const lanes8 low = place(
          WIDE_LOW(a, zero) * 0x9E37 + WIDE_LOW(b, zero) * 0x79B1 + WIDE_LOW(c, zero) * 0x85EB
              + WIDE_LOW(d, zero) * 0xC2B3,
          WIDE_LOW(e, zero) * 0x27D5, WIDE_LOW(number, number), WIDE_LOW(cut, cut), WIDE_LOW(none, none));
      const lanes8 high = place(
          WIDE_HIGH(a, zero) * 0x9E37 + WIDE_HIGH(b, zero) * 0x79B1 + WIDE_HIGH(c, zero) * 0x85EB
              + WIDE_HIGH(d, zero) * 0xC2B3,
          WIDE_HIGH(e, zero) * 0x27D5, WIDE_HIGH(number, number), WIDE_HIGH(cut, cut),
          WIDE_HIGH(none, none));
      memcpy(places + i, &low, 16);
      memcpy(places + i + 8, &high, 16);
    }
    for (size_t i = 0; i < starts; i++) flags[places[i]] = 1;
    p += starts;
    n -= starts;
  }
}

void assay_pack_flags(const uint8_t *flags, size_t n, uint8_t *bits) {
  for (size_t i = 0; i < n / 8; i++) {
    uint8_t byte = 0;
    for (int k = 0; k < 8; k++) byte |= (uint8_t)((flags[i * 8 + k] & 1) << k);
    bits[i] = byte;
  }
}
