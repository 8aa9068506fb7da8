#!/usr/bin/env bash
# Writes the report to the pull request; a comment that may not be written changes no verdict.
set -euo pipefail

"$(command -v python3 || command -v python)" "$GITHUB_ACTION_PATH/comment.py"
