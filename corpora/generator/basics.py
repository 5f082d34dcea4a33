"""What must give the same bytes on every machine: numbers, times, escapes, compression."""
import binascii
import hashlib
import struct

SECOND = 10_000_000  # times are integers: 100 ns since 1970, the resolution of Windows
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
DAY1 = 1_714_521_600 * SECOND  # 2024-05-01T00:00:00Z, a Wednesday
DAY2 = DAY1 + DAY
END = DAY2 + DAY
MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()


class Random:
    """SplitMix64. Python's own `random` may draw differently in another version."""

    def __init__(self, seed):
        digest = hashlib.sha256(seed.encode()).digest()
        self.state = int.from_bytes(digest[:8], 'big')

    def bits(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def between(self, low, high):
        """An integer, both ends included."""
        return low + self.bits() % (high - low + 1)

    def choice(self, items):
        return items[self.bits() % len(items)]

    def chance(self, percent):
        return self.bits() % 100 < percent

    def hex(self, digits):
        text = ''
        while len(text) < digits:
            text += '%016x' % self.bits()
        return text[:digits]

    def guid(self):
        h = self.hex(32).upper()
        return '{%s-%s-4%s-A%s-%s}' % (h[:8], h[8:12], h[13:16], h[17:20], h[20:32])


def at(day, clock, ticks=0):
    """`at(DAY1, '13:44:07')`"""
    h, m, s = clock.split(':')
    return day + int(h) * HOUR + int(m) * MINUTE + int(s) * SECOND + ticks


def civil(t):
    """(year, month, day, hour, minute, second, 100 ns)"""
    days, rest = divmod(t, DAY)
    z = days + 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    day = doy - (153 * mp + 2) // 5 + 1
    month = mp + 3 if mp < 10 else mp - 9
    year = yoe + era * 400 + (1 if month <= 2 else 0)
    h, rest = divmod(rest, HOUR)
    m, rest = divmod(rest, MINUTE)
    s, fraction = divmod(rest, SECOND)
    return year, month, day, h, m, s, fraction


def iso7(t):
    return '%04d-%02d-%02dT%02d:%02d:%02d.%07dZ' % civil(t)


def iso_ms(t, zone='Z'):
    y, mo, d, h, m, s, f = civil(t)
    return '%04d-%02d-%02dT%02d:%02d:%02d.%03d%s' % (y, mo, d, h, m, s, f // 10000, zone)


def iso_us(t, zone='Z'):
    y, mo, d, h, m, s, f = civil(t)
    return '%04d-%02d-%02dT%02d:%02d:%02d.%06d%s' % (y, mo, d, h, m, s, f // 10, zone)


def utc_time(t):
    """Sysmon's UtcTime."""
    y, mo, d, h, m, s, f = civil(t)
    return '%04d-%02d-%02d %02d:%02d:%02d.%03d' % (y, mo, d, h, m, s, f // 10000)


def xml_text(s):
    return s.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def xml_attribute(s, quote):
    return xml_text(s).replace(quote, '&apos;' if quote == "'" else '&quot;')


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# -- deflate: zlib's output depends on the library that Python was built with (zlib, zlib-ng …) ----------------
LENGTHS = [(3 + i, 0) for i in range(8)] + [(11, 1), (13, 1), (15, 1), (17, 1), (19, 2), (23, 2), (27, 2),
           (31, 2), (35, 3), (43, 3), (51, 3), (59, 3), (67, 4), (83, 4), (99, 4), (115, 4), (131, 5),
           (163, 5), (195, 5), (227, 5), (258, 0)]
DISTANCES = [(1, 0), (2, 0), (3, 0), (4, 0)] + [
    (1 + (2 + i % 2) * 2 ** (i // 2), i // 2) for i in range(2, 28)]


def deflate(data):
    """RFC 1951, one block with the fixed codes, greedy matches."""
    out, hold, count = bytearray(), 0, 0

    def put(value, width):
        nonlocal hold, count
        hold |= value << count
        count += width
        while count >= 8:
            out.append(hold & 255)
            hold >>= 8
            count -= 8

    def code(value, width):  # Huffman codes go in most significant bit first
        put(int(format(value, '0%db' % width)[::-1], 2), width)

    def symbol(s):
        if s < 144:
            code(0x30 + s, 8)
        elif s < 256:
            code(0x190 + s - 144, 9)
        elif s < 280:
            code(s - 256, 7)
        else:
            code(0xC0 + s - 280, 8)

    put(1, 1)
    put(1, 2)
    seen, i = {}, 0
    while i < len(data):
        key, length, where = data[i:i + 3], 0, 0
        for j in reversed(seen.get(key, ())):
            n = 3
            while n < 258 and i + n < len(data) and data[j + n] == data[i + n]:
                n += 1
            if n > length:
                length, where = n, i - j
        if length >= 3 and len(key) == 3:
            index = max(k for k, (base, _) in enumerate(LENGTHS) if base <= length)
            symbol(257 + index)
            put(length - LENGTHS[index][0], LENGTHS[index][1])
            index = max(k for k, (base, _) in enumerate(DISTANCES) if base <= where)
            code(index, 5)
            put(where - DISTANCES[index][0], DISTANCES[index][1])
        else:
            length = 1
            symbol(data[i])
        for j in range(i, i + length):
            if j + 3 <= len(data):
                seen.setdefault(data[j:j + 3], []).append(j)
        i += length
    symbol(256)
    if count:
        out.append(hold & 255)
    return bytes(out)


def gzip(data):
    """RFC 1952 without a time."""
    head = b'\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x0b'
    return head + deflate(data) + struct.pack('<II', binascii.crc32(data) & 0xFFFFFFFF, len(data))
