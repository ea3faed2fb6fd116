#!/usr/bin/env bash
# One throw-away Ceph RADOS Gateway: a real S3 server with versioning and enforced object lock.
#   start-rgw.sh DIR [PORT]        starts it and prints endpoint and keys
#   start-rgw.sh hold DIR [PORT]   the same, and ends it when standard input is closed
#   start-rgw.sh stop DIR          ends what was started in DIR
# Needs Debian's ceph-mon ceph-osd ceph-mgr radosgw; no root, no systemd. Listens on 127.0.0.1 only:
# the gateway on PORT (47302 when left out), the monitor on PORT-2 and PORT-1. DIR is emptied at the
# start; keep its path short, since the daemons put sockets there.
set -euo pipefail

stop() {
  local file
  # Nothing here is kept, so nothing needs an orderly end.
  for file in "$1"/*.pid; do [ -e "$file" ] && kill -9 "$(cat "$file")" 2>/dev/null; done
  return 0
}

mode=start
case "${1:-}" in hold | stop) mode=$1; shift ;; esac
[ $# -ge 1 ] || { sed -n '2,5p' "$0" >&2; exit 2; }
if [ "$mode" = stop ]; then stop "$1"; exit 0; fi

D=$(mkdir -p "$1" && cd "$1" && pwd)
PORT=${2:-47302}
stop "$D"
rm -rf "${D:?}"/*
mkdir -p "$D"/{mon,osd,mgr,run,log}
FSID=$(cat /proc/sys/kernel/random/uuid)
OSD=$(cat /proc/sys/kernel/random/uuid)
MONITOR="v2:127.0.0.1:$((PORT - 2)),v1:127.0.0.1:$((PORT - 1))"
KEY=congvu-test-key
SECRET=congvu-test-secret-0000000000001

# cephx stays on: without it radosgw hangs at start. One copy of everything on a sparse 5 GB file.
cat > "$D/ceph.conf" <<C
[global]
fsid = $FSID
mon host = [$MONITOR]
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $D/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail warn = 1
mon data avail crit = 1
mon max pg per osd = 1000
ms bind ipv6 = false
public addr = 127.0.0.1
run dir = $D/run
admin socket = $D/run/\$name.asok
log file = $D/log/\$name.log
mon data = $D/mon
mgr data = $D/mgr
osd data = $D/osd
osd objectstore = bluestore
bluestore block size = 5368709120
bluestore block create = true
bluestore cache autotune = false
bluestore cache size = 134217728
osd memory target = 939524096
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:$PORT
rgw enable apis = s3
rgw lc debug interval = 10
C
export CEPH_CONF=$D/ceph.conf

run() { "$@" >> "$D/log/setup.log" 2>&1 < /dev/null; }
background() {
  local name=$1
  shift
  setsid "$@" > "$D/log/$name.out" 2>&1 < /dev/null &
  echo $! > "$D/$name.pid"
}
failed() {
  echo "the gateway did not start; see $D/log" >&2
  tail -n 5 "$D/log/setup.log" >&2
  stop "$D"
  exit 1
}
trap failed ERR

run ceph-authtool --create-keyring "$D/keyring" --gen-key -n mon. --cap mon 'allow *'
for name in client.admin mgr.x osd.0 client.rgw.a; do
  run ceph-authtool "$D/keyring" --gen-key -n "$name" --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
done
run monmaptool --create --addv a "[$MONITOR]" --fsid "$FSID" "$D/monmap"
run ceph-mon -i a --mkfs --monmap "$D/monmap" --keyring "$D/keyring"
background mon ceph-mon -i a -f
run timeout 60 ceph osd create "$OSD" 0
run ceph-osd -i 0 --mkfs --osd-uuid "$OSD"
background osd ceph-osd -i 0 -f
background mgr ceph-mgr -i x -f
run timeout 120 radosgw-admin user create --uid=test --display-name=test --access-key="$KEY" --secret="$SECRET"
background rgw radosgw -n client.rgw.a -f

answers() { (exec 3<> "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; }
for _ in $(seq 120); do
  if answers; then
    echo "endpoint=127.0.0.1:$PORT access_key=$KEY secret_key=$SECRET"
    if [ "$mode" = hold ]; then
      trap 'stop "$D"' EXIT
      cat > /dev/null
    fi
    exit 0
  fi
  sleep 0.5
done
failed
