# Runs one task of an attempt to its end. Usage: sh runner.sh STATE ATTEMPT TASK EPOCH GROUP...
#
# Started in a session of its own, with an empty environment, by a server that may go away. It takes the
# claim of the task or leaves; under an epoch that is over, it leaves without. The task gets its own
# session and control groups; its output goes through a pump that drops what exceeds the log. The end is renamed into the spool. Only builtins on the way,
# except setsid, cat and mv.
set -f
cd "$1" || exit 70
attempt=$2
key=$2.$3
epoch=$4

# Sets log, log_blocks; defines become (execute).
. "./attempts/$attempt/$3.run" || exit 71
read -r boot < /proc/sys/kernel/random/boot_id
shift 4

# Sets pid and born to those of a process: fields 1 and 22 of its stat, counted after the name, which may
# hold anything.
identify() {
  read -r stat < "/proc/$1/stat"
  pid=${stat%% *}
  set -- ${stat##*) }
  born=${20}
}

# A server that was paused past its lease may have started this: only the latest leader's tasks begin.
require_epoch() {
  set +f
  for seen in epochs/*; do
    [ "$seen" = 'epochs/*' ] || [ "${seen##*/}" -le "$epoch" ] || exit 77
  done
  set -f
}

# The claim names the process that supervises, and this one, which leads the session of both and the pump.
claim() {
  identify self
  set -C
  printf 'claim %s %s %s %s %s %s\nend\n' "$epoch" "$boot" "$pid" "$born" "$leader" "$leader_born" \
    2>/dev/null > "claims/$key" || exit 75
  set +C
}

# The end must not be lost to a full or missing spool: it waits up to a week for room.
record() {
  tries=0
  until printf 'exited %s %s %s %s %s\nend\n' "$1" "$boot" "$2" "$3" "$4" 2>/dev/null > "temporary/$key" \
    && mv "temporary/$key" "ended/$key" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 604800 ] || exit 76
    [ -d temporary ] && [ -d ended ] || mkdir -p temporary ended 2>/dev/null
    sleep 1
  done
}

task() {
  for group in "$@"; do
    echo 0 > "$group/cgroup.procs" || exit 125
  done
  identify self
  printf 'begun %s %s\nend\n' "$pid" "$born" > "begun/$key" || exit 125
  become
  exit 125
}

supervise() {
  claim
  read -r from rest < /proc/uptime
  if [ -e "stops/$attempt" ]; then
    record 143 "$from" "$from" alone
    return
  fi
  ( task "$@" ) 2>&1
  code=$?
  read -r to rest < /proc/uptime
  # What the task left behind in its group ends with it; the server sees to what it takes.
  left=alone
  if read -r word pid rest 2>/dev/null < "begun/$key"; then
    kill -s KILL -- "-$pid" 2>/dev/null && left=left
  fi
  record "$code" "$from" "$to" "$left"
}

pump() {
  ulimit -S -f "$log_blocks"
  cat >> "$log" 2>/dev/null && return
  ulimit -S -f unlimited
  printf '\n[suanli] The log ends here: it is full.\n' >> "$log"
  exec cat > /dev/null
}

require_epoch
identify $$
leader=$pid
leader_born=$born
supervise "$@" | pump
