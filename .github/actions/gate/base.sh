#!/usr/bin/env bash
# Says which revision to compare with, and fetches of a shallow clone what lies between it and HEAD.
# Writes `against`, which is empty where govkit is to choose.
set -euo pipefail
# shellcheck source=SCRIPTDIR/git.sh
source "$(dirname "$0")/git.sh"

nothing=0000000000000000000000000000000000000000

# A clone whose credentials were not kept is asked with the token.
remote="$(git remote get-url origin 2> /dev/null || true)"
host="${GITHUB_SERVER_URL:-https://github.com}"
if [ -n "${GATE_TOKEN:-}" ] && [[ "$remote" == "$host"/* ]] && ! git config --get-regexp '^http\..*extraheader$' > /dev/null; then
  secret="$(printf 'x-access-token:%s' "$GATE_TOKEN" | base64 | tr -d '\n')"
  git_setting "http.$host/.extraheader" "AUTHORIZATION: basic $secret"
fi

shallow() { [ "$(git rev-parse --is-shallow-repository)" = true ]; }
known() { git rev-parse --quiet --verify --end-of-options "$1^{commit}" > /dev/null; }
fetch() { git fetch --quiet --no-tags "$@"; }

# A branch is fetched to where its clone keeps it; anything else by its own name.
spec_of() {
  case "$1" in
    origin/*) echo "+refs/heads/${1#origin/}:refs/remotes/$1" ;;
    *) echo "$1" ;;
  esac
}

against=""
if [ -n "${GATE_AGAINST:-}" ]; then
  against="$GATE_AGAINST"
elif [ -n "${GITHUB_BASE_REF:-}" ]; then
  against="origin/$GITHUB_BASE_REF"
elif [ -n "${GATE_QUEUE_BASE:-}" ]; then
  against="$GATE_QUEUE_BASE"
elif [ -n "${GATE_BEFORE:-}" ] && [ "$GATE_BEFORE" != "$nothing" ]; then
  against="$GATE_BEFORE"
elif [ -n "${GATE_BEFORE:-}" ] && [ -n "${GATE_DEFAULT_BRANCH:-}" ] && [ "${GITHUB_REF_NAME:-}" != "$GATE_DEFAULT_BRANCH" ]; then
  against="origin/$GATE_DEFAULT_BRANCH" # the first push of a branch
fi

if [ -n "$against" ]; then
  spec="$(spec_of "$against")"
  head="$(git rev-parse HEAD)"
  if shallow; then
    known "$against" || fetch --depth=1 origin "$spec" || true
    # Both sides are deepened, ten times further each time, until they meet.
    for depth in 10 100 1000; do
      { ! shallow || git merge-base HEAD "$against" > /dev/null 2>&1; } && break
      fetch "--deepen=$depth" origin "$spec" "$head" || break
    done
    if shallow && ! git merge-base HEAD "$against" > /dev/null 2>&1; then
      fetch --unshallow origin "$spec" || true
    fi
  else
    known "$against" || fetch origin "$spec" || true
  fi
  if ! known "$against" && [ "$against" = "${GATE_BEFORE:-}" ] && [ -z "${GATE_AGAINST:-}" ]; then
    echo "::warning::what was pushed before ($against) is there no more, as after a forced push; compared with the commit before this one"
    against="HEAD^"
    known "$against" || fetch --deepen=1 origin "$head" || true
    known "$against" || against="HEAD" # the first commit
  fi
fi

echo "against=$against" >> "$GITHUB_OUTPUT"
echo "compared with ${against:-what govkit takes by itself}"
