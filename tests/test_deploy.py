"""What `deploy` ships beside its units: the command for the operator, the rotation of the log."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMAND = ROOT / "deploy" / "bin" / "campaign"
UNIT = ROOT / "deploy" / "systemd" / "campaign-web.service"
OPERATING = (ROOT / "docs" / "operating.md").read_text()


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    """What the command asks systemd to run, word by word."""
    programs = {"systemd-run": 'printf "%s\\n" "$@"', "getent": '[ "$2" != postdrop ]'}
    for name, does in programs.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        [COMMAND, "pause", "a storm; $(reboot) 'x'"],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_command_runs_as_the_services_do(asked: list[str]) -> None:
    """With the settings as systemd reads them, in the same database."""
    unit = dict.fromkeys(re.findall(r"(?m)^\w+=.*$", UNIT.read_text()))
    given = [word.removeprefix("--property=") for word in asked if word.startswith("--property=")]
    for name in ("User", "Group", "UMask", "WorkingDirectory", "StateDirectory"):
        [line] = [line for line in unit if line.startswith(f"{name}=")]
        assert line in given
    files = [line for line in unit if line.startswith("EnvironmentFile=")]
    assert [line.replace("=-", "=") for line in given if line.startswith("Env")] == files
    assert "SupplementaryGroups= campaign-redis adm" in given, "those that there are"
    assert {"--wait", "--pipe", "--pty"} < set(asked), "its exit code and its output are ours"


def test_the_command_passes_on_every_word_as_it_is(asked: list[str]) -> None:
    program = asked.index("/opt/campaign/.venv/bin/flask")
    words = [word.replace("$$", "$") for word in asked[program + 1 :]]  # as systemd does
    assert words == ["--app", "wsgi", "pause", "a storm; $(reboot) 'x'"]
    assert "$$" in asked[-1]


def test_no_document_reads_the_settings_into_a_shell() -> None:
    """It would take `NAME=two words` for a command, and a new shell would know none of them."""
    assert "campaign.env;" not in OPERATING
    assert not re.findall(r"(?m)^    (?:\.venv/bin/)?flask .*$", OPERATING)


def test_the_last_file_of_the_log_stays_unpacked() -> None:
    words = (ROOT / "deploy" / "logrotate" / "campaign").read_text().split()
    assert {"delaycompress", "nocopytruncate"} <= set(words)
    assert "copytruncate" not in words


@pytest.mark.parametrize("heading", ["Starting it", "A newer version", "Backup and restore"])
def test_whoever_takes_mail_is_started_and_stopped_with_the_others(heading: str) -> None:
    part = OPERATING.partition(heading)[2].partition("\n## ")[0]
    assert "campaign-inbound" in part
