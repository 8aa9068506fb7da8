#!/usr/bin/env bash
# Installs govkit into an environment of its own, so that what the project installs stays as it is.
set -euo pipefail

folder="$RUNNER_TEMP/govkit"
if [ -n "${GATE_VERSION:-}" ]; then
  wanted="govkit[strict]==$GATE_VERSION"
else
  wanted="$(cd "$GITHUB_ACTION_PATH/../../.." && pwd)[strict]"
fi

"$(command -v python3 || command -v python)" -m venv "$folder"
scripts="$folder/bin"
[ -d "$scripts" ] || scripts="$folder/Scripts" # Windows
"$scripts/python" -m pip install --quiet --disable-pip-version-check "$wanted"
"$scripts/govkit" --version
echo "$scripts" >> "$GITHUB_PATH"
