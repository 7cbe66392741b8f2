# Sourced by ../ventana with the project root as working directory. Afterwards node_modules fits package-lock.json
# and `node` is 24.12 or newer: the platform package among the packages, or the system's own where npm has none.
# Needs npm (any Node 20 or newer brings it) for the installation only.

# A copy of the lock file whose installation was completed.
stamp=node_modules/.ventana-lock

packages_ready() {
  cmp -s package-lock.json "$stamp"
}

packages_fit() {
  node scripts/packages-fit.mjs 2>/dev/null
}

# Two launchers at once must not both install into the same tree. `flock` frees the lock however its holder ends; where
# it is missing (macOS) a link carries the holder's process id.
lock_setup() {
  mkdir -p .cache
  if command -v flock >/dev/null 2>&1; then
    exec 9>.cache/setup.lock
    flock -n 9 || {
      echo "ventana: waiting for another ventana that installs packages" >&2
      flock 9
    }
  else
    until ln -s "$$" .cache/setup.pid 2>/dev/null; do
      kill -0 "$(readlink .cache/setup.pid)" 2>/dev/null || rm -f .cache/setup.pid
      sleep 1
    done
  fi
}

unlock_setup() {
  exec 9>&-
  rm -f .cache/setup.pid
}

install_packages() {
  if ! command -v npm >/dev/null 2>&1; then
    echo "ventana: npm is missing. Install Node.js 20 or newer with npm (https://nodejs.org), then run this again." >&2
    return 1
  fi
  # `npm install` by hand also leaves a tree that fits; only its stamp is missing then.
  if packages_fit; then
    cp package-lock.json "$stamp"
    return 0
  fi
  echo "ventana: installing the packages and Node 24 (once, about half a minute)" >&2
  # Without a stamp the last installation was not ours or was cut off: a fresh tree is then the only sure one. With it
  # npm replaces only what differs, so that a Ventana running from this tree keeps its files; `npm ci` deletes them all.
  [ -e "$stamp" ] || rm -rf node_modules
  rm -f "$stamp"
  # The development packages hold the tests and the linter, the optional ones Node itself: a machine's NODE_ENV or
  # npm configuration must not leave them out.
  if ! npm install --no-save --include=dev --include=optional --no-audit --no-fund --loglevel=error \
    >.cache/npm.log 2>&1 </dev/null; then
    tail -n 20 .cache/npm.log >&2
    echo "ventana: npm install failed (whole output in .cache/npm.log)" >&2
    return 1
  fi
  # npm fills a gap in the lock file by itself; only exactly what it lists may run.
  if ! packages_fit; then
    echo "ventana: package-lock.json does not fit package.json; run npm install, which brings it up to date" >&2
    return 1
  fi
  cp package-lock.json "$stamp"
}

node_is_new_enough() {
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  [ "$major" -gt 24 ] || { [ "$major" -eq 24 ] && [ "$minor" -ge 12 ]; }
}

# npm runs on the system's Node, never on the one inside node_modules that it may replace: PATH changes afterwards.
if ! packages_ready; then
  lock_setup
  packages_ready || install_packages || exit 1
  unlock_setup
fi

system_path=$PATH
PATH=$VENTANA_ROOT/node_modules/.bin:$system_path
if ! node_is_new_enough; then
  # The package's Node is absent or does not run here (macOS, Alpine): the system's must then win over it.
  PATH=$system_path:$VENTANA_ROOT/node_modules/.bin
  if ! node_is_new_enough; then
    echo "ventana: Node 24.12 or newer is needed and npm has none for this system ($(uname -sm))." >&2
    echo "         Install it from https://nodejs.org and run this again." >&2
    exit 1
  fi
fi
export PATH
