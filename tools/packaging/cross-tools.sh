# Functions of tools/cross-build and tools/test-aarch64. Their caller sets $arch, $triple, $gnu, $debian and $cpu.

# Sets what follows from $arch; false for an architecture that is not supported.
describe_arch() {
  case $arch in
    aarch64) triple=aarch64-none-none-elf debian=arm64 ;;
    x86_64) triple=x86_64-unknown-none-elf debian=amd64 ;;
    *) return 1 ;;
  esac
  gnu=$arch-linux-gnu
}

catseye_version() { sed -n 's/.*StaticString { "\(.*\)" }.*/\1/p' Sources/Engine/Engine+Version.swift; }

# Packages that are missing: the cross compilers with their libc, and libjpeg for the board.
missing_cross_tools() {
  local compiler=${gnu/_/-}
  command -v "$gnu-gcc" >/dev/null || echo "gcc-$compiler"
  command -v "$gnu-g++" >/dev/null || echo "g++-$compiler"
  [ -e "/usr/lib/$gnu/libjpeg.a" ] || echo "libjpeg-dev:$debian"
}

have_cross_tools() { [ -z "$(missing_cross_tools)$*" ]; }

# Installs them, and further packages that are named.
install_cross_tools() {
  local packages
  mapfile -t packages < <(missing_cross_tools)
  tools/prepare "${packages[@]}" "$@"
}

# The allocators whose calls are counted (Sources/CProgram/allocations.c), and libjpeg's only use of scanf, which would link 75 KB of
# libc (no_scanf.c).
wrapped=(malloc calloc realloc memalign aligned_alloc posix_memalign free __isoc99_sscanf __isoc23_sscanf)

swift_bin() { dirname "$(readlink -f "$(command -v swiftc)")"; }

# The toolset names this toolchain's own folders, so it is written here. Nothing is thrown, so no unwind tables are needed.
write_toolset() {
  local file=$1 bin wraps tune=
  bin=$(swift_bin)
  wraps=$(printf ', "-Xclang-linker", "-Wl,--wrap=%s"' "${wrapped[@]}")
  [ -z "$cpu" ] || tune=", \"-mtune=$cpu\""
  mkdir -p "$(dirname "$file")"
  cat >"$file" <<JSON
{
  "schemaVersion": "1.0",
  "rootPath": "$bin",
  "swiftCompiler": { "extraCLIOptions": [
    "-enable-experimental-feature", "Embedded", "-wmo", "-Xfrontend", "-function-sections",
    "-Xfrontend", "-clang-target", "-Xfrontend", "$arch-unknown-linux-gnu", "-Xcc", "-fno-asynchronous-unwind-tables",
    "-use-ld=lld", "-Xclang-linker", "--target=$gnu", "-Xclang-linker", "-static"$wraps,
    "-Xclang-linker", "-Wl,--gc-sections", "-Xclang-linker", "-Wl,--icf=all", "-Xclang-linker", "-Wl,--no-eh-frame-hdr",
    "-Xclang-linker", "$bin/../lib/swift/embedded/$triple/libswiftUnicodeDataTables.a"
  ] },
  "cCompiler": { "extraCLIOptions": ["--target=$gnu", "-ffunction-sections", "-fno-asynchronous-unwind-tables", "-DCATSEYE_WRAPPED_ALLOCATOR"$tune] }
}
JSON
}

# The names of the functions in catseye.h.
interface_names() { grep -o '\bcatseye_[a-z_]*(' "$1" | tr -d '(' | sort -u; }

# Makes one object with the library's code, in which only the names of catseye.h are global: a program may link it in any way.
make_library() {
  local archive=$1 header=$2 out=$3 work names
  work=$(mktemp -d)
  names=$(interface_names "$header")
  # shellcheck disable=SC2086,SC2046
  "$gnu-ld" -r --gc-sections $(printf -- '-u %s ' $names) -o "$work/all.o" "$archive" \
    "$(swift_bin)/../lib/swift/embedded/$triple/libswiftUnicodeDataTables.a"
  # shellcheck disable=SC2046
  "$gnu-objcopy" $(printf -- '--keep-global-symbol=%s ' $names) --strip-debug "$work/all.o" "$work/catseye.o"
  rm -f "$out"
  "$gnu-ar" rcsD "$out" "$work/catseye.o"
  rm -r "$work"
}

# Makes libcatseye.so.1 of the same code in the folder OUT, with the link that programs are linked with. The 1 is the interface's version
# in catseye.h, and stays as long as no program has to be built again.
make_shared_library() {
  local archive=$1 header=$2 out=$3 map
  map=$(mktemp)
  # shellcheck disable=SC2046
  { printf 'CATSEYE_1 {\n  global:\n' && printf '    %s;\n' $(interface_names "$header") && printf '  local: *;\n};\n'; } >"$map"
  "$gnu-gcc" -shared -Wl,-soname,libcatseye.so.1 -Wl,--version-script="$map" -Wl,--no-undefined -Wl,--gc-sections -Wl,-z,relro,-z,now \
    -Wl,--build-id -Wl,--whole-archive "$archive" -Wl,--no-whole-archive -pthread -lm -o "$out/libcatseye.so.1"
  "$gnu-strip" --strip-unneeded "$out/libcatseye.so.1"
  chmod 644 "$out/libcatseye.so.1"
  ln -sf libcatseye.so.1 "$out/libcatseye.so"
  rm "$map"
}

# Installs the C library of dist/ARCH below ROOT: into ROOT/include and ROOT/LIB, with the files that pkg-config and CMake look for.
# UP is the path from ROOT/LIB/cmake/catseye to ROOT/include; PREFIX and LIBDIR are written into catseye.pc.
put_library() { # ROOT LIB UP PREFIX LIBDIR
  local root=$1 lib=$1/$2 from=dist/$arch here=tools/packaging version rpath=
  # where only the program itself can say where the shared library is
  # shellcheck disable=SC2016
  [ "$4" = /usr ] || rpath=' -Wl,-rpath,${libdir}'
  version=$(catseye_version)
  install -D -m 644 "$from/catseye.h" "$root/include/catseye.h"
  install -D -m 644 "$from/libcatseye.a" "$lib/libcatseye.a"
  install -D -m 644 "$from/libcatseye.so.1" "$lib/libcatseye.so.1"
  ln -sf libcatseye.so.1 "$lib/libcatseye.so"
  mkdir -p "$lib/pkgconfig" "$lib/cmake/catseye"
  sed "s|@VERSION@|$version|; s|@PREFIX@|$4|; s|@LIBDIR@|$5|; s|@RPATH@|$rpath|" "$here/catseye.pc" >"$lib/pkgconfig/catseye.pc"
  sed "s|@INCLUDE@|$3|" "$here/catseyeConfig.cmake" >"$lib/cmake/catseye/catseyeConfig.cmake"
  sed "s|@VERSION@|$version|" "$here/catseyeConfigVersion.cmake" >"$lib/cmake/catseye/catseyeConfigVersion.cmake"
}

# Makes what is needed to link the program again: its own objects, and the command.
keep_objects() {
  local bin=$1 out=$2 number=0 object wrap
  wrap=$(printf ',--wrap=%s' "${wrapped[@]}")
  mkdir -p "$out"
  while read -r object; do
    object=${object//\'/}
    number=$((number + 1))
    cp "$object" "$out/$(printf '%02d' $number)-$(basename "$object")"
  done <"$bin/catseye.product/Objects.LinkFileList"
  cp "$(swift_bin)/../lib/swift/embedded/$triple/libswiftUnicodeDataTables.a" "$out/"
  {
    echo '#!/bin/sh'
    echo "# Links catseye again with the libc and libjpeg of $gnu's compiler, by clang and lld (GNU ld refuses protected symbols)."
    echo '# Usage: relink OUTPUT [further options of clang, as -L/path/to/another/libjpeg]'
    # shellcheck disable=SC2016
    echo 'set -eu; output=$(realpath "$1"); shift; cd "$(dirname "$0")"'
    # shellcheck disable=SC2016
    echo "exec clang --target=$gnu -fuse-ld=lld -static -Wl,--gc-sections,--icf=all,--defsym=main=catseye_main$wrap" \
      '"$@" *.o libswiftUnicodeDataTables.a -ljpeg -lm -o "$output"'
  } >"$out/relink"
  chmod +x "$out/relink"
}
