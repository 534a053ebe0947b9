"""The units of `deploy/systemd`: systemd finds nothing wrong, and they say what they must."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from campaign.base.queue import CHANNELS
from campaign.works.processes import ROOT
from config import Config

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
OURS = [unit for unit in UNITS if unit.name != "campaign-redis.service"]


class Lines(configparser.RawConfigParser):
    """A unit file, in which the last of several equal settings counts."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None)
        self.read_string(path.read_text().replace("\\\n", " "))

    def optionxform(self, name: str) -> str:
        return name


def named(unit: Path) -> str:
    return unit.name


@pytest.mark.parametrize("unit", UNITS, ids=named)
def test_systemd_finds_nothing_wrong(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    # The programs are not installed where tests run.
    text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text())
    copy = tmp_path / unit.name
    copy.write_text(text)
    drop_ins = unit.with_name(f"{unit.name}.d")
    if drop_ins.exists():
        shutil.copytree(drop_ins, tmp_path / drop_ins.name)
    name = unit.name.replace("@.", f"@{CHANNELS[0]}.")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=named)
def test_whoever_ends_comes_back_alone_and_without_rights(unit: Path) -> None:
    service = Lines(unit)["Service"]
    wanted = {
        "KillMode": "control-group",
        "Restart": "always",
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
    }
    assert {name: service[name] for name in wanted} == wanted
    assert service["User"] not in ("", "root")
    assert Lines(unit)["Unit"]["StartLimitIntervalSec"] == "0", "systemd never gives up"


@pytest.mark.parametrize("unit", OURS, ids=named)
def test_secrets_come_from_files_that_only_root_reads(unit: Path) -> None:
    assert "Environment=" not in unit.read_text()
    assert "EnvironmentFile=/etc/campaign/campaign.env\n" in unit.read_text()


def test_who_delivers_has_longer_than_a_lease_to_end() -> None:
    for name in ("campaign-worker@.service", "campaign-schedule.service"):
        service = Lines(ROOT / "deploy" / "systemd" / name)["Service"]
        assert int(service["TimeoutStopSec"]) > Config.lease_seconds
