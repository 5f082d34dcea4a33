"""Times as integers of nanoseconds since 1970, and the ways in which products write them."""
import calendar
import datetime
import re

SECOND = 1_000_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
ISO = re.compile(r'(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?')


def parse(text):
    """Nanoseconds of an ISO time in UTC; None of anything else."""
    m = ISO.match(text or '')
    if not m:
        return None
    whole = calendar.timegm(tuple(int(x) for x in m.groups()[:6]))
    return whole * SECOND + int((m.group(7) or '0').ljust(9, '0'))


def civil(t):
    seconds, rest = divmod(t, SECOND)
    d = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    return d, rest


def iso(t, digits=3, zone='Z', sep='T'):
    """Cut, not rounded, to `digits` digits of the second."""
    d, rest = civil(t)
    fraction = '.' + ('%09d' % rest)[:digits] if digits else ''
    return d.strftime('%Y-%m-%d' + sep + '%H:%M:%S') + fraction + zone


def iso_at_offset(t, hours, digits=3):
    """Local time with its offset, as a search head east or west of Greenwich writes it."""
    minutes = round(hours * 60)
    sign, minutes_abs = ('-', -minutes) if minutes < 0 else ('+', minutes)
    return iso(t + minutes * MINUTE, digits, '%s%02d:%02d' % (sign, minutes_abs // 60, minutes_abs % 60))


def us_12h(t, digits=3):
    """9/8/2020, 1:02:03.004 PM: the portal of Log Analytics."""
    d, rest = civil(t)
    fraction = '.' + ('%09d' % rest)[:digits] if digits else ''
    hour = d.hour % 12 or 12
    return f'{d.month}/{d.day}/{d.year}, {hour}:{d.minute:02d}:{d.second:02d}{fraction} {"AM" if d.hour < 12 else "PM"}'


def kibana(t):
    """Sep 8, 2020 @ 13:02:03.004"""
    d, rest = civil(t)
    return f'{MONTHS[d.month - 1]} {d.day}, {d.year} @ {d:%H:%M:%S}.{rest // 1_000_000:03d}'


def day_first(t):
    """08.09.2020 13:02:03.004"""
    d, rest = civil(t)
    return f'{d:%d.%m.%Y %H:%M:%S}.{rest // 1_000_000:03d}'


def qradar(t):
    """Sep 8, 2020, 1:02:03 PM"""
    d, _ = civil(t)
    return f'{MONTHS[d.month - 1]} {d.day}, {d.year}, {d.hour % 12 or 12}:{d:%M:%S} {"AM" if d.hour < 12 else "PM"}'


def epoch(t, digits=3):
    """1600714826.004"""
    seconds, rest = divmod(t, SECOND)
    return f'{seconds}.' + ('%09d' % rest)[:digits] if digits else str(seconds)
