"""web01: syslog, Apache, auditd. A line is (time, text, step); lists come out in time order."""
from .basics import DAY, DAY1, DAY2, HOUR, MINUTE, MONTHS, SECOND, Random, at, civil
from .story import ATTACKER

GUESSED = ['root', 'admin', 'ubuntu', 'deploy', 'ops', 'postgres', 'git', 'oracle', 'test']
SCANNED = ['/.env', '/.git/config', '/wp-login.php', '/phpmyadmin/index.php', '/admin/', '/backup.zip', '/server-status',
           '/cgi-bin/test.cgi', '/solr/admin/info/system', '/actuator/health', '/vendor/phpunit/phpunit/src/Util/PHP/'
           'eval-stdin.php', '/index.php?page=../../../../etc/passwd', '/login?user=admin%27%20OR%201=1--', '/rdweb/',
           '/owa/auth/logon.aspx', '/config.json', '/api/v1/users', '/old/', '/test.php', '/robots.txt']
PAGES = ['/', '/products', '/products/rope', '/products/anchors', '/products/paint', '/contact', '/news', '/about',
         '/static/site.css', '/static/site.js', '/static/logo.svg', '/favicon.ico', '/price-list.pdf', '/careers']
AGENTS = ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
          'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
          'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
          'Mozilla/5.0 (compatible; SeacastBot/2.1; +https://seacast.example/bot)']
ADMIN = '10.20.1.30'


def sorted_lines(lines):
    return [line for _, line in sorted(enumerate(lines), key=lambda pair: (pair[1][0], pair[0]))]


def syslog():
    rng, out = Random('syslog'), []

    def say(t, program, pid, message, step=''):
        _, month, day, h, m, s, _ = civil(t)
        who = '%s[%d]' % (program, pid) if pid else program
        out.append((t, '%s %2d %02d:%02d:%02d web01 %s: %s' % (MONTHS[month - 1], day, h, m, s, who, message), step))

    for day in (DAY1, DAY2):
        for hour in range(24):
            t = day + hour * HOUR
            pid = rng.between(2000, 90000)
            say(t + 17 * MINUTE + SECOND, 'CRON', pid, 'pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)')
            say(t + 17 * MINUTE + SECOND, 'CRON', pid + 1, '(root) CMD (   cd / && run-parts --report /etc/cron.hourly)')
            say(t + 17 * MINUTE + 2 * SECOND, 'CRON', pid, 'pam_unix(cron:session): session closed for user root')
            for minute in (5, 25, 45):
                say(t + minute * MINUTE + SECOND, 'CRON', rng.between(2000, 90000),
                    '(www-data) CMD (/usr/bin/php /srv/shop/cron.php > /dev/null 2>&1)')
            if hour % 6 == 2:
                say(t + 31 * MINUTE, 'systemd', 1, 'Starting Daily apt download activities...')
                say(t + 32 * MINUTE, 'systemd', 1, 'apt-daily.service: Succeeded.')
                say(t + 32 * MINUTE, 'systemd', 1, 'Finished Daily apt download activities.')
            if hour % 5 == 0:
                say(t + 39 * MINUTE, 'kernel', 0, '[%d.%06d] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:1c:04:b2 SRC=203.0.113.%d '
                    'DST=198.51.100.20 LEN=40 TTL=243 ID=%d PROTO=TCP SPT=%d DPT=%d WINDOW=1024 SYN' % (
                        (t - DAY1) // SECOND + 86012, rng.between(0, 999999), rng.between(100, 250), rng.between(1, 65000),
                        rng.between(1024, 65000), rng.choice([23, 445, 3389, 8080])))
        for start in ('06:31:00', '13:05:00'):
            t = at(day, start) + rng.between(0, 600) * SECOND
            pid, port = rng.between(20000, 90000), rng.between(40000, 60000)
            say(t, 'sshd', pid, 'Accepted publickey for ops from %s port %d ssh2: ED25519 SHA256:c0hmQn3dYrLv9sUX2eTkB1oGJ5wa7RzPfN8iE4MxHtA'
                % (ADMIN, port))
            say(t, 'sshd', pid, 'pam_unix(sshd:session): session opened for user ops(uid=1000) by (uid=0)')
            for command in rng.choice([['/usr/bin/apt update', '/usr/bin/apt upgrade -y'], ['/usr/bin/systemctl reload apache2'],
                                       ['/usr/bin/tail -n 100 /var/log/apache2/error.log', '/usr/bin/journalctl -u apache2']]):
                t += rng.between(15, 120) * SECOND
                say(t, 'sudo', 0, '     ops : TTY=pts/0 ; PWD=/home/ops ; USER=root ; COMMAND=' + command)
                say(t, 'sudo', 0, 'pam_unix(sudo:session): session opened for user root(uid=0) by ops(uid=1000)')
                say(t + 5 * SECOND, 'sudo', 0, 'pam_unix(sudo:session): session closed for user root')
            t += 6 * MINUTE
            say(t, 'sshd', pid, 'Received disconnect from %s port %d:11: disconnected by user' % (ADMIN, port))
            say(t, 'sshd', pid, 'pam_unix(sshd:session): session closed for user ops')
    for t, user, pid, port in guesses():
        known = user in ('root', 'ops')
        if not known:
            say(t, 'sshd', pid, 'Invalid user %s from %s port %d' % (user, ATTACKER, port), 'ssh-guess')
        say(t + 2 * SECOND, 'sshd', pid, 'Failed password for %s%s from %s port %d ssh2' % (
            '' if known else 'invalid user ', user, ATTACKER, port), 'ssh-guess')
        say(t + 3 * SECOND, 'sshd', pid, 'Connection closed by %suser %s %s port %d [preauth]' % (
            'authenticating ' if known else 'invalid ', user, ATTACKER, port), 'ssh-guess')
    return sorted_lines(out)


def guesses():
    rng, t = Random('guesses'), at(DAY1, '11:40:20')
    for user in GUESSED:
        t += rng.between(5, 11) * SECOND
        yield t, user, rng.between(30000, 60000), rng.between(40000, 60000)


def access():
    rng, out = Random('access'), []

    def request(t, address, path, status, size, referrer, agent, method='GET', step=''):
        y, mo, d, h, m, s, _ = civil(t)
        out.append((t, '%s - - [%02d/%s/%04d:%02d:%02d:%02d +0000] "%s %s HTTP/1.1" %d %s "%s" "%s"' % (
            address, d, MONTHS[mo - 1], y, h, m, s, method, path, status, size, referrer, agent), step))

    for day in (DAY1, DAY2):
        for hour in range(24):
            visits = 2 if hour < 5 or hour > 20 else 4 if hour < 7 or hour > 16 else 8
            for _ in range(visits):
                t = day + hour * HOUR + rng.between(0, 3500) * SECOND
                address = '198.51.100.%d' % rng.between(100, 250)
                agent, referrer = rng.choice(AGENTS), '-'
                for _ in range(rng.between(1, 4)):
                    page = rng.choice(PAGES)
                    cached = rng.chance(12)
                    request(t, address, page, 304 if cached else 200, '-' if cached else str(rng.between(300, 42000)),
                            referrer, agent)
                    referrer = 'https://www.harborlight.example' + page
                    t += rng.between(1, 60) * SECOND
    t = at(DAY1, '11:20:02')
    for path in SCANNED * 2:
        t += rng.between(0, 2) * SECOND
        request(t, ATTACKER, path, 403 if path in ('/.git/config', '/server-status') else 200 if 'robots' in path else 404,
                str(rng.between(196, 460)), '-', 'Mozilla/5.0 (compatible; pw-scan/1.4)', rng.choice(['GET', 'GET', 'HEAD']),
                'scan')
    return sorted_lines(out)


def audit():
    rng, out = Random('audit'), []
    serial, second, millisecond, entries = 41880, 0, 0, []

    def entry(t, *lines, step=''):
        entries.append((t, lines, step))

    common = 'uid=0 auid=4294967295 ses=4294967295 subj=unconfined'
    for day in (DAY1, DAY2):
        for hour in range(24):
            t = day + hour * HOUR + 17 * MINUTE + SECOND
            pid, session = rng.between(2000, 90000), 400 + (day > DAY1) * 60 + hour
            for kind, op in (('USER_ACCT', 'PAM:accounting grantors=pam_permit'), ('CRED_ACQ', 'PAM:setcred grantors=pam_permit'),
                             ('USER_START', 'PAM:session_open grantors=pam_loginuid,pam_unix')):
                entry(t, 'type=%s msg=audit({}): pid=%d %s msg=\'op=%s acct="root" exe="/usr/sbin/cron" hostname=? addr=? '
                      'terminal=cron res=success\'' % (kind, pid, common, op))
            entry(t + SECOND, 'type=USER_END msg=audit({}): pid=%d uid=0 auid=0 ses=%d subj=unconfined msg=\'op=PAM:session_close '
                  'grantors=pam_loginuid,pam_unix acct="root" exe="/usr/sbin/cron" hostname=? addr=? terminal=cron '
                  'res=success\'' % (pid, session))
            if hour % 6 == 2:
                for kind in ('SERVICE_START', 'SERVICE_STOP'):
                    entry(t + 14 * MINUTE, 'type=%s msg=audit({}): pid=1 %s msg=\'unit=apt-daily comm="systemd" '
                          'exe="/usr/lib/systemd/systemd" hostname=? addr=? terminal=? res=success\'' % (kind, common))
        for start in ('06:32:40', '13:07:10'):
            t = at(day, start) + rng.between(0, 400) * SECOND
            entry(t, 'type=USER_LOGIN msg=audit({}): pid=%d uid=0 auid=1000 ses=%d subj=unconfined msg=\'op=login id=1000 '
                  'exe="/usr/sbin/sshd" hostname=%s addr=%s terminal=/dev/pts/0 res=success\'' % (
                      rng.between(20000, 90000), rng.between(500, 900), ADMIN, ADMIN))
            for command in rng.choice([['apt', 'update'], ['systemctl', 'reload', 'apache2'], ['tail', '-n', '100', '/var/log/syslog']]), [
                    'journalctl', '-u', 'apache2']:
                t += rng.between(9, 90) * SECOND
                pid = rng.between(20000, 90000)
                words = ['sudo'] + command
                title = '\0'.join(words).encode().hex().upper()
                entry(t, 'type=SYSCALL msg=audit({}): arch=c000003e syscall=59 success=yes exit=0 a0=55d1%s a1=55d1%s a2=55d1%s a3=8 '
                      'items=2 ppid=%d pid=%d auid=1000 uid=1000 gid=1000 euid=0 suid=0 fsuid=0 egid=1000 sgid=1000 fsgid=1000 '
                      'tty=pts0 ses=612 comm="sudo" exe="/usr/bin/sudo" subj=unconfined key="privilege"' % (
                          rng.hex(8), rng.hex(8), rng.hex(8), pid - 40, pid),
                      'type=EXECVE msg=audit({}): argc=%d %s' % (len(words), ' '.join('a%d="%s"' % a for a in enumerate(words))),
                      'type=CWD msg=audit({}): cwd="/home/ops"',
                      'type=PATH msg=audit({}): item=0 name="/usr/bin/sudo" inode=%d dev=08:01 mode=0104755 ouid=0 ogid=0 '
                      'rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0' % rng.between(200000, 900000),
                      'type=PROCTITLE msg=audit({}): proctitle=' + title)
    for t, user, pid, _ in guesses():
        acct = '"%s"' % user if user in ('root', 'ops') else user.encode().hex().upper()
        for kind, op in (('USER_AUTH', 'PAM:authentication grantors=?'), ('USER_LOGIN', 'login')):
            entry(t + 2 * SECOND, 'type=%s msg=audit({}): pid=%d %s msg=\'op=%s acct=%s exe="/usr/sbin/sshd" hostname=%s addr=%s '
                  'terminal=ssh res=failed\'' % (kind, pid, common, op, acct, ATTACKER, ATTACKER), step='ssh-guess')
    for _, (t, lines, step) in sorted(enumerate(entries), key=lambda pair: (pair[1][0], pair[0])):
        serial += 1
        millisecond = millisecond + 4 if t // SECOND == second else serial * 37 % 700
        second = t // SECOND
        stamp = '%d.%03d:%d' % (second, millisecond, serial)
        out += [(second * SECOND + millisecond * 10000, line.replace('{}', stamp), step) for line in lines]
    return out
