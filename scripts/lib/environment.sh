# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Sourced by the commands in scripts/. Gives them
#
#   CHECKOUT            the checkout's folder, by the path it was called through
#   PYTHON              the Python of the checkout's virtual environment
#   ensure_environment  serve | dev: makes that environment what requirements.lock, or requirements-dev.lock, says
#   complain            prints a line to standard error
#
# The environment is `.venv` in the checkout. Nothing in it is called by a script of its own `bin/`, and the checkout
# is found by a relative path, so it also works when the checkout is read through another path. SALON_PYTHON may name
# another Python that has everything already (a container's, an editor's); then nothing is installed.

CHECKOUT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
VENV="$CHECKOUT/.venv"
PYTHON="${SALON_PYTHON:-$VENV/bin/python}"
export CHECKOUT PYTHON

# Compiled once and kept: a process that compiles all of the project's modules anew begins a second later.
unset PYTHONDONTWRITEBYTECODE

complain() { printf '%s\n' "$*" >&2; }

# The first Python that is new enough and can make virtual environments; empty where there is none.
find_python() {
  local candidate
  for candidate in python3 python3.11 python3.12 python3.13 python3.14; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    command -v "$candidate"
    return 0
  done
}

# install_packages <package …>: from the system's archive when we may, else says what to install and fails.
install_packages() {
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    complain "Missing on this machine: $*"
    complain "On Debian 12 or newer:   sudo apt-get install --no-install-recommends $*"
    return 1
  fi
  complain "Installing $* …"
  # Another apt may be at work on a machine that has just been started: wait for it instead of failing.
  if ! { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -qq update >/dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -qq install -y --no-install-recommends "$@" >/dev/null; }; then
    complain "Could not install: $*"
    return 1
  fi
}

# What an installation was made from: the lock's contents and the Python that read it.
fingerprint() { # <lock file>
  { sha256sum <"$1" && "$PYTHON" -c 'import sys; print(sys.version)'; } | sha256sum | cut -d' ' -f1
}

# Whether `.venv` can be used: no earlier run was killed in the middle of it, and its Python exists and is new enough.
environment_stands() {
  [ ! -e "$VENV/.unfinished" ] &&
    "$PYTHON" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

make_environment() {
  local python
  python=$(find_python)
  if [ -z "$python" ]; then
    install_packages python3 python3-venv || return 1
    python=$(find_python)
    if [ -z "$python" ]; then
      complain "Python 3.11 or newer with venv is needed; this machine has $(python3 --version 2>&1)."
      return 1
    fi
  fi
  complain "Making the virtual environment in $VENV …"
  rm -rf "$VENV" && mkdir "$VENV" && touch "$VENV/.unfinished" || return 1
  "$python" -m venv "$VENV" || return 1
  rm "$VENV/.unfinished"
}

# The project itself, editable: a line relative to the environment's own folder, resolved by Python's `site`.
link_checkout() {
  local packages
  packages=$(echo "$VENV"/lib/python3*/site-packages)
  [ -e "$packages/synapse_salon_checkout.pth" ] || printf '../../../..\n' >"$packages/synapse_salon_checkout.pth"
}

install_lock() { # <lock file> <stamp file>
  local wanted
  wanted=$(fingerprint "$1") || return 1
  [ "$(cat "$2" 2>/dev/null)" != "$wanted" ] || return 0
  complain "Installing what $(basename "$1") names (about a minute) …"
  # A killed pip may leave half a package: `.unfinished` then stays, and the next run starts over.
  touch "$VENV/.unfinished"
  local status=0
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps \
    --requirement "$1" >&2 || status=$?
  [ "$status" -ge 128 ] || rm "$VENV/.unfinished"
  if [ "$status" -ne 0 ]; then
    complain "pip could not install $(basename "$1"); what it said is above. Nothing else was changed."
    return 1
  fi
  printf '%s\n' "$wanted" >"$2"
}

# Two runs at once: the second waits for the first and then finds everything done.
ensure_environment() { # serve | dev
  [ -z "${SALON_PYTHON:-}" ] || return 0
  local lock=requirements.lock
  [ "${1:-}" != dev ] || lock=requirements-dev.lock
  (
    flock 9 || exit 1
    environment_stands || make_environment || exit 1
    link_checkout || exit 1
    install_lock "$CHECKOUT/$lock" "$VENV/.installed-${lock%.lock}" || exit 1
  ) 9<"$CHECKOUT"
}
