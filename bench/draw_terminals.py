"""Draws sessions of terminals in a browser: light and dark, many prompts, output, errors, Chinese.

    python bench/draw_terminals.py FOLDER [--count 12] [--seed 1]

FOLDER gets the pictures and truth.jsonl: each line with its role, a command apart from its prompt.
"""

import html
from random import Random
from typing import Any

from draw_code import FONTS, drawing, shoot, write

Said = tuple[str, str]  # role, text
PROMPTS = {
    "bash": ("root@web-01:~#", "dev@laptop:~/shop$", "[root@node1 ~]#",
             "ubuntu@ip-10-0-0-7:/var/log$",
             "$", "(venv) wang@dev:~/api$"),
    "windows": (r"C:\Users\wang>", r"PS D:\work\shop>"),
    "python": (">>>",),
    "mysql": ("mysql>",),
    "redis": ("127.0.0.1:6379>",),
}  # fmt: skip
SESSIONS: dict[str, tuple[tuple[str, tuple[Said, ...]], ...]] = {
    "bash": (
        ("ls -l", (("output", "total 16"),
                   ("output", "-rw-r--r-- 1 root root  512 Mar  3 10:21 app.conf"),
                   ("output", "drwxr-xr-x 2 root root 4096 Mar  3 10:22 logs"))),
        ("cat config.yml", (("error", "cat: config.yml: No such file or directory"),)),
        ("docker ps", (("output", "CONTAINER ID   IMAGE          STATUS         NAMES"),
                       ("output", "3f1c2a9b7d10   nginx:1.25     Up 2 hours     web"),
                       ("output", "a81b0c44e2f7   redis:7        Up 2 hours     cache"))),
        ("git status", (("output", "On branch main"),
                        ("output", "Your branch is up to date with 'origin/main'."),
                        ("output", "nothing to commit, working tree clean"))),
        ("kubectl get pods -n shop", (
            ("output", "NAME                     READY   STATUS             RESTARTS   AGE"),
            ("output", "order-6d9f8c7b5-x2x4k    1/1     Running            0          3d"),
            ("output", "pay-5f7b9d6c4-q8m2z      0/1     CrashLoopBackOff   12         41m"))),
        ("python app.py", (("error", "Traceback (most recent call last):"),
                           ("error", '  File "app.py", line 12, in <module>'),
                           ("error", "    server.listen(port)"),
                           ("error", "OSError: [Errno 98] Address already in use"))),
        ("systemctl restart nginx", ()),
        ("df -h /data", (("output", "Filesystem      Size  Used Avail Use% Mounted on"),
                         ("output", "/dev/vda1        50G   41G  9.0G  83% /data"))),
        ("npm run build", (("output", "> shop@1.4.2 build"), ("output", "> vite build"),
                           ("error", "npm ERR! code ELIFECYCLE"),
                           ("error", "npm ERR! errno 1"))),
        ("./deploy.sh staging", (("output", "正在上传镜像，请稍候"),
                                 ("output", "上传完成，用时 12 秒"),
                                 ("output", "部署成功：共 3 个实例"))),
        ("make test", (("output", "go test ./..."), ("output", "ok      shop/order   0.412s"),
                       ("error", "FAILED: 2 tests in shop/pay"))),
        ("foo --help", (("error", "bash: foo: command not found"),)),
        ("curl -I https://example.com", (("output", "HTTP/2 200"),
                                         ("output", "content-type: text/html; charset=UTF-8"),
                                         ("output", "server: nginx"))),
        ("tail -n 2 app.log", (
            ("output", "2024-05-02 10:11:12 INFO  started on port 8080"),
            ("error", "2024-05-02 10:11:15 ERROR connection refused: db:3306"))),
    ),
    "windows": (
        ("ping 10.0.0.1", (("output", "正在 Ping 10.0.0.1 具有 32 字节的数据:"),
                           ("output", "来自 10.0.0.1 的回复: 字节=32 时间=3ms TTL=64"))),
        ("javac", (("error", "'javac' 不是内部或外部命令，也不是可运行的程序"),
                   ("error", "或批处理文件。"))),
        ("ipconfig", (("output", "Windows IP Configuration"),
                      ("output", "   IPv4 Address. . . . . . . : 10.0.0.23"))),
        ("java -version", (("output", 'openjdk version "17.0.9" 2023-10-17'),)),
        ("cd shop", ()),
    ),
    "python": (
        ("import math", ()), ("math.sqrt(2)", (("output", "1.4142135623730951"),)),
        ("items = [3, 1, 2]", ()), ("sorted(items)", (("output", "[1, 2, 3]"),)),
        ("1 / 0", (("error", "Traceback (most recent call last):"),
                   ("error", '  File "<stdin>", line 1, in <module>'),
                   ("error", "ZeroDivisionError: division by zero"))),
    ),
    "mysql": (
        ("use shop;", (("output", "Database changed"),)),
        ("select id, name from users limit 2;", (
            ("output", "+----+-------+"), ("output", "| id | name  |"),
            ("output", "+----+-------+"), ("output", "|  1 | alice |"),
            ("output", "|  2 | bob   |"), ("output", "+----+-------+"),
            ("output", "2 rows in set (0.00 sec)"))),
        ("select * from order;", (
            ("error", "ERROR 1064 (42000): You have an error in your SQL syntax"),)),
    ),
    "redis": (
        ("set token abc123", (("output", "OK"),)), ("get token", (("output", '"abc123"'),)),
        ("ttl token", (("output", "(integer) -1"),)),
        ("incr token", (("error", "(error) ERR value is not an integer or out of range"),)),
    ),
}  # fmt: skip
THEMES = (  # ground, letters, red, of the prompt
    ("#1e1e1e", "#d4d4d4", "#f14c4c", "#23d18b"), ("#300a24", "#eeeeec", "#ef2929", "#8ae234"),
    ("#000000", "#cccccc", "#cccccc", "#cccccc"), ("#282a36", "#f8f8f2", "#ff5555", "#50fa7b"),
    ("#ffffff", "#222222", "#c00000", "#008000"), ("#fdf6e3", "#586e75", "#dc322f", "#859900"),
)  # fmt: skip


def main() -> None:
    """Draw and write down what was drawn."""
    options = drawing(__doc__)
    options.set_defaults(count=12)
    arguments = options.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    random = Random(arguments.seed)
    rows: list[dict[str, Any]] = []
    shells = ("bash", "bash", "windows", "bash", "mysql", "python", "bash", "redis")
    for i in range(arguments.count):
        shell = shells[i % len(shells)]
        lines = _session(random, shell)
        ground, ink, red, green = theme = random.choice(THEMES)
        plan = {"name": f"terminal_{i:02}", "shell": shell, "dark": theme in THEMES[:4],
                "lines": lines}  # fmt: skip
        px, scale = random.choice((12, 13, 14, 16)), random.choice((1, 1, 2))
        coloured = random.random() < 0.6
        body = "\n".join(_line(line, red if coloured else ink, green) for line in lines)
        bar = random.random() < 0.5
        head = (
            "<div style='background:#ddd;color:#333;height:26px;font:12px/26px sans-serif;"
            f"text-align:center'>{random.choice(('Terminal', 'zsh', '终端', 'wang — 80×24'))}</div>"
        ) * bar
        page = (
            f"<meta charset=utf-8><style>body{{margin:0;background:{ground};color:{ink}}}pre{{"
            f"margin:0;padding:8px 12px;font:{px}px/{random.choice((1.2, 1.35, 1.5))} "
            f"'{random.choice(FONTS)}','Noto Sans Mono CJK SC',monospace}}</style>{head}"
            f"<pre>{body}</pre>"
        )
        columns = max(len(line.get("prompt", "")) + len(line["text"]) for line in lines)
        wide, high = round((columns + 6) * px * 0.62) + 60, round(len(lines) * px * 1.52) + 44
        shoot(page, arguments.folder / f"{plan['name']}.png", max(wide, 420), high, scale)
        rows.append(plan)
    write(arguments.folder / "truth.jsonl", rows)


def _session(random: Random, shell: str) -> list[dict[str, str]]:
    prompt = random.choice(PROMPTS[shell])
    parts = list(SESSIONS[shell])
    chosen = random.sample(parts, min(len(parts), random.randint(3, 5)))
    lines: list[dict[str, str]] = []
    for command, said in chosen:
        lines.append({"role": "command", "prompt": prompt, "text": command})
        lines += [{"role": role, "text": text} for role, text in said]
    return lines


def _line(line: dict[str, str], red: str, green: str) -> str:
    text = html.escape(line["text"])
    if line["role"] == "command":
        prompt = html.escape(line["prompt"])
        return f"<span style='color:{green}'>{prompt}</span> {text}"
    return f"<span style='color:{red}'>{text}</span>" if line["role"] == "error" else text


if __name__ == "__main__":
    main()
