#!/bin/sh
# What do the tests need besides the environment? A Chromium for the screens and a Redis server.
# Found ones are used; where apt-get may be run they are installed; else Playwright brings its Chromium.
set -eu

# Not named chromium: `command -v` would find the function itself.
any_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

missing=""
any_chromium >/dev/null || missing="$missing chromium"
command -v redis-server >/dev/null || missing="$missing redis-server"
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo -n"
fi
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
    exit 0
fi

any_chromium >/dev/null || .venv/bin/playwright install chromium
command -v redis-server >/dev/null || {
    echo "The tests need redis-server: please install it (macOS: brew install redis)." >&2
    exit 1
}
