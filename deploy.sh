#!/usr/bin/env bash
# Starts Tuwen on a fresh machine with one command; run again, it starts what is there.
#   ./deploy.sh                                     this machine alone, on 127.0.0.1:8080
#   ./deploy.sh --host 0.0.0.0                      others too, with a key that is made once
#   ./deploy.sh --model-path DIR --device cuda:0    with a model, which --yes downloads if need be
# All arguments are those of `tuwen serve`. PYTHON names the interpreter, VENV the environment.
set -euo pipefail
cd "$(dirname "$0")"

python="${PYTHON:-python3}"
venv="${VENV:-.venv}"

say() { printf '%s\n' "$@"; }
fail() {
  printf '错误：%s\n' "$*" >&2
  exit 1
}

# The value of an option among the arguments, or else what is given.
value_of() {
  local option="$1" value="$2"
  shift 2
  while [ $# -gt 0 ]; do
    case "$1" in
      "$option") value="${2:-}" ;;
      "$option"=*) value="${1#*=}" ;;
    esac
    shift
  done
  printf '%s' "$value"
}

# The Makefile knows what is installed and how; `make run` and this script share one environment.
install() {
  command -v make >/dev/null || fail "没有找到 make；Debian、Ubuntu 请先运行 apt install make。"
  make --no-print-directory "PYTHON=$python" "VENV=$venv" "$@" ||
    fail "安装没有完成；请按上面的提示处理后再运行本脚本。"
}

# A key where others may connect and nobody has one.
first_key() {
  local host="$1" listed secret
  local place=()
  [ -z "$2" ] || place=(--store "$2")
  "$venv/bin/python" - "$host" <<'END' && return
import sys
from tuwen.server.address import is_loopback
sys.exit(not is_loopback(sys.argv[1]))
END
  listed="$("$venv/bin/tuwen" keys list --json ${place[@]+"${place[@]}"})"
  "$venv/bin/python" -c '
import datetime, json, sys
now = datetime.datetime.now().astimezone()
end = datetime.datetime.fromisoformat
keys = [key for key in json.load(sys.stdin) if key["revoked"] is None]
sys.exit(not any(key["expires"] is None or end(key["expires"]) > now for key in keys))' <<<"$listed" && return
  secret="$("$venv/bin/tuwen" keys create --name "deploy-$(date +%Y%m%d-%H%M%S)" \
    ${place[@]+"${place[@]}"} 2>/dev/null)" ||
    fail "无法建立访问密钥；请检查存储的位置与权限（--store）。"
  say "监听 $host，其他机器可以连接：已建立访问密钥。它只显示这一次，请立即保存：" "" "  $secret" ""
}

# Whether what answers on the port is a Tuwen.
running() {
  "$venv/bin/python" - "$1" "$2" <<'END'
import json, sys, urllib.request
host, port = sys.argv[1:]
host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
try:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://{host}:{port}/healthz", timeout=3) as answer:
        found = json.load(answer) == {"status": "ok"}
except (OSError, ValueError):
    found = False
if found:
    print(f"图文已在运行：http://{host}:{port}/（要换设置，请先停止它再运行本脚本。）")
sys.exit(not found)
END
}

main() {
  local host port store
  host="$(value_of --host "${TUWEN_HOST:-127.0.0.1}" "$@")"
  port="$(value_of --port "${TUWEN_PORT:-8080}" "$@")"
  store="$(value_of --store "${TUWEN_STORE:-}" "$@")"
  install "$venv/.run-installed"
  running "$host" "$port" && return
  if [ -n "$(value_of --model-path "${TUWEN_MODEL_PATH:-}" "$@")" ] &&
    [ "$(value_of --engine "${TUWEN_ENGINE:-auto}" "$@")" != vllm ]; then
    install models
  fi
  case " $* ${TUWEN_ALLOW_ANONYMOUS:+--allow-anonymous} " in
    *" --allow-anonymous "*) ;;
    *) first_key "$host" "$store" ;;
  esac
  say "正在启动……"
  exec "$venv/bin/tuwen" serve "$@"
}

main "$@"
