#!/usr/bin/env bash
# Runs Ceph's object gateway (RGW) on one node with everything in memory, in the foreground, until it is
# stopped: ceph-rgw.sh FOLDER PORT [MONITOR_PORT]. The programs come from the PATH, or from the folder in CEPH_ROOT into
# which Debian's packages were unpacked (install-servers.sh does that; root is not needed).
# The access key is restera-test, its secret restera-test-secret.
set -euo pipefail
folder=$1 port=$2
mon_port=${3:-$((port + 1))}
mkdir -p "$folder"/{mon,osd,run,log}
folder=$(cd "$folder" && pwd)
root=${CEPH_ROOT:-}
libraries=$root/usr/lib/$(uname -m)-linux-gnu
if [ -n "$root" ]; then
  export PATH="$root/usr/bin:$PATH" PYTHONPATH="$root/usr/lib/python3/dist-packages"
  export LD_LIBRARY_PATH="$libraries:$libraries/ceph:$root/lib/$(uname -m)-linux-gnu"
fi
python=/usr/bin/python3
fsid=$(cat /proc/sys/kernel/random/uuid)
osd=$(cat /proc/sys/kernel/random/uuid)

cat > "$folder/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = v1:127.0.0.1:$mon_port
ms bind msgr2 = false
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
osd objectstore = memstore
memstore device bytes = 4294967296
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data = $folder/mon
osd data = $folder/osd
osd class dir = $libraries/rados-classes
erasure code dir = $libraries/ceph/erasure-code
plugin dir = $libraries/ceph
run dir = $folder/run
admin socket = $folder/run/\$name.asok
log file = $folder/log/\$name.log
debug ms = 0
rgw frontends = beast endpoint=127.0.0.1:$port
rgw data = $folder/rgw
rgw enable usage log = false
CONF
export CEPH_CONF=$folder/ceph.conf

children=()
stop() { kill "${children[@]}" 2>/dev/null || true; wait 2>/dev/null || true; }
trap stop EXIT
trap 'exit 0' TERM INT
ceph() { "$python" "$(type -P ceph)" --connect-timeout 20 "$@"; }

monmaptool --create --fsid "$fsid" --addv a "v1:127.0.0.1:$mon_port" "$folder/monmap" >/dev/null
ceph-mon -i a --mkfs --monmap "$folder/monmap"
ceph-mon -i a -f & monitor=$! children+=($!)
# On a busy machine, who asks before the monitor's map has come to him is refused: he asks again.
until ceph osd new "$osd" >/dev/null; do
  kill -0 "$monitor"
  sleep 0.3
done
ceph-osd -i 0 --mkfs --osd-uuid "$osd"
osd_process=
until ceph osd stat | grep -q '1 up'; do
  if [ -z "$osd_process" ] || ! kill -0 "$osd_process" 2>/dev/null; then
    ceph-osd -i 0 -f & osd_process=$! children+=($!)
  fi
  sleep 0.3
done
radosgw-admin user create --uid=restera-test --display-name=test \
  --access-key=restera-test --secret=restera-test-secret >/dev/null
radosgw -n client.rgw -f & gateway=$! children+=($!)
wait "$gateway"
