# shellcheck shell=bash
# What Git is told for this run alone: by the environment, which no list of processes shows and no file keeps.
git_setting() {
  local number="${GIT_CONFIG_COUNT:-0}"
  export "GIT_CONFIG_KEY_$number=$1" "GIT_CONFIG_VALUE_$number=$2" "GIT_CONFIG_COUNT=$((number + 1))"
}

# The folder may belong to another user, as in a container; it was checked out to be looked at.
git_setting safe.directory "${GITHUB_WORKSPACE:-$PWD}"
