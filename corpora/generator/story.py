"""Two days at Harborlight, and what somebody did there."""
from . import payload, windows as w
from .basics import DAY, DAY1, DAY2, END, HOUR, MINUTE, SECOND, Random, at
from .world import NETBIOS, SYSTEM32, USERS, DOMAIN_SID, Host, World

ATTACKER, STAGE, BEACON_PERIOD, BEACON_JITTER, BEACON_COUNT = '203.0.113.66', '198.51.100.77', 300, 30, 96
POWERSHELL_EXE = SYSTEM32 + 'WindowsPowerShell\\v1.0\\powershell.exe'
EDGE = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\'
SITES = [('www.tidewater-news.example', '192.0.2.20'), ('mail.harborlight.example', '10.20.0.12'),
         ('portal.cargolink.example', '192.0.2.31'), ('maps.portguide.example', '192.0.2.44'),
         ('weather.seacast.example', '192.0.2.52'), ('bank.northquay.example', '192.0.2.61'),
         ('cdn.tidewater-news.example', '192.0.2.21'), ('login.officecloud.example', '192.0.2.80'),
         ('intranet.harborlight.example', '10.20.2.20'), ('telemetry.officecloud.example', '192.0.2.81')]
DOCUMENTS = ['Freight rates Q2.xlsx', 'Bunker invoice 4471.pdf', 'Crew list MV Alcyone.xlsx', 'Offer Rotterdam.docx',
             'Berth plan May.xlsx', 'Customs form 12-B.docx', 'Claim 2024-118.docx', 'Müller & Söhne Angebot.docx']

# step -> (techniques, title, description)
STEPS = {
    'scan': ('T1595.002', 'Web scan', 'web01 is probed for known weak paths from 203.0.113.66'),
    'ssh-guess': ('T1110.001', 'SSH password guessing', 'nine failed passwords against web01, no success'),
    'spray': ('T1110.003', 'Password spray', 'two rounds over fourteen accounts against WS01 (RDP, open to the outside '
              'by a forwarding rule on fw01); two of the names do not exist; DC01 answers with 4776'),
    'entry': ('T1078.002 T1021.001', 'Remote desktop logon', 'm.okafor: 4624 type 3, then type 10'),
    'execute': ('T1059.001 T1027 T1140', 'Encoded PowerShell', 'wscript starts powershell -enc; the layers are under '
                '"decode"'),
    'stage': ('T1105', 'Second stage', 'name look-up, download, file created'),
    'discover': ('T1033 T1016 T1082 T1087.002 T1069.002 T1482 T1018 T1049', 'Discovery',
                 'ten commands in nine minutes from the second stage'),
    'persist': ('T1053.005', 'Scheduled task', 'schtasks /create \\PatchWell\\Sync; 4698 with the task as XML'),
    'beacon': ('T1071.001 T1573', 'Beacon', 'https to 192.0.2.145 about every 300 seconds'),
    'dump': ('T1003.001 T1218.011', 'LSASS memory', 'rundll32 comsvcs.dll MiniDump'),
    'explicit': ('T1078.002', 'Explicit credentials', '4648 on WS01: m.okafor uses adm.brandt against DC01'),
    'lateral': ('T1021.002', 'Lateral movement', 'DC01: 4624 type 3 from 10.20.1.11, 4672'),
    'service': ('T1569.002 T1543.003', 'Service on DC01', '7045 and the processes under it'),
    'account': ('T1136.002 T1098', 'New account', '4720 svc_bkup2, 4728 into Domain Admins'),
    'clear': ('T1070.001', 'Logs cleared', '1102 for Security and 104 for Windows PowerShell on DC01'),
}


def build():
    world = World()
    boot = DAY1 - 2 * DAY + 4 * HOUR
    records = {
        'WS01': {'Security': 88140, w.SYSMON[0]: 412905, w.POWERSHELL[0]: 3120},
        'WS02': {'Security': 61277, w.SYSMON[0]: 298311, w.POWERSHELL[0]: 1876, 'System': 9034, 'Application': 5518},
        'DC01': {'Security': 1204553, w.SYSMON[0]: 150672, 'System': 31877}}
    world.ws01 = Host(world, 'WS01', '10.20.1.11', boot, '7C1E04B2', records['WS01'], set(records['WS01']))
    world.ws02 = Host(world, 'WS02', '10.20.1.12', boot, '5D90A3F7', records['WS02'], set(records['WS02']))
    world.dc01 = Host(world, 'DC01', '10.20.0.10', boot, 'A4427B11', records['DC01'], set(records['DC01']))
    for day in (DAY1, DAY2):
        workday(world.ws01, 'm.okafor', day)
        workday(world.ws02, 'j.lindqvist', day)
        background(world.ws01, day, 7)
        background(world.ws02, day, 6)
        administration(world.ws01, day)
        support(world.ws02, day)
        controller(world.dc01, day)
    intrusion(world)
    world.events = [e for e in world.events if DAY1 <= e.time < END]
    world.number()
    return world


# -- ordinary work ------------------------------------------------------------------------------------------------
def workday(host, user, day):
    rng = host.rng
    t = at(day, '06:%02d:%02d' % (rng.between(2, 24), rng.between(0, 59)), rng.between(0, 9_999_999))
    session = 1 if day == DAY1 else 2
    logon = host.logon(t, user, 2, session, address='127.0.0.1')
    userinit = host.start(t + 2 * SECOND, host.winlogon, SYSTEM32 + 'userinit.exe', 'C:\\Windows\\system32\\userinit.exe',
                          logon, 'Medium', life=26 * SECOND)
    explorer = host.start(t + 3 * SECOND + rng.between(0, SECOND), userinit, 'C:\\Windows\\explorer.exe',
                          'C:\\Windows\\Explorer.EXE')
    host.explorer, host.user_logon = explorer, logon
    morning = [('outlook', OFFICE + 'OUTLOOK.EXE', '"%sOUTLOOK.EXE"' % OFFICE, 1), ('edge', EDGE, '"%s"' % EDGE, 0),
               ('cargolink', 'C:\\Program Files\\CargoLink\\CargoLink.exe',
                '"C:\\Program Files\\CargoLink\\CargoLink.exe" --site HBL', 2),
               ('excel', OFFICE + 'EXCEL.EXE', '"%sEXCEL.EXE" "C:\\Users\\%s\\Documents\\%s"' % (
                   OFFICE, user, DOCUMENTS[2 if day == DAY1 else 4]), 7)]
    apps = {}
    t += rng.between(30, 70) * SECOND
    for name, image, command, site in morning:
        t += rng.between(20, 120) * SECOND + rng.between(0, 9_999_999)
        apps[name] = p = host.start(t, explorer, image, command)
        host.resolve(t + 2 * SECOND, p, *SITES[site])
        host.connect(t + 2 * SECOND + rng.between(300_000, 900_000), p, SITES[site][1], 443, SITES[site][0])
    end = at(day, '14:%02d:%02d' % (rng.between(32, 54), rng.between(0, 59)), rng.between(0, 9_999_999))
    while True:  # the day's work: bursts, a pause at noon
        t += rng.between(120, 1700) * SECOND + rng.between(0, 9_999_999)
        if at(day, '10:00:00') < t < at(day, '10:45:00'):
            host.logoff(t, host.logon(t, user, 7, session, '127.0.0.1'), 7)
            t = at(day, '10:46:00', rng.between(0, 300 * SECOND))
            host.logon(t, user, 7, session, '127.0.0.1')
            continue
        if t > end - 5 * MINUTE:
            break
        what = rng.between(0, 9)
        if what < 4:
            site = rng.choice(SITES)
            host.resolve(t, apps['edge'], *site)
            host.connect(t + rng.between(200_000, 900_000), apps['edge'], site[1], 443, site[0])
            if rng.chance(30):
                host.create_file(t + 9 * SECOND, apps['edge'], 'C:\\Users\\%s\\Downloads\\%s' % (user, rng.choice(DOCUMENTS)))
        elif what < 6:
            document = rng.choice(DOCUMENTS)
            host.create_file(t, apps['excel'], 'C:\\Users\\%s\\Documents\\~$%s' % (user, document))
            host.set_value(t + SECOND, apps['excel'],
                           'HKU\\%s\\SOFTWARE\\Microsoft\\Office\\16.0\\Excel\\File MRU\\Item %d' % (
                               logon.sid, rng.between(1, 9)), '[F00000000]*C:\\Users\\%s\\Documents\\%s' % (user, document))
        elif what == 6:
            document = 'C:\\Users\\%s\\Documents\\%s' % (user, rng.choice(DOCUMENTS[3:6:2]))
            host.start(t, explorer, OFFICE + 'WINWORD.EXE', '"%sWINWORD.EXE" /n "%s"' % (OFFICE, document),
                       life=rng.between(200, 2400) * SECOND)
        elif what == 7:
            host.start(t, explorer, SYSTEM32 + 'notepad.exe', '"C:\\Windows\\system32\\notepad.exe" C:\\Users\\%s\\Desktop\\'
                       'todo.txt' % user, life=rng.between(30, 600) * SECOND)
        elif what == 8:
            host.resolve(t, apps['outlook'], *SITES[1])
            host.connect(t + 400_000, apps['outlook'], SITES[1][1], 443, SITES[1][0])
        else:
            host.connect(t, host.lsass, '10.20.0.10', 88, 'DC01.harborlight.example', log=rng.chance(50))
    for i, p in enumerate(apps.values()):
        host.stop(end + i * 3 * SECOND + rng.between(0, 9_999_999), p)
    host.stop(end + 20 * SECOND, explorer)
    host.logoff(end + 24 * SECOND, logon, 2)


def background(host, day, per_hour):
    rng = host.rng
    t = day + rng.between(60, 1500) * SECOND
    number = 0
    while t < day + DAY:
        number += 1
        t += rng.between(900, 4200) * SECOND + rng.between(0, 9_999_999)
        host.logon(t, 'SYSTEM', 5)
        what = number % per_hour
        if what == 1:
            host.start(t + SECOND, host.netsvcs, SYSTEM32 + 'taskhostw.exe', 'taskhostw.exe', life=40 * SECOND)
        elif what == 2:
            p = host.start(t + SECOND, host.netsvcs,
                           'C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe',
                           '"C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe" /ua /installsource '
                           'scheduler', life=70 * SECOND)
            host.resolve(t + 2 * SECOND, p, 'msedge.updates.example', '192.0.2.90')
            host.connect(t + 2 * SECOND + 500_000, p, '192.0.2.90', 443, 'msedge.updates.example')
        elif what == 3:
            host.start(t + SECOND, host.defender, host.defender.image.replace('MsMpEng', 'MpCmdRun'),
                       '"%s" SignatureUpdate -ScheduleJob -RestrictPrivileges' % host.defender.image.replace(
                           'MsMpEng', 'MpCmdRun'), life=25 * SECOND)
            host.set_value(t + 9 * SECOND, host.defender,
                           'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Signature Updates\\SignaturesLastUpdated',
                           'Binary Data')
        elif what == 4:
            p = host.start(t + SECOND, host.netsvcs, SYSTEM32 + 'gpupdate.exe', 'gpupdate.exe /target:computer',
                           life=12 * SECOND)
            host.connect(t + 3 * SECOND, host.netsvcs, '10.20.0.10', 389, 'DC01.harborlight.example')
            host.load_image(t + 2 * SECOND, p, SYSTEM32 + 'gpapi.dll')
        elif what == 5:
            host.resolve(t + SECOND, host.netsvcs, 'time.harborlight.example', '10.20.0.10')
            host.open_process(t + 4 * SECOND, host.defender, host.lsass, '0x1000',
                              'C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+2bc9e')


def inventory_script(report, lines):
    """A long but harmless administrator's script; report names it."""
    rng = Random(report)
    out = ['# %s: runs every morning on every workstation (IT operations)' % report, 'param([string]$Share = '
           "'\\\\DC01\\inventory$')", '$result = [ordered]@{ Computer = $env:COMPUTERNAME; Taken = Get-Date }']
    classes = ['OperatingSystem', 'ComputerSystem', 'BIOS', 'Processor', 'LogicalDisk', 'NetworkAdapter', 'Printer',
               'QuickFixEngineering', 'VideoController', 'PhysicalMemory', 'Battery', 'SoundDevice']
    for i in range(lines):
        c = rng.choice(classes)
        out.append("$result['%s%02d'] = Get-CimInstance -ClassName Win32_%s | Where-Object { $_.Status -ne 'Error' } |"
                   " Select-Object -First %d Name, Status  # item %s" % (c, i, c, rng.between(2, 9), rng.hex(6)))
    out += ['$result | ConvertTo-Json -Depth 4 | Out-File "$Share\\$env:COMPUTERNAME.json"', '']
    return '\r\n'.join(out)


def run_script(host, t, path, text):
    p = host.start(t, host.netsvcs, POWERSHELL_EXE,
                   '"%s" -NoProfile -ExecutionPolicy RemoteSigned -File %s' % (POWERSHELL_EXE, path), life=50 * SECOND)
    host.create_file(t + SECOND, p, 'C:\\Windows\\Temp\\__PSScriptPolicyTest_%s.ps1' % host.rng.hex(8))
    host.script_block(t + 2 * SECOND, p, text, path)
    host.pipeline(t + 4 * SECOND, p, 'Get-CimInstance', [('ClassName', 'Win32_OperatingSystem')], path)
    host.pipeline(t + 7 * SECOND, p, 'Out-File', [('FilePath', '\\\\DC01\\inventory$\\%s.json' % host.short)], path)
    host.connect(t + 7 * SECOND, p, '10.20.0.10', 445, 'DC01.harborlight.example')


def administration(host, day):
    rng = host.rng
    second = rng.between(0, 50) * SECOND + rng.between(0, 9_999_999)
    run_script(host, at(day, '07:15:02') + second, 'C:\\IT\\Scripts\\Get-FleetInventory.ps1',
               inventory_script('Get-FleetInventory', 76))
    run_script(host, at(day, '11:05:02') + second, 'C:\\IT\\Scripts\\Get-PrinterReport.ps1',
               inventory_script('Get-PrinterReport', 42))
    host.logon(at(day, '07:15:11') + second, 'svc.backup', 3, workstation='DC01', address='10.20.0.10',
               end=at(day, '07:16:40') + second)
    t = at(day, '12:20:30') + second
    host.failed_logon(t, 'm.okafor', '127.0.0.1', 'WS01', kind=2)  # a mistyped password, as on any day


def support(host, day):
    """WS02: what only the BOTS-shaped export holds of it: System, Application, PowerShell."""
    rng = host.rng
    for hour in range(0, 24, 2):
        t = day + hour * HOUR + rng.between(0, 3000) * SECOND + rng.between(0, 9_999_999)
        service = rng.choice(['Windows Update', 'Background Intelligent Transfer Service', 'Print Spooler',
                              'Windows Modules Installer'])
        host.service_state(t, service, 'running')
        host.service_state(t + rng.between(60, 900) * SECOND, service, 'stopped')
    t = at(day, '11:40:12', rng.between(0, 9_999_999))
    host.emit(w.INSTALLER, 1033, t, [(None, 'CargoLink Client'), (None, '5.12.%d' % (day == DAY2)), (None, '1033'),
                                     (None, '0'), (None, 'Tidewater Software'), (None, '(NULL)'), (None, '')],
              qualifiers='0', user_id='S-1-5-18')
    p = host.start(at(day, '08:30:05', rng.between(0, 9_999_999)), host.netsvcs, POWERSHELL_EXE,
                   '"%s" -NoProfile -File C:\\IT\\Scripts\\Get-Printer.ps1' % POWERSHELL_EXE, life=30 * SECOND)
    host.script_block(at(day, '08:30:08'), p, 'Get-Printer |\r\n  Where-Object { $_.PrinterStatus -ne 0 } |\r\n'
                      '  Export-Csv C:\\IT\\printers.csv -NoTypeInformation\r\n', 'C:\\IT\\Scripts\\Get-Printer.ps1')


def controller(host, day):
    rng = host.rng
    for user, address, start, stop in (('j.lindqvist', '10.20.1.12', 6, 14), ('m.okafor', '10.20.1.11', 6, 14),
                                       ('svc.backup', '10.20.0.15', 0, 23), ('svc.print', '10.20.0.16', 5, 17)):
        t = day + start * HOUR + rng.between(200, 2000) * SECOND
        while t < day + stop * HOUR:
            t += rng.between(4200, 13500) * SECOND + rng.between(0, 9_999_999)
            sid = '%s-%d' % (DOMAIN_SID, USERS[user])
            host.emit(w.SECURITY, 4768, t, [
                ('TargetUserName', user), ('TargetDomainName', NETBIOS), ('TargetSid', sid), ('ServiceName', 'krbtgt'),
                ('ServiceSid', DOMAIN_SID + '-502'), ('TicketOptions', '0x40810010'), ('Status', '0x0'),
                ('TicketEncryptionType', '0x12'), ('PreAuthType', '2'), ('IpAddress', '::ffff:' + address),
                ('IpPort', rng.between(49200, 65000)), ('CertIssuerName', ''), ('CertSerialNumber', ''),
                ('CertThumbprint', '')])
            host.emit(w.SECURITY, 4769, t + rng.between(90_000, 900_000), [
                ('TargetUserName', user + '@HARBORLIGHT.EXAMPLE'), ('TargetDomainName', 'HARBORLIGHT.EXAMPLE'),
                ('ServiceName', 'DC01$'), ('ServiceSid', DOMAIN_SID + '-1000'), ('TicketOptions', '0x40810000'),
                ('TicketEncryptionType', '0x12'), ('IpAddress', '::ffff:' + address),
                ('IpPort', rng.between(49200, 65000)), ('Status', '0x0'), ('LogonGuid', rng.guid()),
                ('TransmittedServices', '-')])
            host.logon(t + rng.between(SECOND, 2 * SECOND), user, 3, address=address, workstation='-',
                       end=t + rng.between(20, 900) * SECOND)
    for hour in range(24):
        t = day + hour * HOUR + rng.between(0, 2400) * SECOND + rng.between(0, 9_999_999)
        service = rng.choice(['DFS Replication', 'DNS Server', 'Windows Update', 'Volume Shadow Copy',
                              'Background Intelligent Transfer Service', 'WMI Performance Adapter'])
        host.service_state(t, service, 'running')
        host.service_state(t + rng.between(120, 1100) * SECOND, service, 'stopped')
        if hour % 8 == 3:
            host.emit(w.KERNEL_TIME, 37, t + 2 * SECOND, [
                ('TimeSource', 'ntp.harborlight.example,0x8 (ntp.m|0x8|0.0.0.0:123->10.20.0.1:123)')], user_id='S-1-5-19')
        if hour % 4 == 1:
            host.logon(t + 3 * SECOND, 'SYSTEM', 5)
            host.start(t + 4 * SECOND, host.netsvcs, SYSTEM32 + 'taskhostw.exe', 'taskhostw.exe KEYROAMING',
                       life=30 * SECOND)
        if hour % 6 == 2:
            host.resolve(t + 9 * SECOND, host.dnscache, 'update.officecloud.example', '192.0.2.82')
            host.connect(t + 10 * SECOND, host.netsvcs, '192.0.2.82', 443, 'update.officecloud.example')
    t = at(day, '03:12:20', rng.between(0, 9_999_999))
    for number, kb in enumerate(('KB5036892', 'KB2267602', 'KB890830') if day == DAY1 else ('KB2267602',)):
        for event_id in (43, 19):
            host.emit(w.UPDATES, event_id, t + number * 300 * SECOND + (event_id == 19) * 140 * SECOND, [
                ('updateTitle', {'KB5036892': '2024-04 Cumulative Update for Windows Server 2019 (KB5036892)',
                                 'KB2267602': 'Security Intelligence Update for Microsoft Defender Antivirus - KB2267602 '
                                              '(Version 1.409.%d.0)' % (661 if day == DAY1 else 702),
                                 'KB890830': 'Windows Malicious Software Removal Tool x64 - v5.123 (KB890830)'}[kb]),
                ('updateGuid', rng.guid()), ('updateRevisionNumber', 200),
                ('serviceGuid', '{7971F918-A847-4430-9279-4A52D1EFE18D}')], user_id='S-1-5-18')


# -- the intrusion ------------------------------------------------------------------------------------------------
TASK = '''<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Date>2024-05-01T16:51:36</Date>
    <Author>HARBORLIGHT\\m.okafor</Author>
    <URI>\\PatchWell\\Sync</URI>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition><Interval>PT30M</Interval></Repetition>
      <StartBoundary>2024-05-01T17:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Settings>
    <Hidden>true</Hidden>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>powershell.exe</Command>
      <Arguments>-NoP -W Hidden -File C:\\ProgramData\\PatchWell\\pwsync.ps1</Arguments>
    </Exec>
  </Actions>
</Task>'''.replace('\n', '\r\n')


def intrusion(world):
    ws01, dc01, rng = world.ws01, world.dc01, Random('intrusion')

    # Password spray: two rounds, one account every 16 to 31 s; below any lockout threshold.
    names = list(USERS)[:12] + ['backup', 'scanner']  # the last two do not exist
    t = at(DAY1, '15:32:11')
    world.sprayed = names
    for round_ in range(2):
        for name in names:
            t += rng.between(16, 31) * SECOND + rng.between(0, 9_999_999)
            ws01.failed_logon(t, name, ATTACKER, 'kali', name in USERS, step='spray')
            credential(dc01, t + rng.between(20_000, 90_000), name, '0xc000006a' if name in USERS else '0xc0000064', 'spray')
            world.inbound.append((t, ATTACKER, ws01.address, 3389, 'spray'))
    t = at(DAY1, '16:01:40', 4_418_820)
    ws01.logoff(t + 2 * SECOND, ws01.logon(t, 'm.okafor', 3, address=ATTACKER, workstation='kali', package='NTLM',
                                           step='entry'), 3)
    credential(dc01, t - 60_000, 'm.okafor', '0x0', 'entry')
    logon = ws01.logon(t + 3 * SECOND + 120, 'm.okafor', 10, 3, ATTACKER, step='entry')
    world.inbound.append((t, ATTACKER, ws01.address, 3389, 'entry'))
    userinit = ws01.start(t + 5 * SECOND, ws01.winlogon, SYSTEM32 + 'userinit.exe',
                          'C:\\Windows\\system32\\userinit.exe', logon, 'Medium', life=26 * SECOND)
    explorer = ws01.start(t + 6 * SECOND + 91, userinit, 'C:\\Windows\\explorer.exe', 'C:\\Windows\\Explorer.EXE')

    # Encoded PowerShell, its layers as script blocks, the second stage.
    line, outer, inner, world.layers = payload.command_line()
    t = at(DAY1, '16:14:07', 1_843_223)
    script = 'C:\\Users\\m.okafor\\Downloads\\PatchWell-Setup.js'
    ws01.create_file(t - 50 * SECOND, explorer, script, step='execute')
    wscript = ws01.start(t, explorer, SYSTEM32 + 'wscript.exe', '"C:\\Windows\\System32\\WScript.exe" "%s"' % script,
                         step='execute', life=9 * SECOND)
    loader = ws01.start(t + 3 * SECOND + 4_012_377, wscript, POWERSHELL_EXE, line, step='execute')
    activity = rng.guid()
    ws01.script_block(loader.start + 14_000_000, loader, outer, step='execute', activity=activity)
    ws01.script_block(loader.start + 17_300_000, loader, inner, step='execute', activity=activity)
    ws01.pipeline(loader.start + 21_000_000, loader, 'New-Item', [
        ('ItemType', 'Directory'), ('Force', 'True'), ('Path', payload.DIRECTORY)], step='execute')
    ws01.load_image(loader.start + 9_000_000, loader, SYSTEM32 + 'amsi.dll', step='')
    t = loader.start + 3 * SECOND
    ws01.resolve(t, loader, payload.C2_NAME, STAGE, step='stage')
    ws01.connect(t + 800_000, loader, STAGE, 443, payload.C2_NAME, step='stage', sent=1290, received=418_244)
    ws01.create_file(t + 3 * SECOND, loader, payload.DIRECTORY + '\\pwsync.ps1', step='stage')
    stage = ws01.start(t + 5 * SECOND + 77, loader, POWERSHELL_EXE,
                       '"%s" -NoP -W Hidden -File %s\\pwsync.ps1' % (POWERSHELL_EXE, payload.DIRECTORY), step='stage')
    ws01.stop(t + 8 * SECOND, loader)

    # Discovery.
    t = at(DAY1, '16:32:13')
    for command in payload.DISCOVERY:
        t += rng.between(21, 74) * SECOND + rng.between(0, 9_999_999)
        program = command.split()[0]
        shell = ws01.start(t, stage, SYSTEM32 + 'cmd.exe', 'cmd.exe /c ' + command, life=4 * SECOND) if program in (
            'net', 'whoami') else stage
        p = ws01.start(t + 400_000, shell, SYSTEM32 + program.upper() + '.EXE' if program == 'arp' else
                       SYSTEM32 + program + '.exe', command, step='discover', life=3 * SECOND)
        if program == 'net':
            ws01.start(t + 700_000, p, SYSTEM32 + 'net1.exe', 'C:\\Windows\\system32\\net1 ' + command[4:], life=2 * SECOND)
    world.discovery_end = t

    # Persistence.
    t = at(DAY1, '16:51:33', 2_201_774)
    schtasks = ws01.start(t, stage, SYSTEM32 + 'schtasks.exe',
                          'schtasks.exe /create /tn \\PatchWell\\Sync /sc minute /mo 30 /f /tr "powershell.exe -NoP -W Hidden '
                          '-File C:\\ProgramData\\PatchWell\\pwsync.ps1"', step='persist', life=3 * SECOND)
    ws01.emit(w.SECURITY, 4698, t + 3 * SECOND, [
        ('SubjectUserSid', logon.sid), ('SubjectUserName', 'm.okafor'), ('SubjectDomainName', NETBIOS),
        ('SubjectLogonId', logon.id), ('TaskName', '\\PatchWell\\Sync'), ('TaskContent', TASK),
        ('ClientProcessStartKey', '2814749767107%d' % schtasks.pid), ('ClientProcessId', schtasks.pid),
        ('ParentProcessId', stage.pid), ('RpcCallClientLocality', '0'), ('FQDN', ws01.name)], step='persist')
    ws01.create_file(t + 3 * SECOND + 5000, ws01.netsvcs, 'C:\\Windows\\System32\\Tasks\\PatchWell\\Sync', step='persist')
    ws01.set_value(t + 3 * SECOND + 9000, ws01.netsvcs, 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\'
                   'TaskCache\\Tree\\PatchWell\\Sync\\Id', rng.guid(), step='persist')

    # Beacon: next = last + 300 s ± 30 s, so the phase drifts.
    t = at(DAY1, '16:55:02', 5_519_283)
    world.beacon_times = []
    for number in range(BEACON_COUNT):
        if number % 6 == 0:
            ws01.resolve(t - 900_000, stage, payload.C2_NAME, payload.C2_ADDRESS, step='beacon')
        ws01.connect(t, stage, payload.C2_ADDRESS, 443, payload.C2_NAME, step='beacon', sent=412 + rng.between(0, 24),
                     received=260 + rng.between(0, 12))
        world.beacon_times.append(t)
        t += rng.between((BEACON_PERIOD - BEACON_JITTER) * 1000, (BEACON_PERIOD + BEACON_JITTER) * 1000) * (SECOND // 1000)
    ws01.stop(t, stage)
    ws01.stop(t + 40 * SECOND, explorer)
    ws01.logoff(t + 44 * SECOND, logon, 10)

    # Next morning, before anybody is at work: credentials out of LSASS, then DC01.
    t = at(DAY2, '04:31:18', 7_730_091)
    world.inbound.append((t, ATTACKER, ws01.address, 3389, 'entry'))
    logon = ws01.logon(t, 'm.okafor', 10, 4, ATTACKER, admin=True, step='entry')
    userinit = ws01.start(t + 2 * SECOND, ws01.winlogon, SYSTEM32 + 'userinit.exe', 'C:\\Windows\\system32\\userinit.exe',
                          logon, 'Medium', life=25 * SECOND)
    explorer = ws01.start(t + 3 * SECOND, userinit, 'C:\\Windows\\explorer.exe', 'C:\\Windows\\Explorer.EXE')
    shell = ws01.start(t + 90 * SECOND, explorer, SYSTEM32 + 'cmd.exe', '"C:\\Windows\\system32\\cmd.exe"', None, 'High')
    t = at(DAY2, '04:38:44', 9_012_201)
    dump = ws01.start(t, shell, SYSTEM32 + 'rundll32.exe',
                      'rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump %d C:\\ProgramData\\PatchWell\\l.dmp full'
                      % ws01.lsass_pid, step='dump', life=6 * SECOND)
    ws01.load_image(t + SECOND, dump, SYSTEM32 + 'comsvcs.dll', step='dump')
    ws01.open_process(t + 2 * SECOND, dump, ws01.lsass, '0x1fffff',
                      'C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+2bc9e|'
                      'C:\\Windows\\System32\\comsvcs.dll+26ee4', step='dump')
    ws01.create_file(t + 3 * SECOND, dump, payload.DIRECTORY + '\\l.dmp', step='dump')
    t = at(DAY2, '04:55:20', 1_337_402)
    runner = ws01.start(t - 2 * SECOND, shell, payload.DIRECTORY + '\\pwsync.exe',
                        'pwsync.exe \\\\DC01 -u HARBORLIGHT\\adm.brandt -s cmd', step='explicit')
    ws01.explicit_logon(t, logon, 'adm.brandt', 'DC01.harborlight.example', runner, step='explicit')
    ws01.connect(t + 100_000, runner, dc01.address, 445, dc01.name, step='lateral', sent=418_900, received=2210)
    session = dc01.logon(t + 300_000, 'adm.brandt', 3, address=ws01.address, workstation='WS01', admin=True, step='lateral')
    t += 4 * SECOND
    dc01.create_file(t, dc01.kernel, 'C:\\Windows\\PWSync.exe', step='service')
    dc01.emit(w.SERVICES, 7045, t + SECOND, [
        ('ServiceName', 'PWSync'), ('ImagePath', '%SystemRoot%\\PWSync.exe'), ('ServiceType', 'user mode service'),
        ('StartType', 'demand start'), ('AccountName', 'LocalSystem')], qualifiers='16384', user_id=session.sid,
        step='service')
    service = dc01.start(t + 2 * SECOND, dc01.services, 'C:\\Windows\\PWSync.exe', 'C:\\Windows\\PWSync.exe', step='service')
    dc01.service_state(t + 3 * SECOND, 'PWSync', 'running')
    remote = dc01.start(t + 5 * SECOND, service, SYSTEM32 + 'cmd.exe', 'cmd', step='service')
    t = at(DAY2, '05:20:09', 6_620_118)
    for command in ('net user svc_bkup2 ******** /add /domain', 'net group "Domain Admins" svc_bkup2 /add /domain'):
        dc01.start(t, remote, SYSTEM32 + 'net.exe', command, step='account', life=2 * SECOND)
        subject = [('SubjectUserSid', 'S-1-5-18'), ('SubjectUserName', 'DC01$'), ('SubjectDomainName', NETBIOS),
                   ('SubjectLogonId', '0x3e7'), ('PrivilegeList', '-')]
        sid = '%s-%d' % (DOMAIN_SID, USERS['svc_bkup2'])
        if 'group' not in command:
            empty = ['%%1793'] * 7
            dc01.emit(w.SECURITY, 4720, t + SECOND, [
                ('TargetUserName', 'svc_bkup2'), ('TargetDomainName', NETBIOS), ('TargetSid', sid)] + subject + [
                ('SamAccountName', 'svc_bkup2'), ('DisplayName', '%%1793'), ('UserPrincipalName', '-')] + list(zip(
                    ('HomeDirectory', 'HomePath', 'ScriptPath', 'ProfilePath', 'UserWorkstations', 'PasswordLastSet',
                     'AccountExpires'), empty)) + [
                ('PrimaryGroupId', '513'), ('AllowedToDelegateTo', '-'), ('OldUacValue', '0x0'), ('NewUacValue', '0x15'),
                ('UserAccountControl', '\r\n\t\t%%2080\r\n\t\t%%2082\r\n\t\t%%2084'), ('UserParameters', '%%1793'),
                ('SidHistory', '-'), ('LogonHours', '%%1793')], step='account')
        else:
            dc01.emit(w.SECURITY, 4728, t + SECOND, [
                ('MemberName', 'CN=svc_bkup2,CN=Users,DC=harborlight,DC=example'), ('MemberSid', sid),
                ('TargetUserName', 'Domain Admins'), ('TargetDomainName', NETBIOS), ('TargetSid', DOMAIN_SID + '-512')]
                + subject, step='account')
        t += 41 * SECOND
    t = at(DAY2, '05:37:52', 3_350_427)
    user_data = [('SubjectUserSid', session.sid), ('SubjectUserName', 'adm.brandt'), ('SubjectDomainName', NETBIOS),
                 ('SubjectLogonId', session.id)]
    for log in ('Security', '"Windows PowerShell"'):
        dc01.start(t, remote, SYSTEM32 + 'wevtutil.exe', 'wevtutil.exe cl ' + log, step='clear', life=SECOND)
        if log == 'Security':
            dc01.emit(w.EVENTLOG, 1102, t + 5_000_000, [], pid=1180, step='clear', user_data=(
                'LogFileCleared', 'http://manifests.microsoft.com/win/2004/08/windows/eventlog', user_data))
        else:
            dc01.emit(w.SYSTEM_EVENTLOG, 104, t + 5_000_000, [], pid=1180, user_id=session.sid, step='clear', user_data=(
                'LogFileCleared', 'http://manifests.microsoft.com/win/2004/08/windows/eventlog',
                [('SubjectUserName', 'adm.brandt'), ('SubjectDomainName', NETBIOS), ('Channel', 'Windows PowerShell'),
                 ('BackupPath', '')]))
        t += 9 * SECOND
    dc01.stop(t + 20 * SECOND, service)
    dc01.service_state(t + 21 * SECOND, 'PWSync', 'stopped')
    dc01.logoff(t + 30 * SECOND, session, 3)
    for i, p in enumerate((runner, shell, explorer)):
        ws01.stop(t + (31 + i * 4) * SECOND, p)
    ws01.logoff(t + 52 * SECOND, logon, 10)


def credential(host, t, user, status, step):
    event = host.emit(w.SECURITY, 4776, t, [
        ('PackageName', 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0'), ('TargetUserName', user), ('Workstation', 'kali'),
        ('Status', status)], step=step)
    if status != '0x0':
        event.keywords = w.AUDIT_FAILURE
