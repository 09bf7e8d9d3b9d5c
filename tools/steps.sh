# For tools/test and tools/test-trust: `step NAME` heads a part, and `steps_end` prints how many seconds each took, of the clock and
# of the processors: the latter hardly change where a machine is busy.
#
# `aside NAME COMMAND...` starts a command in the background, with parts of its own; `joined` waits for it, prints what it printed,
# and ends the script where it failed.
steps=() aside_job=
steps_folder=$(mktemp -d)
trap 'steps_clean' EXIT

# Where a part fails, what runs beside it stops too.
steps_clean() {
  [ -z "$aside_job" ] || kill -- "-$aside_job" 2>/dev/null || true
  rm -rf "$steps_folder"
}

# Seconds of the processors that this shell's finished commands took.
processor_seconds() {
  local file=$steps_folder/times.$BASHPID
  times >"$file"  # not in a subshell, which would count its own
  processors=$(awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum += t[1] * 60 + t[2] } printf "%d", sum }' "$file")
}

step() {
  processor_seconds
  steps+=("$SECONDS $processors ${1:-}")
  [ -z "${1:-}" ] || printf '\n== %s (%s)\n' "$1" "$(date +%H:%M:%S)"
}

# The parts of this shell: seconds, seconds of the processors, name.
steps_table() {
  local each from to
  for ((each = 0; each < ${#steps[@]} - 1; each++)); do
    read -ra from <<<"${steps[each]}"
    read -ra to <<<"${steps[each + 1]}"
    printf '%6d %6d  %s\n' $((to[0] - from[0])) $((to[1] - from[1])) "${from[*]:2}${1:-}"
  done
}

aside() {
  aside_name=$1
  shift
  set -m  # a process group of its own
  (
    set +m
    steps=()
    trap 'status=$?; step; steps_table " (beside)" >"$steps_folder/aside.table"; exit $status' EXIT
    "$@"
  ) >"$steps_folder/aside" 2>&1 &
  aside_job=$!
  set +m
}

joined() {
  step "$aside_name: waiting for it"
  local status=0
  wait "$aside_job" || status=$?
  aside_job=
  cat "$steps_folder/aside"
  return $status
}

steps_end() {
  step
  printf '\n== seconds, seconds of the processors, part\n'
  steps_table
  [ ! -f "$steps_folder/aside.table" ] || cat "$steps_folder/aside.table"
  printf '%6d         in all\n' "$SECONDS"
}
