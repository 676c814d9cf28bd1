#!/usr/bin/env bash
# Installs ODK's own tools into $DH_ODK (otherwise a cache folder), where they
# are not there yet. Takes at most a few minutes, changes nothing else, and
# fails where something is missing: the tests that need it are skipped then.
set -euo pipefail
cd "$(dirname "$0")"

tools="${DH_ODK:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/dh-odk}"
mkdir -p "$tools"
missing=0

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "node and npm are not installed: no form engine"; missing=1
elif ! cmp -s package.json "$tools/package.json" || [ ! -d "$tools/node_modules" ]; then
  cp package.json "$tools/package.json.new"
  ( cd "$tools"
    mv package.json.new package.json
    timeout 180 npm install --no-audit --no-fund --loglevel=error || { rm -f package.json; exit 1; }
  ) || { echo "the form engine cannot be had"; missing=1; }
fi

pyxform=4.5.0
if ! command -v python3 >/dev/null || ! command -v java >/dev/null; then
  echo "python3 and java are not installed: no pyxform with ODK Validate"; missing=1
elif [ "$(cat "$tools/pyxform" 2>/dev/null)" != "$pyxform" ] || [ ! -x "$tools/venv/bin/xls2xform" ]; then
  { timeout 60 python3 -m venv "$tools/venv" \
      && timeout 180 "$tools/venv/bin/pip" install --quiet --disable-pip-version-check "pyxform==$pyxform" \
      && echo "$pyxform" > "$tools/pyxform"; } || { echo "pyxform cannot be had"; missing=1; }
fi

# Forms that others use, read as they stand and never copied: those of
# OpenStreetMap's field tools are under the GPL.
forms=0.3.4
if [ ! -x "$tools/venv/bin/pip" ]; then
  missing=1
elif [ "$(cat "$tools/forms/version" 2>/dev/null)" != "$forms" ]; then
  { rm -rf "$tools/forms" && mkdir -p "$tools/forms" \
      && timeout 180 "$tools/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps \
           --only-binary :all: --dest "$tools/forms" "osm-fieldwork==$forms" \
      && ( cd "$tools/forms" && "$tools/venv/bin/python" -m zipfile -e ./*.whl . ) \
      && echo "$forms" > "$tools/forms/version"; } || { echo "the public forms cannot be had"; missing=1; }
fi

[ "$missing" = 0 ] && echo "ODK's tools are in $tools"
exit "$missing"
