# shellcheck shell=bash
# Functions that the scripts in this folder share. Source it after `set -euo pipefail`.

# The checkout, independent of the caller's folder.
root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Messages go to stderr: stdout is for results, such as a folder's path or saidso's records.
say() { printf 'saidso: %s\n' "$*" >&2; }

die() { # STATUS MESSAGE…
    local status=$1
    shift
    say "$@"
    exit "$status"
}

# Exit status 2: the user must first install or name something.
need_python() {
    command -v python3 >/dev/null || die 2 "python3 is needed for the set-up and is missing: install the package python3"
}

need_compiler() {
    local compiler
    for compiler in ${CXX:+"$CXX"} c++ g++ clang++; do
        ! command -v "$compiler" >/dev/null || return 0
    done
    die 2 "a C++ compiler is needed to build saidso and is missing: install the package g++"
}

need_cargo() {
    # rustup adds its folder to the PATH of login shells only.
    command -v cargo >/dev/null || PATH="$PATH:${CARGO_HOME:-${HOME:-}/.cargo}/bin"
    command -v cargo >/dev/null || die 2 "cargo is needed to build saidso and is missing:" \
        "install Rust (the package rustup, then \`rustup default stable\`)"
}

# The cache is outside the checkout, so that all checkouts share it.
cache_folder() {
    case ${XDG_CACHE_HOME:-} in
    /*) printf '%s\n' "$XDG_CACHE_HOME/saidso" ;;
    *) printf '%s\n' "${HOME:?must be set, or XDG_CACHE_HOME}/.cache/saidso" ;;
    esac
}

# The platform, such as linux-x86_64, linux-aarch64 or darwin-aarch64.
platform() {
    local machine
    machine=$(uname -m)
    case $machine in
    amd64) machine=x86_64 ;;
    arm64) machine=aarch64 ;;
    esac
    printf '%s-%s\n' "$(uname -s | tr '[:upper:]' '[:lower:]')" "$machine"
}

# Whether each library in a folder has the size recorded in its manifest. Reading half a gigabyte to compute hashes
# takes a second or two, too long for every start of saidso.
looks_whole() { # FOLDER
    local size name
    [ -s "$1/saidso-manifest" ] || return 1
    while read -r _ size name; do
        [ -r "$1/$name" ] && [ "$(wc -c <"$1/$name")" -eq "$size" ] || return 1
    done < <(grep -v ' include/' "$1/saidso-manifest")
}

# Makes libtorch if it is missing, and sets `libtorch` to its folder. An existing folder is checked by its hashes
# (whole) or only by its sizes (quick).
prepare_libtorch() { # whole|quick
    local link="$root/.libtorch"
    if [ -n "${LIBTORCH:-}" ]; then
        libtorch=$LIBTORCH
        [ -d "$libtorch/lib" ] || die 2 "LIBTORCH is set to $libtorch, which has no folder lib: set it to a libtorch 2.4.0, or unset it"
        # .cargo/config.toml names the string ABI of the libtorch made here; a different libtorch may have the newer
        # ABI.
        if [ -z "${LIBTORCH_CXX11_ABI:-}" ] &&
            grep -aq _ZN3c105ErrorC2ENS_14SourceLocationENSt7__cxx11 "$libtorch/lib/libc10.so" 2>/dev/null; then
            export LIBTORCH_CXX11_ABI=1
        fi
        return
    fi
    libtorch="$(cache_folder)/libtorch-2.4.0-$(platform)"
    if [ "$1" != quick ] || ! looks_whole "$libtorch"; then
        need_python
        need_compiler
        python3 "$root/scripts/setup/wheels.py" libtorch "$(platform)" "$libtorch" || exit
    fi
    # .cargo/config.toml points tch at this link. LIBTORCH itself is not set here: torch-sys would be rebuilt
    # (minutes) whenever `cargo build` and these scripts named different paths.
    if [ "$(readlink "$link" || true)" != "$libtorch" ]; then
        [ -L "$link" ] || [ ! -e "$link" ] || die 2 "$link is in the way: it must be a link to $libtorch"
        # Another run may make the same link at the same moment.
        ln -sfn "$libtorch" "$link" 2>/dev/null || [ "$(readlink "$link" || true)" = "$libtorch" ] ||
            die 1 "cannot make the link $link"
    fi
}

# Sets `target` to cargo's target folder. Cargo runs in the checkout, where it finds .cargo/config.toml, so a relative
# CARGO_TARGET_DIR is resolved against the caller's folder first, as cargo itself would.
prepare_target() {
    target=${CARGO_TARGET_DIR:-${CARGO_BUILD_TARGET_DIR:-$root/target}}
    case $target in
    /*) ;;
    *) target="$PWD/$target" ;;
    esac
    export CARGO_TARGET_DIR=$target
}
