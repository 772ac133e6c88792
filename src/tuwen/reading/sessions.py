"""What each line is: in a terminal a command, output or an error; in code a comment.

Prompts are those of the usual shells and of programs that read commands. Knows no pixels; that
a line is red is handed in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from tuwen.reading.types import CodeLine, LineRole

_PROMPT = re.compile(
    r"""^\s*(?P<prompt>
        (?:\([\w.-]+\)\s*)? (?:
            \[[\w.-]+@[\w.-]+[^\]]*\]\s*[$\#]            # [root@host ~]#
          | [\w.-]+@[\w.-]+\s?[:\s]\s?[^\s$\#%>]*\s?[$\#%>]  # user@host:~/app$
          | PS(?:\s[A-Za-z]:[^>]*|\s/[^>]*)?>            # PS C:\>
          | [A-Za-z]:\\[^>]*>                            # C:\Users>
          | (?:mysql|MariaDB|sqlite|redis|mongo|hive|ftp|irb|node|psql|influx)[^>\s]*
            (?:\s\[[^\]]*\])?>
          | [\d.]+:\d+(?:\[\d+\])?>                      # 127.0.0.1:6379>
          | \w+=[\#>]                                    # postgres=#
          | >>>|\.\.\.(?=\s) | In\s?\[\d*\]:
          | [➜❯λ→»]\s+(?:[~/]?[\w./-]+\s+(?:git:\([^)]*\)\s*[✗✔x]?\s*)?)?
          | ~?(?:/[\w.-]+)*\s?[$%](?=\s) | [$%❯](?=\s?\S) | \#(?=\s[a-z./][\w./-]*(?:\s|$))
        ))\s*(?P<command>.*)$""",
    re.VERBOSE,
)
_TROUBLE = re.compile(
    r"""^\s*(?:\w+[.:])*\w*(?:Error|Exception|Traceback|FATAL|panic|fatal|error|ERROR|ERR!)\b
      (?!s?\s*[=:]?\s*0\b)
    | ^\s*npm\s(?:ERR!|error) | ^\s*E:\s
    | ^\s*(?:[\w./-]+:\s)+(?:.*:\s)?
      (?:No\ssuch\sfile|[Pp]ermission\sdenied|not\sfound|cannot\s)
    | \bcommand\snot\sfound\b | \bSegmentation\sfault\b | \bis\snot\srecognized\b
    | ^\s*(?:Caused\sby|FAILED|Failed\sto)\b | \[ERROR\] | (?:^|\s)ERROR(?:\s|:)
    | 不是内部或外部命令 | 未找到命令 | ^\s*错误[:：]""",
    re.VERBOSE,
)
_TRACE = re.compile(r'^\s+(?:at\s[\w.$<>]+\(|File\s".*", line \d+)|^\s*\.\.\. \d+ more')
_LISTING = re.compile(r"(^|[|;&]\s*)1s(\s|$)")  # the letter and the figure look the same
_GLUED = re.compile(  # a command whose option stands too close, where no name has a hyphen
    r"(?<![\w/.-])(ls|ps|df|du|rm|cp|mv|tar|chmod|grep|free|netstat|curl|ping|kill|cat|tail|uname)-"
    r"(?=[A-Za-z]{1,6}(?:\s|$))"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SHELL_COMMENT = re.compile(r"^\s*#\s")
_HASH = frozenset({"python", "shell", "yaml", "ruby", "dockerfile", "ini", "php"})
_DASH = frozenset({"sql"})
_OTHERS = re.compile(r"^\s*(?://|/\*|\*(?:\s|/|$))")


def sessions(lines: Sequence[CodeLine], red: Sequence[bool]) -> list[CodeLine]:
    """The lines of a terminal with their roles, prompts taken off commands."""
    told: list[CodeLine] = []
    failing = False
    for line, coloured in zip(lines, red, strict=True):
        match = _PROMPT.match(line.text)
        if match:
            failing = False
            command = match["command"].strip()
            comment = match["prompt"].strip() == "#" and not _commanding(command)
            if comment:
                told.append(replace(line, role="comment"))
            else:
                prompt = match["prompt"].strip()
                command = _LISTING.sub(r"\1ls\2", command).replace("ls -1", "ls -l")
                command = _GLUED.sub(r"\1 -", command)
                told.append(replace(line, role="command", text=command, prompt=prompt))
            continue
        role: LineRole = "output"
        traced = failing and (_TRACE.match(line.text) or line.text.startswith("    "))
        cut = failing and bool(_HAN.search(told[-1].text[-1:]) and _HAN.match(line.text))
        traced = traced or cut  # a sentence that goes on
        if line.text and (coloured or _TROUBLE.search(line.text) or traced):
            role, failing = "error", True
        elif _SHELL_COMMENT.match(line.text):
            role, failing = "comment", False
        else:
            failing = False
        continued = told and told[-1].role == "command" and told[-1].text.endswith("\\")
        told.append(replace(line, role="command" if continued else role))
    return told


def _commanding(text: str) -> bool:
    """After a hash stands a command, as root types it, and not a remark."""
    words = text.split()
    return bool(words) and (len(words) <= 3 or any(w.startswith(("-", "/")) for w in words[1:4]))


def with_comments(lines: Sequence[CodeLine], language: str) -> list[CodeLine]:
    """The lines of code, comments known as such."""
    told: list[CodeLine] = []
    quoted = ""  # what ends the comment or the text that several lines share
    for line in lines:
        bare = line.text.strip()
        role: LineRole = "comment" if quoted else "code"
        if quoted:
            quoted = "" if quoted in bare else quoted
        elif _marked(bare, language):
            role = "comment"
        elif language == "python" and bare.startswith(('"""', "'''")):
            role = "comment"
            quoted = "" if len(bare) > 5 and bare.endswith(bare[:3]) else bare[:3]
        elif language not in _HASH | _DASH and _OTHERS.match(bare):
            role = "comment"
            quoted = "*/" if bare.startswith("/*") and "*/" not in bare else ""
        elif bare.startswith("<!--"):
            role = "comment"
            quoted = "" if "-->" in bare else "-->"
        told.append(replace(line, role=role))
    return told


def _marked(bare: str, language: str) -> bool:
    """The line is a remark by the mark that it begins with."""
    if language in _HASH:
        return bare.startswith("#") and not bare.startswith("#!")
    return language in _DASH and bare.startswith("--")
