"""The locks fit their lists of wishes, and no file names where packages come from."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMPILE = (
    *(str(ROOT / ".venv/bin/uv"), "pip", "compile", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-header", "--no-annotate", "--quiet"),
)
HOSTS = re.compile(r"https?://[\w.-]*(pypi|pythonhosted|npmjs|deb\.debian)[\w.-]*", re.IGNORECASE)


def out_of_step() -> list[str]:
    """Locks that would change if they were made anew; what is locked stays as old as it is."""
    wrong = []
    for wishes in sorted((ROOT / "requirements").glob("*.in")):
        lock = wishes.with_suffix(".lock")
        with tempfile.TemporaryDirectory() as folder:
            anew = Path(folder) / lock.name
            shutil.copyfile(lock, anew)
            subprocess.run([*COMPILE, str(wishes), "-o", str(anew)], check=True, cwd=ROOT)
            if anew.read_text() != lock.read_text():
                wrong.append(f"{lock.name} is out of step with {wishes.name}: run `make lock`.")
    return wrong


def named_hosts() -> list[str]:
    """Tracked files that name a package registry."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], check=True, cwd=ROOT, stdout=subprocess.PIPE
    ).stdout.decode()
    wrong = []
    for name in filter(None, listed.split("\0")):
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        wrong += [f"{name} names {found[0]}" for found in HOSTS.finditer(text)]
    return wrong


def main() -> int:
    """Exit code 1 if anything is wrong, with a line for each thing."""
    wrong = [*out_of_step(), *named_hosts()]
    print("\n".join(wrong) or "locks: in step, and no host is named")
    return 1 if wrong else 0


sys.exit(main())
