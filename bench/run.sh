#!/usr/bin/env bash
# All figures, one command: speed of reading and summarizing, /healthz under load, scores.
# Writes bench/results/DATE-*.md; what is given goes to every script (--limit 5 for a trial).
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-.venv/bin/python}"

"$python" bench/read.py --save "$@"
"$python" bench/summarize.py --save "$@"
if [ -f ../shared/evals/score.py ]; then
  "$python" bench/score_evals.py --save "$@"
  "$python" bench/reliability.py --save "$@"
fi
{
  printf '# /healthz while eight large pictures are read\n\n'
  sed -n 3p "bench/results/$(date +%F)-read.md"
  printf '\n```json\n'
  "$python" bench/healthz.py
  printf '```\n'
} | tee "bench/results/$(date +%F)-healthz.md.new"
mv "bench/results/$(date +%F)-healthz.md.new" "bench/results/$(date +%F)-healthz.md"
