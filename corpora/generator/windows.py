"""Windows events: what they hold, and the shapes in which people get them."""
import json

from .basics import iso7, iso_ms, utc_time, xml_attribute, xml_text, civil

NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event'
SECURITY = ('Security', 'Microsoft-Windows-Security-Auditing', '{54849625-5478-4994-A5BA-3E3B0328C30D}')
SYSMON = ('Microsoft-Windows-Sysmon/Operational', 'Microsoft-Windows-Sysmon',
          '{5770385F-C22A-43E0-BF4C-06F5698FFBD9}')
POWERSHELL = ('Microsoft-Windows-PowerShell/Operational', 'Microsoft-Windows-PowerShell',
              '{A0C1853B-5C40-4B15-8766-3CF1C58F985A}')
EVENTLOG = ('Security', 'Microsoft-Windows-Eventlog', '{FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148}')
SERVICES = ('System', 'Service Control Manager', '{555908D1-A6D7-4695-8E1E-26931D2012F4}')
UPDATES = ('System', 'Microsoft-Windows-WindowsUpdateClient', '{945A8954-C147-4ACD-923F-40C45405A658}')
KERNEL_TIME = ('System', 'Microsoft-Windows-Time-Service', '{06EDCFEB-0FD1-4E53-ACCA-A6F8BBF81BCB}')
SYSTEM_EVENTLOG = ('System', 'Microsoft-Windows-Eventlog', '{FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148}')
INSTALLER = ('Application', 'MsiInstaller', '')

AUDIT_SUCCESS, AUDIT_FAILURE = '0x8020000000000000', '0x8010000000000000'
# (provider, event ID) -> version, level, task, opcode, keywords
SHAPES = {
    ('Security', 1102): (0, 4, 104, 0, '0x4020000000000000'),
    ('Security', 4624): (2, 0, 12544, 0, AUDIT_SUCCESS), ('Security', 4625): (0, 0, 12544, 0, AUDIT_FAILURE),
    ('Security', 4634): (0, 0, 12545, 0, AUDIT_SUCCESS), ('Security', 4647): (0, 0, 12545, 0, AUDIT_SUCCESS),
    ('Security', 4648): (0, 0, 12544, 0, AUDIT_SUCCESS), ('Security', 4672): (0, 0, 12548, 0, AUDIT_SUCCESS),
    ('Security', 4688): (2, 0, 13312, 0, AUDIT_SUCCESS), ('Security', 4698): (1, 0, 12804, 0, AUDIT_SUCCESS),
    ('Security', 4720): (0, 0, 13824, 0, AUDIT_SUCCESS), ('Security', 4728): (0, 0, 13826, 0, AUDIT_SUCCESS),
    ('Security', 4768): (0, 0, 14339, 0, AUDIT_SUCCESS), ('Security', 4769): (0, 0, 14337, 0, AUDIT_SUCCESS),
    ('Security', 4776): (0, 0, 14336, 0, AUDIT_SUCCESS),
    ('System', 19): (1, 4, 1, 13, '0x8000000000000018'), ('System', 43): (1, 4, 1, 13, '0x8000000000000018'),
    ('System', 37): (0, 4, 0, 0, '0x8000000000000000'), ('System', 104): (0, 4, 104, 0, '0x8000000000000000'),
    ('System', 7036): (0, 4, 0, 0, '0x8080000000000000'), ('System', 7040): (0, 4, 0, 0, '0x8080000000000000'),
    ('System', 7045): (0, 4, 0, 0, '0x8080000000000000'),
    ('Application', 1033): (0, 4, 0, 0, '0x80000000000000'),
    (POWERSHELL[0], 4103): (1, 4, 106, 20, '0x0'), (POWERSHELL[0], 4104): (1, 5, 2, 15, '0x0'),
}
SYSMON_VERSIONS = {1: 5, 3: 5, 5: 3, 7: 3, 10: 3, 11: 2, 13: 2, 22: 5}
SYSMON_TASKS = {1: 'Process Create (rule: ProcessCreate)', 3: 'Network connection detected (rule: NetworkConnect)',
                5: 'Process terminated (rule: ProcessTerminate)', 7: 'Image loaded (rule: ImageLoad)',
                10: 'Process accessed (rule: ProcessAccess)', 11: 'File created (rule: FileCreate)',
                13: 'Registry value set (rule: RegistryEvent)', 22: 'Dns query (rule: DnsQuery)'}
SYSMON_MESSAGES = {1: 'Process Create', 3: 'Network connection detected', 5: 'Process terminated',
                   7: 'Image loaded', 10: 'Process accessed', 11: 'File created', 13: 'Registry value set',
                   22: 'Dns query'}


class Event:
    """One event before it has a record ID. `data`: (name, value) pairs; a name of None is an unnamed Data."""

    def __init__(self, host, source, event_id, time, data, pid, tid, user_id='', activity='', qualifiers='',
                 user_data='', binary='', step='', shape=None, note=''):
        self.host, self.event_id, self.time, self.data = host, event_id, time, data
        self.channel, self.provider, self.guid = source
        self.pid, self.tid, self.user_id, self.activity = pid, tid, user_id, activity
        self.qualifiers, self.user_data, self.binary, self.step, self.note = qualifiers, user_data, binary, step, note
        if self.channel == SYSMON[0]:
            shape = (SYSMON_VERSIONS[event_id], 4, event_id, 0, '0x8000000000000000')
        self.version, self.level, self.task, self.opcode, self.keywords = shape or SHAPES[(self.channel, event_id)]
        self.record_id = 0

    def fields(self):
        """Every field with a value, as the README of siem/ counts them."""
        out = [('EventID', str(self.event_id)), ('Channel', self.channel), ('Computer', self.host.name),
               ('EventRecordID', str(self.record_id)), ('Provider', self.provider)]
        number = 0
        for name, value in self.data:
            if name is None:
                number += 1
                name = 'Data_%d' % number
            if value != '':
                out.append((name, value))
        return out


def user_data_pairs(event):
    return event.user_data[2] if event.user_data else []


# -- Event XML --------------------------------------------------------------------------------------------------
def event_xml(e, rendering=False):
    """One line with single quotes: wevtutil, ToXml(), Splunk, Event Viewer."""
    def a(value):
        return xml_attribute(str(value), "'")

    guid = " Guid='%s'" % e.guid if e.guid else ''
    source = " EventSourceName='%s'" % a(e.provider) if e.qualifiers else ''
    qualifiers = " Qualifiers='%s'" % e.qualifiers if e.qualifiers else ''
    activity = " ActivityID='%s'" % e.activity if e.activity else ''
    user = " UserID='%s'" % e.user_id if e.user_id else ''
    parts = ["<Event xmlns='%s'><System><Provider Name='%s'%s%s/><EventID%s>%d</EventID>"
             % (NAMESPACE, a(e.provider), guid, source, qualifiers, e.event_id),
             '<Version>%d</Version><Level>%d</Level><Task>%d</Task><Opcode>%d</Opcode><Keywords>%s</Keywords>'
             % (e.version, e.level, e.task, e.opcode, e.keywords),
             "<TimeCreated SystemTime='%s'/><EventRecordID>%d</EventRecordID><Correlation%s/>"
             % (iso7(e.time), e.record_id, activity),
             "<Execution ProcessID='%d' ThreadID='%d'/><Channel>%s</Channel><Computer>%s</Computer>"
             '<Security%s/></System>' % (e.pid, e.tid, e.channel, e.host.name, user)]
    if e.user_data:
        name, namespace, pairs = e.user_data
        parts.append("<UserData><%s xmlns='%s'>%s</%s></UserData>" % (
            name, namespace, ''.join('<%s>%s</%s>' % (n, xml_text(v), n) for n, v in pairs), name))
    else:
        parts.append('<EventData>%s%s</EventData>' % (
            ''.join(data_xml(n, v) for n, v in e.data), '<Binary>%s</Binary>' % e.binary if e.binary else ''))
    if rendering:
        message = xml_text(message_of(e)).replace('\n', '&#xD;\n')
        parts.append("<RenderingInfo Culture='en-US'><Message>%s</Message><Level>Information</Level><Task>%s</Task>"
                     '<Opcode>Info</Opcode><Channel></Channel><Provider>%s</Provider><Keywords></Keywords>'
                     '</RenderingInfo>' % (message, SYSMON_TASKS[e.event_id], e.provider))
    parts.append('</Event>')
    return ''.join(parts)


def data_xml(name, value):
    if name is None:
        return '<Data>%s</Data>' % xml_text(value)
    return "<Data Name='%s'>%s</Data>" % (name, xml_text(value))


def message_of(e):
    return '\n'.join([SYSMON_MESSAGES[e.event_id] + ':'] + ['%s: %s' % pair for pair in e.data])


def evtx_dump_xml(e):
    """evtx_dump: a "Record N" line and a declaration before each event, double quotes, GUIDs without braces."""
    def bare(value):
        return value.strip('{}') if value.startswith('{') and len(value) == 38 else value

    def element(indent, name, attributes, text=None):
        head = '%s<%s%s>' % (indent, name, ''.join(
            ' %s="%s"' % (n, xml_attribute(bare(str(v)), '"')) for n, v in attributes if v != ''))
        if text is None:
            return '%s\n%s</%s>\n' % (head, indent, name)
        return '%s%s</%s>\n' % (head, xml_text(bare(str(text))), name)

    two, four = '  ', '    '
    out = ['Record %d\n<?xml version="1.0" encoding="utf-8"?>\n' % e.record_id, '<Event xmlns="%s">\n' % NAMESPACE,
           two + '<System>\n', element(four, 'Provider', [('Name', e.provider), ('Guid', e.guid)])]
    for name, value in (('EventID', e.event_id), ('Version', e.version), ('Level', e.level), ('Task', e.task),
                        ('Opcode', e.opcode), ('Keywords', e.keywords)):
        out.append(element(four, name, [], value))
    out += [element(four, 'TimeCreated', [('SystemTime', iso7(e.time))]),
            element(four, 'EventRecordID', [], e.record_id),
            element(four, 'Correlation', [('ActivityID', e.activity)]),
            element(four, 'Execution', [('ProcessID', e.pid), ('ThreadID', e.tid)]),
            element(four, 'Channel', [], e.channel), element(four, 'Computer', [], e.host.name),
            element(four, 'Security', [('UserID', e.user_id)]), two + '</System>\n', two + '<EventData>\n']
    out += [element(four, 'Data', [('Name', n)], v) for n, v in e.data]
    out += [two + '</EventData>\n', '</Event>\n']
    return ''.join(out)


# -- JSON, classic text -----------------------------------------------------------------------------------------
def winlogbeat(e):
    """winlogbeat 8.11, one event; @timestamp in milliseconds as it writes it."""
    data = {n: v.strip('{}') if v.startswith('{') and len(v) == 38 else v for n, v in e.data}
    return {
        '@timestamp': iso_ms(e.time), '@metadata': {'beat': 'winlogbeat', 'type': '_doc', 'version': '8.11.1'},
        'agent': {'id': e.host.agent, 'name': e.host.short, 'type': 'winlogbeat', 'version': '8.11.1'},
        'ecs': {'version': '8.0.0'},
        'event': {'code': str(e.event_id), 'kind': 'event', 'provider': e.provider,
                  'created': iso_ms(e.time + 9_000_000 + e.record_id % 7 * 1_730_000)},
        'host': {'name': e.host.name}, 'log': {'level': 'information'},
        'winlog': {'channel': e.channel, 'computer_name': e.host.name, 'event_data': data,
                   'event_id': str(e.event_id), 'opcode': 'Info', 'process': {'pid': e.pid, 'thread': {'id': e.tid}},
                   'provider_guid': e.guid, 'provider_name': e.provider, 'record_id': e.record_id,
                   'task': SYSMON_TASKS.get(e.event_id, ''), 'user': {'identifier': e.user_id},
                   'version': e.version}}


def compact(value):
    return json.dumps(value, separators=(',', ':'), ensure_ascii=False)


LEVELS = {0: 'Information', 1: 'Critical', 2: 'Error', 3: 'Warning', 4: 'Information', 5: 'Verbose'}


def classic_text(e, message, category='None', opcode='Info', keywords='None'):
    """WinEventLog as Splunk's classic input renders it."""
    y, mo, d, h, m, s, _ = civil(e.time)
    stamp = '%02d/%02d/%04d %02d:%02d:%02d %s' % (mo, d, y, (h + 11) % 12 + 1, m, s, 'AM' if h < 12 else 'PM')
    lines = [stamp, 'LogName=' + e.channel, 'EventCode=%d' % e.event_id, 'EventType=4', 'ComputerName=' + e.host.name]
    if e.user_id:
        lines += ['User=NOT_TRANSLATED', 'Sid=' + e.user_id, 'SidType=0']
    lines += ['SourceName=' + e.provider, 'Type=' + LEVELS[e.level], 'RecordNumber=%d' % e.record_id,
              'Keywords=' + keywords, 'TaskCategory=' + category, 'OpCode=' + opcode, 'Message=' + message]
    return '\n'.join(lines)
