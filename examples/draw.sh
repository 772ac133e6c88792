#!/bin/sh
# Draws every example picture again from its source. Needs Node 20+, Python 3.11+, Chromium,
# Graphviz, PlantUML and the Noto Sans CJK fonts; on Debian:
#   apt-get install nodejs npm chromium graphviz plantuml fonts-noto-cjk fonts-dejavu fonts-liberation
set -eu
cd "$(dirname "$0")"
[ -d node_modules ] || npm install --ignore-scripts --no-audit --no-fund
[ -d .venv ] || { python3 -m venv .venv && .venv/bin/pip install --quiet -r requirements.txt; }
PYTHON=.venv/bin/python node draw.mjs
.venv/bin/python draw.py
