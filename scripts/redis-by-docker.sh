#!/bin/sh
# Stands in for `redis-server` where only a Docker engine is at hand (ensure-redis.sh puts it on the PATH). Host
# network, host process ids, the caller's user and the same paths, so that ports, pid files and signals mean the same.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P)
tmp=${TMPDIR:-/tmp}
exec docker run --rm --network host --pid host --user "$(id -u):$(id -g)" \
  --volume "$root:$root" --volume "$tmp:$tmp" --entrypoint redis-server redis:7.4 "$@"
