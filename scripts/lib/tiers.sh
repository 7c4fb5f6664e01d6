# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Sourced by scripts/test: what each tier of tests needs, where it runs, and how one run is counted.

# In the order in which they are begun: the longest runs first, so that the short ones fill the gaps.
TIERS=(browser workers server federation journeys store unit)

tier_of() { local rest="${1#tests.}"; echo "${rest%%.*}"; } # <tests.tier…>

is_tier() { [[ " ${TIERS[*]} " == *" $1 "* ]]; }

databases_of() { # <tier>
  case "$1" in
    store | server) echo sqlite postgresql ;;
    workers) echo postgresql ;;
    *) echo sqlite ;;
  esac
}

# Files of the server tier about words, pages and permissions, to which the database makes no difference, run on one of them with
# the whole tier; named alone, they run on both.
ON_SQLITE_ALONE=(bot commands defaults every_route foundation harness host injection mail mail_doors mail_folder my_cards
  page_words permissions sandbox_cards sandbox_pages stripe_cards stripe_chaos two_salons uninstalled web_api web_hostile web_pages
  web_sign_in)
ON_POSTGRESQL_ALONE=(bad_input) # it is the stricter one about odd values

elsewhere() { # <database>: the server tier's files that do not run on it
  local names=("${ON_POSTGRESQL_ALONE[@]}")
  [ "$1" != postgresql ] || names=("${ON_SQLITE_ALONE[@]}")
  printf 'tests/server/test_%s.py\n' "${names[@]}"
}

# The runs of a target on a database, a line each: `<name> <database> <what trial runs …>`. The server tier is three runs side
# by side, its files dealt out by size, so that no processor is idle in the end; each file is in one of them.
runs_of() { # <target> <database>
  local parts=3 part files
  if [ "$1" != tests.server ]; then
    echo "$1 $2 $1"
    return
  fi
  for ((part = 0; part < parts; part++)); do
    mapfile -t files < <(cd "$CHECKOUT" && wc -c tests/server/test_*.py | grep -v ' total$' | grep -vFf <(elsewhere "$2") | sort -rn \
      | awk -v part="$part" -v parts="$parts" 'NR % parts == part { gsub("/", ".", $2); sub(/\.py$/, "", $2); print $2 }')
    echo "$1-$((part + 1))-of-$parts $2 ${files[*]}"
  done
}

# any_of "<tiers>" <target …>: whether one of the targets is in one of the tiers.
any_of() {
  local wanted=" $1 " target
  shift
  for target in "$@"; do [[ "$wanted" != *" $(tier_of "$target") "* ]] || return 0; done
  return 1
}

has_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

has_node() { command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 16 ? 1 : 0)' 2>/dev/null; }

ensure_programs() { # <target …>
  local missing=()
  command -v setpriv >/dev/null || missing+=(util-linux)
  if any_of "store server workers" "$@"; then has_postgresql || missing+=(postgresql); fi
  if any_of workers "$@"; then command -v redis-server >/dev/null || missing+=(redis-server); fi
  if any_of "browser journeys" "$@"; then
    command -v chromium >/dev/null || missing+=(chromium)
    [ -n "$(fc-list :lang=ja 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
    has_node || missing+=(nodejs npm)
  fi
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

# Builds tests/web_client/dist when its sources changed. Two runs at once: the second waits for the first.
ensure_web_client() { # <target …>
  any_of "browser journeys" "$@" || return 0
  (
    cd "$CHECKOUT/tests/web_client" || exit 1
    flock 9 || exit 1
    wanted=$(cat package.json package-lock.json vite.config.js index.html main.js | sha256sum)
    [ "$(cat dist/.built-from 2>/dev/null)" != "$wanted" ] || exit 0
    complain "Building the web client for the browser tests …"
    if ! { npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent build; } >&2; then
      complain "The web client could not be built; what npm said is above."
      exit 1
    fi
    printf '%s\n' "$wanted" >dist/.built-from
  ) 9<"$CHECKOUT/tests"
}

# One run of trial in a folder of its own; writes "<passed> <failed>" to its `figures` and prints its output in one piece.
report_run() { # <name> <folder> <database> <what trial runs …>
  local name="$1" folder="$2" database="$3" words=() began=$SECONDS summary status
  shift 3
  mkdir -p "$folder"
  unset SALON_TEST_POSTGRES
  [ "$database" != postgresql ] || words=("$PYTHON" -m tests.support.postgres)
  words+=("$PYTHON" -m twisted.trial --reactor=asyncio --temp-directory="$folder/trial" "$@")
  trap 'kill "$child" 2>/dev/null; exit 130' INT TERM
  "${words[@]}" >"$folder/output" 2>&1 &
  local child=$!
  wait "$child"
  status=$?
  times >"$folder/times"
  summary=$(grep -E '^(PASSED|FAILED)( \(|$)' "$folder/output" | tail -n 1)
  local good bad
  good=$(($(figure "$summary" successes) + $(figure "$summary" expectedFailures)))
  bad=$(($(figure "$summary" failures) + $(figure "$summary" errors) + $(figure "$summary" unexpectedSuccesses)))
  local note=""
  if [ "$bad" -eq 0 ] && [ "$status" -ne 0 ]; then
    bad=1 note=" (the run ended with $status)"
  elif [ "$good" -eq 0 ] && [ "$bad" -eq 0 ]; then
    bad=1 note=" (no test ran)"
  fi
  echo "$good $bad" >"$folder/figures"
  [ "$(figure "$summary" skips)" -eq 0 ] || note+=", $(figure "$summary" skips) skipped"
  {
    if [ "$bad" -ne 0 ]; then cat "$folder/output"; else grep -A2 '^\[SKIPPED\]' "$folder/output"; fi
    echo "-- $name on $database: $good passed, $bad failed$note, $((SECONDS - began)) s, $(processor_seconds "$folder/times") of them at work"
  } >"$folder/report" || true
  cat "$folder/report"
}

# Runs what failed in a run once more, alone: a busy machine breaks the patience of a test now and then. What fails again has
# failed; what passes is named, so that nobody overlooks it. More than five failures are no accident.
second_chance() { # <folder> <database>
  local folder="$1" database="$2" words=() ids id ran
  mapfile -t ids < <(grep -E '^tests\.([a-z0-9_]+\.)+[A-Z][A-Za-z0-9]*\.test_[A-Za-z0-9_]+$' "$folder/output" | sort -u)
  [ ${#ids[@]} -gt 0 ] && [ ${#ids[@]} -le 5 ] || return 0
  [ "$database" != postgresql ] || words=("$PYTHON" -m tests.support.postgres)
  words+=("$PYTHON" -m twisted.trial --reactor=asyncio --temp-directory="$folder/again" "${ids[@]}")
  if "${words[@]}" >"$folder/output-again" 2>&1; then
    ran=$(grep -oE '^Ran [0-9]+ tests' "$folder/output" | tail -n 1 | grep -oE '[0-9]+')
    echo "$ran 0" >"$folder/figures"
    for id in "${ids[@]}"; do echo "Passed only when run again, alone, on $database: $id"; done
  else
    cat "$folder/output-again"
  fi
}

# What a run's processes took of the processors, from what `times` said: user and system time of the shell and its children.
processor_seconds() { # <file>
  awk '{ for (i = 1; i <= NF; i++) { split($i, t, /[ms]/); sum += t[1] * 60 + t[2] } } END { printf "%.0f", sum }' "$1"
}

figure() { local found; found=$(grep -oE "\b$2=[0-9]+" <<<"$1"); echo "${found#*=}" | grep . || echo 0; } # <summary> <word>
