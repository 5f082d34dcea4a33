"""The machines and what they log when something happens on them. The story itself is in story.py."""
import hashlib

from . import windows as w
from .basics import SECOND, Random, utc_time

NETBIOS, DNS_DOMAIN = 'HARBORLIGHT', 'harborlight.example'
DOMAIN_SID = 'S-1-5-21-1740286315-2936048117-3388190452'
SYSTEM_SID, NULL_SID = 'S-1-5-18', 'S-1-0-0'
SYSTEM32 = 'C:\\Windows\\System32\\'
NO_GUID = '{00000000-0000-0000-0000-000000000000}'
LABELS = {'System': 'S-1-16-16384', 'High': 'S-1-16-12288', 'Medium': 'S-1-16-8192'}
PRIVILEGES = '\r\n\t\t\t'.join(
    'SeSecurityPrivilege SeTakeOwnershipPrivilege SeLoadDriverPrivilege SeBackupPrivilege SeRestorePrivilege '
    'SeDebugPrivilege SeSystemEnvironmentPrivilege SeImpersonatePrivilege'.split())
USERS = {name: 1104 + i for i, name in enumerate(
    'm.okafor j.lindqvist p.moreau s.ahmadi t.kowalski r.delgado e.nakamura b.fischer l.costa h.brandt '
    'svc.backup svc.print'.split())}
USERS.update({'adm.brandt': 1131, 'Administrator': 500, 'svc_bkup2': 1162})

WINDOWS_PRODUCT = ('Microsoft® Windows® Operating System', 'Microsoft Corporation')
OS_VERSION = '10.0.19041.3636 (WinBuild.160101.0800)'
OFFICE = ('16.0.16827.20166', 'Microsoft Office', 'Microsoft Corporation')
IMAGES = {  # base name -> file version, description, product, company, original name
    'excel.exe': (OFFICE[0], 'Microsoft Excel', OFFICE[1], OFFICE[2], 'Excel.exe'),
    'outlook.exe': (OFFICE[0], 'Microsoft Outlook', OFFICE[1], OFFICE[2], 'Outlook.exe'),
    'winword.exe': (OFFICE[0], 'Microsoft Word', OFFICE[1], OFFICE[2], 'WinWord.exe'),
    'msedge.exe': ('124.0.2478.67', 'Microsoft Edge', 'Microsoft Edge', 'Microsoft Corporation', 'msedge.exe'),
    'teams.exe': ('1.7.00.8651', 'Microsoft Teams', 'Microsoft Teams', 'Microsoft Corporation', 'Teams.exe'),
    'cargolink.exe': ('5.12.0.0', 'CargoLink Client', 'CargoLink', 'Tidewater Software', 'CargoLink.exe'),
    'pwsync.exe': ('2.3.0.0', 'PatchWell Sync', 'PatchWell', 'PatchWell', 'pwsync.exe'),
}
DESCRIPTIONS = {
    'cmd.exe': 'Windows Command Processor', 'powershell.exe': 'Windows PowerShell', 'whoami.exe': 'whoami',
    'ipconfig.exe': 'IP Configuration Utility', 'systeminfo.exe': 'Displays system information',
    'net.exe': 'Net Command', 'net1.exe': 'Net Command', 'nltest.exe': 'Microsoft® Logon Server Test Utility',
    'arp.exe': 'TCP/IP Arp Command', 'quser.exe': 'Query User Utility', 'wscript.exe': 'Windows Script Host',
    'schtasks.exe': 'Task Scheduler Configuration Tool', 'rundll32.exe': 'Windows host process (Rundll32)',
    'svchost.exe': 'Host Process for Windows Services', 'explorer.exe': 'Windows Explorer',
    'taskhostw.exe': 'Host Process for Windows Tasks', 'notepad.exe': 'Notepad',
    'wevtutil.exe': 'Eventing Command Line Utility', 'conhost.exe': 'Console Window Host',
    'userinit.exe': 'Userinit Logon Application', 'gpupdate.exe': 'Microsoft® Group Policy Update Utility',
}


def base(path):
    return path.rsplit('\\', 1)[-1]


def file_hashes(path):
    seed = (base(path).lower() + OS_VERSION).encode()
    md5, sha, imp = (hashlib.new(n, seed + n.encode()).hexdigest().upper() for n in ('md5', 'sha256', 'sha1'))
    return 'MD5=%s,SHA256=%s,IMPHASH=%s' % (md5, sha, imp[:32])


class Logon:
    def __init__(self, number, account, session, time):
        self.number, self.account, self.session, self.time = number, account, session, time
        self.id = '0x%x' % number
        if account.endswith('$') or account == 'SYSTEM':
            self.sid, self.domain = SYSTEM_SID, 'NT AUTHORITY'
        else:
            self.sid, self.domain = '%s-%d' % (DOMAIN_SID, USERS[account]), NETBIOS
        self.user = '%s\\%s' % (self.domain, account)


class Process:
    def __init__(self, pid, guid, image, command, logon, integrity, start):
        self.pid, self.guid, self.image, self.command = pid, guid, image, command
        self.logon, self.integrity, self.start = logon, integrity, start


class Host:
    def __init__(self, world, short, address, boot, machine, records, logs):
        self.world, self.short, self.name = world, short, '%s.%s' % (short, DNS_DOMAIN)
        self.address, self.machine, self.records, self.logs = address, machine, records, logs
        self.rng = Random('host ' + short)
        self.agent = self.rng.guid().strip('{}').lower()
        self.serial, self.next_pid, self.next_logon = 0, 600, 0x3E7 * 400
        self.system = Logon(0x3E7, 'SYSTEM', 0, boot)
        self.sysmon_pid, self.sysmon_tid = 3212, 4108
        self.lsass_pid, self.scm_pid = 684, 660

        def old(image, command):
            return self.new_process(boot + self.rng.between(1, 40) * SECOND, image, command, self.system, 'System')
        self.kernel = old('System', 'System')
        self.kernel.pid = 4
        self.services = old(SYSTEM32 + 'services.exe', 'C:\\Windows\\system32\\services.exe')
        self.winlogon = old(SYSTEM32 + 'winlogon.exe', 'winlogon.exe')
        self.lsass = old(SYSTEM32 + 'lsass.exe', 'C:\\Windows\\system32\\lsass.exe')
        self.lsass.pid, self.services.pid = self.lsass_pid, self.scm_pid
        self.netsvcs = old(SYSTEM32 + 'svchost.exe', 'C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s Schedule')
        self.dcom = old(SYSTEM32 + 'svchost.exe', 'C:\\Windows\\system32\\svchost.exe -k DcomLaunch -p')
        self.dnscache = old(SYSTEM32 + 'svchost.exe', 'C:\\Windows\\system32\\svchost.exe -k NetworkService -p')
        self.defender = old('C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24030.9-0\\MsMpEng.exe',
                            '"C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24030.9-0\\MsMpEng.exe"')

    # -- identities -------------------------------------------------------------------------------------------
    def new_process(self, t, image, command, logon, integrity):
        self.next_pid += self.rng.between(1, 40) * 4
        if self.next_pid > 15000:
            self.next_pid = 2000 + self.rng.between(1, 200) * 4
        self.serial += self.rng.between(1, 6)
        seconds = '%08X' % (t // SECOND)
        guid = '{%s-%s-%s-%s-%s}' % (self.machine, seconds[4:], seconds[:4],
                                     (0x4000 + self.serial).to_bytes(2, 'little').hex().upper(), '000000004E01')
        return Process(self.next_pid, guid, image, command, logon, integrity, t)

    def new_logon(self, t, account, session=0):
        self.next_logon += self.rng.between(0x1A00, 0x9F000)
        return Logon(self.next_logon, account, session, t)

    def logon_guid(self, logon):
        seconds = '%08X' % (logon.time // SECOND)
        number = logon.number.to_bytes(8, 'little').hex().upper()
        return '{%s-%s-%s-%s-%s}' % (self.machine, seconds[4:], seconds[:4], number[:4], number[4:])

    def emit(self, source, event_id, t, data, **more):
        if source[0] not in self.logs:
            return None
        if source == w.SYSMON:
            pid, tid, more['user_id'] = self.sysmon_pid, self.sysmon_tid, SYSTEM_SID
        elif source == w.SECURITY:
            pid, tid = (4, 320 + self.rng.between(0, 9) * 4) if event_id == 4688 else (
                self.lsass_pid, 720 + self.rng.between(0, 40) * 4)
        elif source[1] == 'Service Control Manager':
            pid, tid = self.scm_pid, 4000 + self.rng.between(0, 99) * 4
        else:
            pid, tid = more.pop('pid', 1180), 1200 + self.rng.between(0, 400) * 4
        more.pop('pid', None)
        event = w.Event(self, source, event_id, t, [(n, str(v)) for n, v in data], pid, tid, **more)
        self.world.events.append(event)
        return event

    # -- processes --------------------------------------------------------------------------------------------
    def start(self, t, parent, image, command, logon=None, integrity=None, step='', life=None):
        """A process start, as Sysmon 1 and Security 4688 see it; `life` ends it again (Sysmon 5)."""
        logon, integrity = logon or parent.logon, integrity or parent.integrity
        p = self.new_process(t, image, command, logon, integrity)
        name = base(image)
        about = IMAGES.get(name.lower()) or (
            OS_VERSION, DESCRIPTIONS.get(name.lower(), name), WINDOWS_PRODUCT[0], WINDOWS_PRODUCT[1], name)
        folder = 'C:\\Windows\\system32\\' if logon.sid == SYSTEM_SID else 'C:\\Users\\%s\\' % logon.account
        subject = parent.logon
        account = self.short + '$' if subject.sid == SYSTEM_SID else subject.account
        domain = NETBIOS if subject.sid == SYSTEM_SID else subject.domain
        other = logon is not subject
        self.emit(w.SECURITY, 4688, t - self.rng.between(800, 9000), [
            ('SubjectUserSid', subject.sid), ('SubjectUserName', account), ('SubjectDomainName', domain),
            ('SubjectLogonId', subject.id), ('NewProcessId', '0x%x' % p.pid), ('NewProcessName', image),
            ('TokenElevationType', {'Medium': '%%1938', 'High': '%%1937'}.get(integrity, '%%1936')),
            ('ProcessId', '0x%x' % parent.pid), ('CommandLine', command),
            ('TargetUserSid', logon.sid if other else NULL_SID), ('TargetUserName', logon.account if other else '-'),
            ('TargetDomainName', logon.domain if other else '-'), ('TargetLogonId', logon.id if other else '0x0'),
            ('ParentProcessName', parent.image), ('MandatoryLabel', LABELS[integrity])], step=step)
        self.emit(w.SYSMON, 1, t + self.rng.between(20000, 90000), [
            ('RuleName', '-'), ('UtcTime', utc_time(t)), ('ProcessGuid', p.guid), ('ProcessId', p.pid),
            ('Image', image), ('FileVersion', about[0]), ('Description', about[1]), ('Product', about[2]),
            ('Company', about[3]), ('OriginalFileName', about[4]), ('CommandLine', command),
            ('CurrentDirectory', folder), ('User', logon.user), ('LogonGuid', self.logon_guid(logon)),
            ('LogonId', logon.id), ('TerminalSessionId', logon.session), ('IntegrityLevel', integrity),
            ('Hashes', file_hashes(image)), ('ParentProcessGuid', parent.guid), ('ParentProcessId', parent.pid),
            ('ParentImage', parent.image), ('ParentCommandLine', parent.command), ('ParentUser', parent.logon.user)],
            step=step)
        if life:
            self.stop(t + life + self.rng.between(0, SECOND), p)
        return p

    def stop(self, t, p, step=''):
        self.emit(w.SYSMON, 5, t + self.rng.between(9000, 60000), [
            ('RuleName', '-'), ('UtcTime', utc_time(t)), ('ProcessGuid', p.guid), ('ProcessId', p.pid),
            ('Image', p.image), ('User', p.logon.user)], step=step)

    # -- what processes do ------------------------------------------------------------------------------------
    def connect(self, t, p, address, port, name='', step='', sent=0, received=0, protocol='tcp', log=True):
        source_port = 49152 + self.rng.between(0, 16000)
        if log:
            self.emit(w.SYSMON, 3, t + self.rng.between(9_000_000, 21_000_000), [
                ('RuleName', '-'), ('UtcTime', utc_time(t)), ('ProcessGuid', p.guid), ('ProcessId', p.pid),
                ('Image', p.image), ('User', p.logon.user), ('Protocol', protocol), ('Initiated', 'true'),
                ('SourceIsIpv6', 'false'), ('SourceIp', self.address), ('SourceHostname', self.name),
                ('SourcePort', source_port), ('SourcePortName', '-'), ('DestinationIsIpv6', 'false'),
                ('DestinationIp', address), ('DestinationHostname', name or '-'), ('DestinationPort', port),
                ('DestinationPortName', {443: 'https', 80: 'http', 88: 'kerberos', 389: 'ldap',
                                         445: 'microsoft-ds'}.get(port, '-'))], step=step)
        self.world.flows.append({
            'time': t, 'source': self.address, 'source_port': source_port, 'destination': address, 'port': port,
            'protocol': protocol, 'sent': sent or self.rng.between(600, 9000),
            'received': received or self.rng.between(1800, 240000), 'step': step})

    def resolve(self, t, p, name, address, step='', log=True):
        if log:
            self.emit(w.SYSMON, 22, t + self.rng.between(2_000_000, 9_000_000), [
                ('RuleName', '-'), ('UtcTime', utc_time(t)), ('ProcessGuid', p.guid), ('ProcessId', p.pid),
                ('QueryName', name), ('QueryStatus', '0' if address else '9003'),
                ('QueryResults', '::ffff:%s;' % address if address else '-'), ('Image', p.image),
                ('User', p.logon.user)], step=step)
        self.world.queries.append({'time': t, 'source': self.address, 'name': name, 'answer': address, 'step': step})

    def create_file(self, t, p, path, step=''):
        self.emit(w.SYSMON, 11, t + self.rng.between(9000, 80000), [
            ('RuleName', '-'), ('UtcTime', utc_time(t)), ('ProcessGuid', p.guid), ('ProcessId', p.pid),
            ('Image', p.image), ('TargetFilename', path), ('CreationUtcTime', utc_time(t)),
            ('User', p.logon.user)], step=step)

    def set_value(self, t, p, key, details, step=''):
        self.emit(w.SYSMON, 13, t + self.rng.between(9000, 80000), [
            ('RuleName', '-'), ('EventType', 'SetValue'), ('UtcTime', utc_time(t)), ('ProcessGuid', p.guid),
            ('ProcessId', p.pid), ('Image', p.image), ('TargetObject', key), ('Details', details),
            ('User', p.logon.user)], step=step)

    def load_image(self, t, p, path, signed=True, step=''):
        self.emit(w.SYSMON, 7, t + self.rng.between(9000, 80000), [
            ('RuleName', '-'), ('UtcTime', utc_time(t)), ('ProcessGuid', p.guid), ('ProcessId', p.pid),
            ('Image', p.image), ('ImageLoaded', path), ('FileVersion', OS_VERSION if signed else '-'),
            ('Description', base(path) if signed else '-'), ('Product', WINDOWS_PRODUCT[0] if signed else '-'),
            ('Company', WINDOWS_PRODUCT[1] if signed else '-'), ('OriginalFileName', base(path) if signed else '-'),
            ('Hashes', file_hashes(path)), ('Signed', 'true' if signed else 'false'),
            ('Signature', 'Microsoft Windows' if signed else '-'),
            ('SignatureStatus', 'Valid' if signed else 'Unavailable'), ('User', p.logon.user)], step=step)

    def open_process(self, t, source, target, access, trace, step=''):
        self.emit(w.SYSMON, 10, t + self.rng.between(9000, 80000), [
            ('RuleName', '-'), ('UtcTime', utc_time(t)), ('SourceProcessGUID', source.guid),
            ('SourceProcessId', source.pid), ('SourceThreadId', source.pid + 8), ('SourceImage', source.image),
            ('TargetProcessGUID', target.guid), ('TargetProcessId', target.pid), ('TargetImage', target.image),
            ('GrantedAccess', access), ('CallTrace', trace), ('SourceUser', source.logon.user),
            ('TargetUser', target.logon.user)], step=step)

    # -- logons -----------------------------------------------------------------------------------------------
    def logon(self, t, account, kind, session=0, address='-', workstation='', admin=False, step='', end=None,
              package='Kerberos'):
        """4624 (4672 when the token is privileged, 4634 at `end`)."""
        if account == 'SYSTEM':
            logon = self.system
        else:
            logon = self.new_logon(t, account, session)
        interactive = kind in (2, 7, 10, 11)
        remote = kind == 3
        process = {5: 'Advapi  ', 3: 'Kerberos' if package == 'Kerberos' else 'NtLmSsp '}.get(kind, 'User32 ')
        self.emit(w.SECURITY, 4624, t, [
            ('SubjectUserSid', NULL_SID if remote else SYSTEM_SID),
            ('SubjectUserName', '-' if remote else self.short + '$'), ('SubjectDomainName', '-' if remote else NETBIOS),
            ('SubjectLogonId', '0x0' if remote else '0x3e7'), ('TargetUserSid', logon.sid),
            ('TargetUserName', account), ('TargetDomainName', logon.domain), ('TargetLogonId', logon.id),
            ('LogonType', kind), ('LogonProcessName', process),
            ('AuthenticationPackageName', 'Negotiate' if interactive or kind == 5 else package),
            ('WorkstationName', workstation or ('-' if remote else self.short)),
            ('LogonGuid', self.rng.guid() if package == 'Kerberos' and kind != 5 else NO_GUID),
            ('TransmittedServices', '-'), ('LmPackageName', 'NTLM V2' if package == 'NTLM' else '-'),
            ('KeyLength', '128' if package == 'NTLM' else '0'),
            ('ProcessId', '0x0' if remote else '0x%x' % (self.scm_pid if kind == 5 else self.winlogon.pid)),
            ('ProcessName', '-' if remote else (self.services if kind == 5 else self.winlogon).image),
            ('IpAddress', address), ('IpPort', self.rng.between(49200, 65000) if remote and address != '-' else
                                    ('0' if address != '-' else '-')),
            ('ImpersonationLevel', '%%1833'), ('RestrictedAdminMode', '-'), ('TargetOutboundUserName', '-'),
            ('TargetOutboundDomainName', '-'), ('VirtualAccount', '%%1843'), ('TargetLinkedLogonId', '0x0'),
            ('ElevatedToken', '%%1842' if admin or kind == 5 else '%%1843')], step=step)
        if admin or kind == 5:
            self.privileges(t + self.rng.between(300, 900), logon, step)
        if end:
            self.logoff(end, logon, kind)
        return logon

    def privileges(self, t, logon, step=''):
        self.emit(w.SECURITY, 4672, t, [
            ('SubjectUserSid', logon.sid), ('SubjectUserName', logon.account),
            ('SubjectDomainName', logon.domain), ('SubjectLogonId', logon.id), ('PrivilegeList', PRIVILEGES)],
            step=step)

    def logoff(self, t, logon, kind):
        self.emit(w.SECURITY, 4634, t, [
            ('TargetUserSid', logon.sid), ('TargetUserName', logon.account), ('TargetDomainName', logon.domain),
            ('TargetLogonId', logon.id), ('LogonType', kind)])

    def failed_logon(self, t, account, address, workstation, known=True, step='', kind=3):
        self.emit(w.SECURITY, 4625, t, [
            ('SubjectUserSid', NULL_SID), ('SubjectUserName', '-'), ('SubjectDomainName', '-'),
            ('SubjectLogonId', '0x0'), ('TargetUserSid', NULL_SID), ('TargetUserName', account),
            ('TargetDomainName', NETBIOS), ('Status', '0xc000006d'), ('FailureReason', '%%2313'),
            ('SubStatus', '0xc000006a' if known else '0xc0000064'), ('LogonType', kind),
            ('LogonProcessName', 'NtLmSsp ' if kind == 3 else 'User32 '),
            ('AuthenticationPackageName', 'NTLM' if kind == 3 else 'Negotiate'), ('WorkstationName', workstation),
            ('TransmittedServices', '-'), ('LmPackageName', '-'), ('KeyLength', '0'), ('ProcessId', '0x0'),
            ('ProcessName', '-'), ('IpAddress', address), ('IpPort', '0' if kind != 3 else
                                                          self.rng.between(49200, 65000))], step=step)

    def explicit_logon(self, t, logon, account, server, p, address='-', step=''):
        subject = self.short + '$' if logon.sid == SYSTEM_SID else logon.account
        self.emit(w.SECURITY, 4648, t, [
            ('SubjectUserSid', logon.sid), ('SubjectUserName', subject),
            ('SubjectDomainName', NETBIOS), ('SubjectLogonId', logon.id), ('LogonGuid', NO_GUID),
            ('TargetUserName', account), ('TargetDomainName', NETBIOS), ('TargetLogonGuid', NO_GUID),
            ('TargetServerName', server), ('TargetInfo', server), ('ProcessId', '0x%x' % p.pid),
            ('ProcessName', p.image), ('IpAddress', address), ('IpPort', '-' if address == '-' else '0')], step=step)

    # -- other sources ----------------------------------------------------------------------------------------
    def script_block(self, t, p, text, path='', step='', activity=''):
        self.emit(w.POWERSHELL, 4104, t, [
            ('MessageNumber', 1), ('MessageTotal', 1), ('ScriptBlockText', text),
            ('ScriptBlockId', self.rng.guid().strip('{}').lower()), ('Path', path)],
            pid=p.pid, user_id=p.logon.sid, activity=activity or self.rng.guid(), step=step)

    def pipeline(self, t, p, command, parameters, path='', step=''):
        context = ['        Severity = Informational', '        Host Name = ConsoleHost',
                   '        Host Version = 5.1.19041.3570', '        Host ID = ' + self.rng.guid().strip('{}').lower(),
                   '        Host Application = ' + (p.command if len(p.command) < 300 else p.command[:200]),
                   '        Engine Version = 5.1.19041.3570',
                   '        Runspace ID = ' + self.rng.guid().strip('{}').lower(),
                   '        Pipeline ID = %d' % self.rng.between(1, 9), '        Command Name = ' + command,
                   '        Command Type = Cmdlet', '        Script Name = ' + path, '        Command Path = ',
                   '        Sequence Number = %d' % self.rng.between(16, 90), '        User = ' + p.logon.user,
                   '        Connected User = ', '        Shell ID = Microsoft.PowerShell']
        payload = ['CommandInvocation(%s): "%s"' % (command, command)] + [
            'ParameterBinding(%s): name="%s"; value="%s"' % (command, n, v) for n, v in parameters]
        self.emit(w.POWERSHELL, 4103, t, [
            ('ContextInfo', '\r\n'.join(context) + '\r\n'), ('UserData', ''), ('Payload', '\r\n'.join(payload) + '\r\n')],
            pid=p.pid, user_id=p.logon.sid, activity=self.rng.guid(), step=step)

    def service_state(self, t, name, state):
        t += self.rng.between(0, SECOND)
        binary = (name.encode('utf-16-le').hex().upper() + '2F00' + {'running': '34', 'stopped': '31'}[state] + '000000')
        self.emit(w.SERVICES, 7036, t, [('param1', name), ('param2', state)], qualifiers='16384', binary=binary)


class World:
    def __init__(self):
        self.events, self.flows, self.queries, self.inbound = [], [], [], []

    def number(self):
        """Sort as the machines wrote, give record IDs per host and channel."""
        self.events.sort(key=lambda e: e.time)
        for e in self.events:
            e.host.records[e.channel] += 1
            e.record_id = e.host.records[e.channel]
