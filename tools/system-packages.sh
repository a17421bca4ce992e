#!/bin/sh
# Make sure Debian packages are there: install what is missing where that is allowed, else say
# exactly what to install. On other systems, say what is needed and go on.
set -eu
if ! command -v dpkg-query >/dev/null 2>&1; then
    exit 0
fi
missing=
for package in "$@"; do
    case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) in
        installed) ;;
        *) missing="$missing $package" ;;
    esac
done
# A Python that is not Debian's brings its own venv module.
case " $missing " in
    *" python3-venv "*)
        if "${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null; then
            missing=$(printf '%s' "$missing" | sed 's/ python3-venv//')
        fi ;;
esac
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    sudo=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    sudo=sudo
else
    echo "Please install these packages first, then run make again:" >&2
    echo "    sudo apt-get install$missing" >&2
    exit 1
fi
echo "Installing system packages:$missing"
# shellcheck disable=SC2086 - a list of names
$sudo env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null' sh $missing
