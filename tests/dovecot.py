"""A real IMAP server of our own for tests: Debian's Dovecot, private folders, loopback only, TLS.

    dovecot = Dovecot()
    dovecot.port, dovecot.user, dovecot.password
    dovecot.certificate            # vouches for it: SSL_CERT_FILE
    dovecot.deliver(b"Subject: ...")
    dovecot.unread()               # how many mails nobody has marked as read
    dovecot.close()

It starts as root only; `why_not()` says why it cannot run here.
"""

from __future__ import annotations

import datetime
import imaplib
import ipaddress
import os
import pwd
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers import NOBODY, fast_folder, free_port, stop, wait_until

PROGRAM = "/usr/sbin/dovecot"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:{folder}/mail
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={folder}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


def why_not() -> str:
    """Why Dovecot cannot run here; empty if it can."""
    if not Path(PROGRAM).exists():
        return "Dovecot is not installed (Debian, Ubuntu: sudo apt install dovecot-imapd)"
    try:
        pwd.getpwnam("dovenull")
    except KeyError:
        return "Dovecot's own users are missing"
    return "" if os.geteuid() == 0 else "Dovecot can only be started by root"


class Dovecot:
    """An IMAP server with one mailbox; it runs when this returns."""

    host = "127.0.0.1"
    user = "letters"
    password = "only-for-tests"

    def __init__(self) -> None:
        assert not why_not(), why_not()
        self.folder = fast_folder("dovecot-")
        self.folder.chmod(0o755)
        self.port = free_port()
        self.certificate = self.folder / "cert.pem"
        (self.folder / "mail").mkdir()
        os.chown(self.folder / "mail", NOBODY, NOBODY)
        _certify(self.folder)
        config = self.folder / "dovecot.conf"
        config.write_text(
            CONFIG.format(folder=self.folder, password=self.password, port=self.port, uid=NOBODY)
        )
        self._process = subprocess.Popen([PROGRAM, "-F", "-c", str(config)])
        wait_until(self._answers, 30)

    def deliver(self, content: bytes) -> None:
        """Put a mail into the mailbox, as a mail server does."""
        with self._logged_in() as server:
            server.append("INBOX", "", None, content)

    def unread(self) -> int:
        """How many mails are not marked as read."""
        with self._logged_in() as server:
            server.select("INBOX")
            return len(server.search(None, "UNSEEN")[1][0].split())

    def close(self) -> None:
        """Stop it for good and remove what it wrote."""
        stop(self._process)
        shutil.rmtree(self.folder)

    @contextmanager
    def _logged_in(self) -> Iterator[imaplib.IMAP4_SSL]:
        context = ssl.create_default_context(cafile=self.certificate)
        with imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=10) as server:
            server.login(self.user, self.password)
            yield server

    def _answers(self) -> bool:
        assert self._process.poll() is None, (self.folder / "log").read_text()
        try:
            with self._logged_in():
                return True
        except (OSError, imaplib.IMAP4.error):
            return False


def _certify(folder: Path) -> None:
    """A key and a certificate that vouches for itself, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
