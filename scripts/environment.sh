# Make .venv with the pinned tools, from nothing but Python 3.11 or newer.
set -eu

suits='import sys; sys.exit(sys.version_info < (3, 11))'
can_make_one='import ensurepip, venv'
found=
for candidate in ${PYTHON:-python3 python3.15 python3.14 python3.13 python3.12 python3.11 python}; do
    "$candidate" -c "$suits" 2>/dev/null || continue
    found=$candidate
    ! "$candidate" -c "$can_make_one" 2>/dev/null || break
done

if [ -z "$found" ]; then
    version=$("${PYTHON:-python3}" --version 2>&1) || version="no Python"
    echo "This project needs Python 3.11 or newer, and found $version;" \
        "install one, or name it: make PYTHON=/path/to/python3.13 ..." >&2
    exit 1
fi
if ! "$found" -c "$can_make_one" 2>/dev/null; then
    echo "$($found --version) at $(command -v "$found") cannot make environments;" \
        "install its venv module (on Debian and Ubuntu: the package python3-venv)." >&2
    exit 1
fi

made=.venv/bin/python
[ "${OS:-}" != Windows_NT ] || made=.venv/Scripts/python.exe

if ! "$made" -c "$suits" 2>/dev/null; then
    echo "Making .venv with $("$found" --version)"
    "$found" -m venv --clear .venv
fi

echo "Installing the pinned tools into .venv"
pip() { "$made" -m pip --quiet --disable-pip-version-check "$@"; }
pip install --constraint constraints.txt nox "pip>=25.1" # which knows --group
# uv is only a faster installer: without a wheel for this machine, nox uses pip.
pip install --constraint constraints.txt --only-binary :all: uv ||
    echo "No uv for this machine: using pip, which is slower."
# Like pip, it is to trust the certificates of the system, among them that of a company's proxy.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
cache=$("${made%/*}/uv" cache dir 2>/dev/null) || exit 0
if ! mkdir -p "$cache" 2>/dev/null || [ ! -w "$cache" ]; then
    echo "uv cannot write its cache $cache: set UV_CACHE_DIR to a folder that you can write." >&2
    exit 1
fi
