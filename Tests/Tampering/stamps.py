"""Time stamps for the tampering cases, made with openssl: an authority, one whose certificate is of another time."""
import os
import shutil
import subprocess

CONFIG = """[tsa]
default_tsa = t
[t]
serial = ./serial
crypto_device = builtin
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[ca]
default_ca = c
[c]
database = ./index.txt
serial = ./caserial
new_certs_dir = .
policy = p
default_md = sha256
x509_extensions = e
[p]
commonName = supplied
[e]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[req]
distinguished_name = d
prompt = no
[d]
CN = test authority
"""


class Authority:
    """Signs requests in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        for name, text in (("tsa.cnf", CONFIG), ("serial", "01\n"), ("caserial", "01\n"), ("index.txt", ""),
                           ("index.txt.attr", "unique_subject = no\n")):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        self.openssl("ecparam -name prime256v1 -genkey -noout -out tsa.key")
        self.openssl("req -new -key tsa.key -config tsa.cnf -out tsa.csr")
        for name, first, last in (("tsa.crt", "20200101000000Z", "20490101000000Z"),
                                  ("old.crt", "20200101000000Z", "20210101000000Z")):
            self.openssl("ca -batch -selfsign -config tsa.cnf -keyfile tsa.key -in tsa.csr -notext -out %s"
                         " -startdate %s -enddate %s" % (name, first, last))
        self.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.crt"
                     " -days 30 -config tsa.cnf")

    @staticmethod
    def works():
        return shutil.which("openssl") is not None

    def openssl(self, arguments):
        return subprocess.run(["openssl"] + arguments.split(), cwd=self.folder, check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE).stdout

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def request(self, data):
        with open(self.path("data"), "wb") as file:
            file.write(data)
        self.openssl("ts -query -data data -sha256 -cert -out q.tsq")
        return self.read("q.tsq")

    def reply(self, request, signer="tsa.crt"):
        with open(self.path("r.tsq"), "wb") as file:
            file.write(request)
        self.openssl("ts -reply -config tsa.cnf -queryfile r.tsq -signer %s -out r.tsr" % signer)
        return self.read("r.tsr")

    def trusts(self, root, data, reply):
        """Whether openssl takes a reply for one of these bytes by an authority under that root."""
        for name, content in (("data", data), ("v.tsr", reply)):
            with open(self.path(name), "wb") as file:
                file.write(content)
        done = subprocess.run(["openssl", "ts", "-verify", "-data", "data", "-in", "v.tsr", "-CAfile", root],
                              cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode == 0
