#!/bin/sh
# Draws the pictures, harvests the ends of their lines, trains the network and fits the
# confidences. Needs Node 20+, Chromium, Graphviz, PlantUML, the Noto Sans CJK fonts (see
# examples/draw.sh) and a Python with Tuwen; on CPU alone about half an hour.
#
#   training/run.sh [FOLDER [PERCENT]]     (default: training/drawn, 100; some 500 MB)
#
# PERCENT of the pictures, for a trial: its network stays in FOLDER, and not in the package.
set -eu
cd "$(dirname "$0")"
folder=$(mkdir -p "${1:-drawn}" && cd "${1:-drawn}" && pwd)
percent=${2:-100}
network=../src/tuwen/reading/heads.onnx
[ "$percent" = 100 ] || network=$folder/heads.onnx
[ -d node_modules ] || npm install --ignore-scripts --no-audit --no-fund
[ -d .venv ] || {
  python3 -m venv .venv
  .venv/bin/pip install --quiet -e .. -r requirements.txt
}
export PYTHONHASHSEED=0
python=.venv/bin/python
for set in "train 1000 1" "held 200 2"; do
  # shellcheck disable=SC2086
  set -- $set
  $python plan.py "$folder/$1" $(($2 * percent / 100)) "$3"
  node draw.mjs "$folder/$1"
  $python harvest.py "$folder/$1"
done
$python plan.py "$folder/usual" $((180 * percent / 100)) 3 --usual
node draw.mjs "$folder/usual"
$python train.py "$folder/train" "$folder/held" "$network"
$python fit_confidence.py "$folder/usual"
