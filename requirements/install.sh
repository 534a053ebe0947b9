#!/bin/sh
# sh requirements/install.sh run|test|bench
# Brings .venv in step with requirements/<part>.lock; does nothing if it is already.
# A Python of your own choice: PYTHON=/path/to/python3.12 make run
set -eu
cd "$(dirname "$0")/.."
part=$1
lock=requirements/$part.lock
stamp=.venv/installed-$part.lock
log=.venv/install.log

give_up() {
    echo "$*" >&2
    exit 1
}

modern() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if modern "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

if cmp -s "$lock" "$stamp" && modern .venv/bin/python; then
    exit 0
fi

python=$(find_python)
[ -n "$python" ] || give_up "Python 3.11 or newer is needed and was not found: install it," \
    "or name it with PYTHON=/path/to/python3.11 make run."
[ -w . ] || give_up "This folder is read-only: copy it to a place where you may write and run make there."
"$python" -c 'import venv, ensurepip' 2>/dev/null || give_up "Python's venv module is missing:" \
    "install it (Debian, Ubuntu: sudo apt install python3-venv) and run make again."

if ! modern .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "Making .venv with $("$python" --version) ..."
    "$python" -m venv --clear .venv || give_up "Could not make .venv here: see the message above."
fi

echo "Installing what requirements/$part.lock names; this happens once ..."
# --no-deps: the lock is complete, so there is nothing to resolve.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 2 \
    --require-hashes --no-deps --only-binary :all: -r "$lock" >"$log" 2>&1 ||
    give_up "The packages could not be installed: is this machine online? The details are in $log;" \
        "run make again when it is."

rm -f .venv/installed-*.lock
cp "$lock" "$stamp"
if [ "$part" = test ]; then # the test lock holds all of the run lock
    cp requirements/run.lock .venv/installed-run.lock
fi
