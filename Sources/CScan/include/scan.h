#ifndef ASSAY_SCAN_H
#define ASSAY_SCAN_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Byte searches that the parsers spend their time in. All take [p, p+n) and give an index, n where
   nothing was found. SSE2 is part of every x86-64; other processors take the scalar loop. */

/* First byte equal to c. */
static inline size_t assay_find1(const uint8_t *p, size_t n, uint8_t c) {
  const void *q = memchr(p, c, n);
  return q ? (size_t)((const uint8_t *)q - p) : n;
}

/* First byte equal to a or b. */
static inline size_t assay_find2(const uint8_t *p, size_t n, uint8_t a, uint8_t b) {
  size_t i = 0;
#ifdef __SSE2__
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);
  for (; i + 16 <= n; i += 16) {
    const __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    const int m = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)));
    if (m) return i + (size_t)__builtin_ctz((unsigned)m);
  }
#endif
  for (; i < n; i++) if (p[i] == a || p[i] == b) return i;
  return n;
}

/* First byte equal to a, b or c. */
static inline size_t assay_find3(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint8_t c) {
  size_t i = 0;
#ifdef __SSE2__
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b), vc = _mm_set1_epi8((char)c);
  for (; i + 16 <= n; i += 16) {
    const __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    const __m128i e = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)), _mm_cmpeq_epi8(v, vc));
    const int m = _mm_movemask_epi8(e);
    if (m) return i + (size_t)__builtin_ctz((unsigned)m);
  }
#endif
  for (; i < n; i++) if (p[i] == a || p[i] == b || p[i] == c) return i;
  return n;
}

/* First byte equal to a or b, or below 0x20: what ends a run of plain characters in a JSON string. */
static inline size_t assay_find2_or_control(const uint8_t *p, size_t n, uint8_t a, uint8_t b) {
  size_t i = 0;
#ifdef __SSE2__
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b), lim = _mm_set1_epi8(0x1f);
  for (; i + 16 <= n; i += 16) {
    const __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, lim), v);
    const __m128i e = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)), low);
    const int m = _mm_movemask_epi8(e);
    if (m) return i + (size_t)__builtin_ctz((unsigned)m);
  }
#endif
  for (; i < n; i++) if (p[i] == a || p[i] == b || p[i] < 0x20) return i;
  return n;
}

/* 1 if no byte is above 0x7f. */
static inline int assay_is_ascii(const uint8_t *p, size_t n) {
  size_t i = 0;
#ifdef __SSE2__
  for (; i + 16 <= n; i += 16)
    if (_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(p + i)))) return 0;
#endif
  for (; i < n; i++) if (p[i] & 0x80) return 0;
  return 1;
}

/* 1 if every byte is 0. */
static inline int assay_is_zero(const uint8_t *p, size_t n) {
  for (; n >= 8; p += 8, n -= 8) {
    uint64_t w; memcpy(&w, p, 8);
    if (w) return 0;
  }
  for (; n; p++, n--) if (*p) return 0;
  return 1;
}

/* Narrows UTF-16LE to bytes, up to the first unit that does not stand for itself in XML (0x20-0x7F but & ' < > do), at
   most n units; how many. `out` has room for n. */
static inline size_t assay_narrow_plain(const uint8_t *p, size_t n, uint8_t *out) {
  size_t i = 0;
#ifdef __SSE2__
  const __m128i space = _mm_set1_epi8(0x1f), amp = _mm_set1_epi8('&'), quote = _mm_set1_epi8('\''),
                lt = _mm_set1_epi8('<'), gt = _mm_set1_epi8('>');
  for (; i + 16 <= n; i += 16) {
    /* Saturated: units above 0xFF become 0xFF or 0, which are not plain. */
    const __m128i v = _mm_packus_epi16(
        _mm_loadu_si128((const __m128i *)(p + 2 * i)), _mm_loadu_si128((const __m128i *)(p + 2 * i + 16)));
    const __m128i odd = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(v, amp), _mm_cmpeq_epi8(v, quote)),
        _mm_or_si128(_mm_cmpeq_epi8(v, lt), _mm_cmpeq_epi8(v, gt)));
    _mm_storeu_si128((__m128i *)(out + i), v);
    const int m = _mm_movemask_epi8(_mm_andnot_si128(odd, _mm_cmpgt_epi8(v, space)));
    if (m != 0xFFFF) return i + (size_t)__builtin_ctz(~(unsigned)m);
  }
#endif
  for (; i < n; i++) {
    const uint8_t c = p[2 * i];
    if (p[2 * i + 1] || c < 0x20 || c > 0x7f || c == '&' || c == '\'' || c == '<' || c == '>') return i;
    out[i] = c;
  }
  return n;
}

/* First place of the needle; n where there is none. */
size_t assay_find_bytes(const uint8_t *p, size_t n, const uint8_t *needle, size_t m);

/* Marks the grams of [p, p+n) in `flags`, of 65,536 bytes (docs/case-file.md, search_filter): words in the lower
   half, numbers in the upper one. Place 0 is marked for what is no gram. */
void assay_mark_grams(const uint8_t *p, size_t n, uint8_t *flags);

/* Eight flags (0 or 1) to a byte, the first one lowest; n is a multiple of 8. */
void assay_pack_flags(const uint8_t *flags, size_t n, uint8_t *bits);

/* A 64-bit hash of a value's bytes, for tables in memory only (never stored, never compared between runs). */
static inline uint64_t assay_hash(const uint8_t *p, size_t n, uint64_t seed) {
  uint64_t h = seed ^ (n * 0x9E3779B97F4A7C15ull);
  while (n >= 8) {
    uint64_t w; memcpy(&w, p, 8);
    h = (h ^ w) * 0xff51afd7ed558ccdull; h ^= h >> 32;
    p += 8; n -= 8;
  }
  if (n) {
    uint64_t w = 0; memcpy(&w, p, n);
    h = (h ^ w) * 0xff51afd7ed558ccdull; h ^= h >> 32;
  }
  h *= 0xc4ceb9fe1a85ec53ull;
  return h ^ (h >> 29);
}

static inline int assay_equal(const uint8_t *a, const uint8_t *b, size_t n) { return memcmp(a, b, n) == 0; }
#endif
