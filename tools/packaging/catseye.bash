# Completion of catseye for bash: commands, and the options that a command's --help lists.
_catseye() {
  local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W 'run bench info selftest --version --help' -- "$current")
    return
  fi
  case $before in
    --input) set -- auto mjpeg y4m rgb24 bgr24 rgba bgra gray8 yuyv422 uyvy422 nv12 nv21 yuv420p ;;
    --palette) set -- vivid ;;
    --output) set -- mask overlay json logits none ;;
    --policy) set -- every latest ;;
    --on-late) set -- warn drop exit ;;
    --on-corrupt) set -- skip repeat ;;
    --fit) set -- stretch crop letterbox ;;
    --stats) set -- text json ;;
    --model)
      mapfile -t COMPREPLY < <(compgen -f -X '!*.ceye' -- "$current"; compgen -d -- "$current")
      return
      ;;
    *)
      if [[ $current != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
      fi
      # shellcheck disable=SC2046
      set -- $("${COMP_WORDS[0]}" "$command" --help 2>/dev/null | grep -oE '^ +--[a-z-]+' | sort -u)
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$*" -- "$current")
}
complete -o filenames -F _catseye catseye
