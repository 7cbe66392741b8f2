# Sourced by ../ventana. A Redis server program must be at hand: the program, each test file and each benchmark start
# private servers of their own. Returns 1, after one line that says what to do, if there is none.

redis_url_given() {
  [ -n "${REDIS_URL:-}" ] || grep -qs '^REDIS_URL=.' .env
}

redis_server_found() {
  command -v redis-server >/dev/null 2>&1 || command -v valkey-server >/dev/null 2>&1
}

# Debian and its relatives, as root. Only the program is wanted: while the package is set up, a policy forbids starting
# services, so that no second Redis appears on port 6379. In a subshell, because the trap must go with it.
install_redis_by_apt() (
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  echo "ventana: installing Redis from the system's packages (once)" >&2
  mkdir -p .cache
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  # Two at once wait for each other at the package system's own lock.
  set -- -y -o DPkg::Lock::Timeout=300 --no-install-recommends install redis-server
  { apt-get "$@" || { apt-get update && apt-get "$@"; }; } >.cache/apt.log 2>&1 </dev/null || true
  redis_server_found
)

# With a Docker engine only: a stand-in called redis-server on the PATH that runs the same command in a container.
redis_by_docker() {
  command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1 </dev/null || return 1
  mkdir -p .cache/bin
  ln -sf ../../scripts/redis-by-docker.sh .cache/bin/redis-server
  PATH=$PATH:$VENTANA_ROOT/.cache/bin
  export PATH
}

ensure_redis_server() {
  if redis_server_found || install_redis_by_apt || redis_by_docker; then
    return 0
  fi
  echo "ventana: no Redis here. Install it: apt-get install redis-server, or brew install redis." >&2
  return 1
}

# For the program REDIS_URL does as well.
ensure_redis() {
  redis_url_given || ensure_redis_server
}
