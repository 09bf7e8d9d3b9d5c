# For tools/test and tools/test-trust: `step NAME` heads a part, and `steps_end` tells what each took.
steps=()
step() {
  steps+=("$SECONDS $1")
  printf '\n== %s (%s)\n' "$1" "$(date +%H:%M:%S)"
}
steps_end() {
  local each next
  steps+=("$SECONDS all of it")
  printf '\n== seconds that each part took\n'
  for ((each = 0; each < ${#steps[@]} - 1; each++)); do
    next=${steps[each + 1]%% *}
    printf '%6d  %s\n' $((next - ${steps[each]%% *})) "${steps[each]#* }"
  done
  printf '%6d  in all\n' "$SECONDS"
}
