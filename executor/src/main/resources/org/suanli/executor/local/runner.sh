# Runs the tasks that a server orders, each to its end. Usage: bash runner.sh STATE GROUPS...
#
# Started once by a server that may go away, in a session of its own and with an empty environment; ends
# when its input does. An order is a line, NUMBER ATTEMPT TASK EPOCH PLACES. For each, a runner is forked: it
# takes the claim of the task or leaves; under an epoch that is over, it leaves without. It outlives this shell
# and the server. The task gets its own session, and its control groups below those of GROUPS that are at
# PLACES; its output goes through a pump that drops what exceeds the log. When the runner is done, and so the
# log whole, it answers NUMBER CODE.
# Only builtins on the way, except setsid, and cat for a task that says something.
set -f
cd "$1" || exit 70
shift
read -r boot < /proc/sys/kernel/random/boot_id

# With job control, what runs behind the shell does not ignore signals, which a task would inherit.
set -m
# The last of a pipe is the runner itself, which spares a fork.
shopt -s lastpipe
unset SHLVL
detach=$(type -P setsid)

# Sets pid and born to those of a process: fields 1 and 22 of its stat, counted after the name, which may
# hold anything.
identify() {
  read -r stat < "/proc/$1/stat"
  pid=${stat%% *}
  set -- ${stat##*) }
  born=${20}
}

# A server that was paused past its lease may have ordered this: only the latest leader's tasks begin.
require_epoch() {
  set +f
  for seen in epochs/*; do
    [ "$seen" = 'epochs/*' ] || [ "${seen##*/}" -le "$epoch" ] || exit 77
  done
  set -f
}

# The claim names the process that supervises, and the runner, which waits for it and for the pump.
claim() {
  identify self
  set -C
  printf 'claim %s %s %s %s %s %s\nend\n' "$epoch" "$boot" "$pid" "$born" "$runner" "$runner_born" \
    2>/dev/null > "claims/$key" || exit 75
  set +C
}

# Nothing replaces an end. It must not be lost to a full or missing spool: it waits up to a week for room, or
# until the claim is gone or forgotten, and so all who would ask.
record() {
  tries=0
  set -C
  until printf 'exited %s %s %s %s %s\nend\n' "$1" "$boot" "$2" "$3" "$4" 2>/dev/null > "ended/$key"; do
    # The server recorded a loss.
    [ ! -s "ended/$key" ] || return 0
    # What is empty is this one's, for which there was no room.
    [ ! -e "ended/$key" ] || set +C
    [ -s "claims/$key" ] || exit 76
    tries=$((tries + 1))
    [ "$tries" -lt 604800 ] || exit 76
    [ -d ended ] || mkdir -p ended 2>/dev/null
    sleep 1
  done
}

task() {
  for place in $places; do
    echo 0 > "${!place}/$key/cgroup.procs" || exit 125
  done
  identify self
  printf 'begun %s %s\nend\n' "$pid" "$born" > "begun/$key" || exit 125
  set -- $detach
  become "$@"
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

# A task that says nothing needs no program for its log.
pump() {
  IFS= read -r -d '' -n 1 first || return 0
  # What is read as nothing is a byte of zero.
  if [ -n "$first" ]; then printf %s "$first"; else printf '\0'; fi >> "$log"
  ulimit -S -f "$log_kib"
  cat >> "$log" && return
  ulimit -S -f unlimited
  printf '\n[suanli] The log ends here: it is full.\n' >> "$log"
  cat > /dev/null
}

run() {
  trap 'echo "$number $?"' EXIT
  key=$attempt.$index

  # Sets log, log_kib; defines become (execute, by the words that it is given).
  . "./attempts/$attempt/$index.run" || exit 71
  require_epoch
  identify self
  runner=$pid
  runner_born=$born
  supervise "$@" | pump
}

while read -r number attempt index epoch places; do
  run "$@" < /dev/null &
  # Collects those that ended.
  jobs > /dev/null
done
