# What the scripts beside this folder share. It is sourced, runs with the bash 3.2 of macOS, and changes nothing by
# itself.

# The flags of every debug build and test run: with others, everything would be built anew.
debug_flags=(--explicit-target-dependency-import-check error)

# The flags of a release. Apple's platforms have the Swift libraries in the system.
release_flags=(-c release)
if [ "$(uname -s)" != Darwin ]; then release_flags+=(--static-swift-stdlib); fi

fail() { # message [hint]
    printf '%s: error: %s\n' "${0##*/}" "$1" >&2
    if [ $# -gt 1 ]; then printf '%s: hint: %s\n' "${0##*/}" "$2" >&2; fi
    exit 1
}

# Announces a step with the time since the script began.
step() { # title
    current_step=$1
    printf '\n── %02d:%02d  %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$1"
}

# A folder that only its owner can enter, removed when the script ends, however it ends.
make_temporary_folder() {
    temporary=$(mktemp -d "${TMPDIR:-/tmp}/partner-vault.XXXXXX")
}

# Installs what is missing of: pkg-config libsodium sqlite python chromium (Debian's, with its driver) jq curl
# systemd-analyze promtool (into .build/tools)
install_missing() { # name…
    command -v swift >/dev/null 2>&1 || fail "swift is not installed" "see https://www.swift.org/install"
    local missing
    missing=$(missing_of "$@")
    if [ -z "$missing" ]; then return; fi
    echo "missing:" $missing
    case $(uname -s) in
    Darwin) install_with_brew $missing ;;
    *) install_with_apt $missing ;;
    esac
    missing=$(missing_of "$@")
    if [ -n "$missing" ]; then fail "still missing after the installation: ${missing//$'\n'/ }"; fi
}

missing_of() {
    local name
    for name in "$@"; do
        if ! is_there "$name"; then echo "$name"; fi
    done
}

is_there() {
    case $1 in
    pkg-config) command -v pkg-config >/dev/null 2>&1 ;;
    libsodium) pkg-config --exists libsodium 2>/dev/null ;;
    # macOS has SQLite in its SDK.
    sqlite) [ "$(uname -s)" = Darwin ] || pkg-config --exists sqlite3 2>/dev/null ;;
    python) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    chromium) command -v chromium >/dev/null 2>&1 && command -v chromedriver >/dev/null 2>&1 ;;
    jq | curl | systemd-analyze) command -v "$1" >/dev/null 2>&1 ;;
    promtool) [ -x .build/tools/promtool ] || command -v promtool >/dev/null 2>&1 ;;
    esac
}

install_with_apt() {
    local packages=() name
    for name in "$@"; do
        case $name in
        pkg-config) packages+=(pkg-config) ;;
        libsodium) packages+=(libsodium-dev) ;;
        sqlite) packages+=(libsqlite3-dev) ;;
        python) packages+=(python3 python3-venv) ;;
        # Pages measure text, so that there must be a font.
        chromium) packages+=(chromium chromium-driver fonts-dejavu-core) ;;
        jq) packages+=(jq) ;;
        curl) packages+=(curl ca-certificates) ;;
        systemd-analyze) packages+=(systemd) ;;
        promtool) fetch_promtool ;;
        esac
    done
    if [ ${#packages[@]} = 0 ]; then return; fi
    local by_hand="apt-get install ${packages[*]}"
    command -v apt-get >/dev/null 2>&1 ||
        fail "this system has no apt-get, so nothing can be installed from here" \
            "install what Debian calls ${packages[*]}, then run this again"
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || fail "only root can install packages" "as root: $by_hand"
        root=(sudo)
        # Without a terminal nobody can answer sudo.
        if ! (: </dev/tty) 2>/dev/null; then root=(sudo -n); fi
    fi
    # Package lists may be old, or partly out of reach; the installation then says what is wrong.
    ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get update -qq || true
    ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "${packages[@]}" ||
        fail "apt-get could not install ${packages[*]}" "as root: $by_hand"
}

# Takes the one program out of Debian's package (19 MB), which would otherwise bring a server that starts at once.
fetch_promtool() {
    local tools=$PWD/.build/tools folder
    command -v apt-get >/dev/null 2>&1 || fail "this system has no apt-get to get promtool with"
    mkdir -p "$tools"
    folder=$(mktemp -d "$tools/promtool.XXXXXX")
    # The package lists may never have been read here; only root can do that.
    if [ "$(id -u)" = 0 ] && ! apt-cache show prometheus >/dev/null 2>&1; then apt-get update -qq || true; fi
    if (cd "$folder" && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb .); then
        mv "$folder/usr/bin/promtool" "$tools/promtool"
    fi
    rm -rf "$folder"
}

install_with_brew() {
    local formulas=() name
    for name in "$@"; do
        case $name in
        pkg-config) formulas+=(pkgconf) ;;
        libsodium) formulas+=(libsodium) ;;
        sqlite) formulas+=(sqlite) ;;
        python) formulas+=(python3) ;;
        esac
    done
    command -v brew >/dev/null 2>&1 ||
        fail "Homebrew is not installed" "see https://brew.sh, then: brew install ${formulas[*]}"
    brew install --quiet "${formulas[@]}" || fail "brew could not install ${formulas[*]}"
}
