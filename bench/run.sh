#!/usr/bin/env bash
# All figures, one command: speed of reading and summarizing, /healthz under load, scores.
# Writes bench/results/DATE-*.md; what is given goes to every script (--limit 5 for a trial).
#
# DRAWN=FOLDER: the drawn pictures that are scored (default: training/drawn/scored). They are
# drawn there first if there are none and training/run.sh has installed what draws them.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-.venv/bin/python}"

"$python" bench/read.py --save "$@"
"$python" bench/summarize.py --save "$@"
if [ -f ../shared/evals/score.py ]; then
  "$python" bench/score_evals.py --save "$@"
  "$python" bench/reliability.py --save "$@"
  for half in 0 1; do "$python" bench/score_quality.py --half "$half" --save "$@"; done
  "$python" bench/score_figures.py --save "$@"
  "$python" bench/score_check.py --save "$@"
  "$python" bench/score_writing.py --save "$@"
  drawn="${DRAWN:-training/drawn/scored}"
  if [ ! -f "$drawn/truth.jsonl" ] && [ -d training/node_modules ]; then
    "$python" training/plan.py "$drawn" 480 11 --usual # no seed of the training
    node training/draw.mjs "$drawn"
  fi
  if [ -f "$drawn/truth.jsonl" ]; then
    "$python" bench/score_drawn.py "$drawn" --save "$@"
    "$python" bench/score_drawn.py "$drawn" --web --save "$@"
  else
    echo "no drawn pictures in $drawn: not scored" >&2
  fi
fi
{
  printf '# /healthz while eight large pictures are read\n\n'
  sed -n 3p "bench/results/$(date +%F)-read.md"
  printf '\n```json\n'
  "$python" bench/healthz.py
  printf '```\n'
} | tee "bench/results/$(date +%F)-healthz.md.new"
mv "bench/results/$(date +%F)-healthz.md.new" "bench/results/$(date +%F)-healthz.md"
