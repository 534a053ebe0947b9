"""A simulated telephone line: two soft modems, a HylaFAX at each end, an exchange between them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.hylafax import HylaFax
from tests.realfax.switch import Switch
from tests.servers import stop, wait_until

IAXMODEM = "/usr/bin/iaxmodem"
EXAMPLE = Path("/usr/share/doc/iaxmodem/examples/config.ttyIAX")
SETTINGS = Path("/etc/iaxmodem")  # where iaxmodem looks, and nowhere else
PORTS = {"ours": 4570, "theirs": 4571}
NUMBERS = {"ours": "+44.20.79460001", "theirs": "+44.20.79460002"}


class Modem:
    """A soft modem and the program that waits at it for calls."""

    def __init__(self, name: str, fax: HylaFax, server: int) -> None:
        self.device = f"ttyIAX{name}"
        settings = {
            "device": f"/dev/{self.device}",
            "owner": "uucp:uucp",
            "mode": "660",
            "port": PORTS[name],
            "refresh": 0,  # it registers nowhere
            "server": f"127.0.0.1:{server}",
            "peername": name,
            "secret": "none",
            "cidname": name,
            "cidnumber": NUMBERS[name].replace(".", ""),
            "codec": "slinear",
        }
        text = "".join(f"{key} {value}\n" for key, value in settings.items())
        (SETTINGS / self.device).write_text(text)
        self._modem = fax.run(IAXMODEM, self.device)
        wait_until(Path(f"/dev/{self.device}").exists, 20)
        fax.write(f"etc/config.{self.device}", _config(name))
        self._getty = fax.run("/usr/sbin/faxgetty", "-q", str(fax.spool), self.device)
        self._status = fax.spool / "status" / self.device
        wait_until(self.is_idle, 60)

    def is_idle(self) -> bool:
        """True when it waits for calls."""
        return self._status.exists() and "Running and idle" in self._status.read_text()

    def close(self) -> None:
        """Unplug it."""
        stop(self._getty)
        stop(self._modem)
        (SETTINGS / self.device).unlink()
        Path(f"/dev/{self.device}").unlink(missing_ok=True)


class Line:
    """From our HylaFAX (`ours`) to that of an authority (`theirs`)."""

    def __init__(self) -> None:
        self._ended: list[Callable[[], None]] = []
        self.ours, self.theirs = HylaFax(), HylaFax()
        self._ended += [self.theirs.close, self.ours.close]
        self.switch = Switch(PORTS["theirs"])
        self._ended.append(self.switch.close)
        self.callee = Modem("theirs", self.theirs, self.switch.back)
        self._ended.append(self.callee.close)
        self.caller = Modem("ours", self.ours, self.switch.port)
        self._ended.append(self.caller.close)

    def received(self) -> list[Path]:
        """What has come out of their machine, whole."""
        return sorted(self.theirs.spool.glob("recvq/fax*.tif"))

    def close(self) -> None:
        """Take it all down."""
        for end in reversed(self._ended):
            end()


def why_not() -> str | None:
    """Why there can be no line here; None if there can."""
    missing = [str(path) for path in (Path(IAXMODEM), EXAMPLE) if not path.exists()]
    if missing:
        return f"iaxmodem is not installed (Debian: iaxmodem): no {missing[0]}"
    if shutil.which("tiffinfo") is None:
        return "libtiff-tools is not installed"
    return None


def read_tiff(path: Path) -> bytes:
    """A received fax as a TIFF that every reader knows, whatever its machine packed it with."""
    copy = path.with_suffix(".g4.tif")
    subprocess.run(["tiffcp", "-c", "g4", path, copy], check=True, capture_output=True)
    return copy.read_bytes()


def _config(name: str) -> str:
    """The packet's example for soft modems, with a country and a number of its own."""
    ours = {
        "CountryCode": "44",
        "AreaCode": "20",
        "LongDistancePrefix": "0",
        "InternationalPrefix": "00",
        "FAXNumber": NUMBERS[name],
        "LocalIdentifier": name,
    }
    kept = [line for line in EXAMPLE.read_text().splitlines() if line.partition(":")[0] not in ours]
    return "\n".join([*kept, *(f"{key}: {value}" for key, value in ours.items())]) + "\n"
