"""Reads word lists: UTF-8 text, a word a line, `#` before comments, `[category policy]` heads."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final
from unicodedata import category

from tuwen.errors import ConfigError
from tuwen.service.moderation.folding import Folding, gap, spelled
from tuwen.service.moderation.verdict import POLICIES, Policy, checked_policy, printable
from tuwen.service.moderation.words import Listed, Words

BUILTIN: Final = "builtin"
UNSORTED: Final = "违禁词"  # the category of words above the first head
INVISIBLE: Final = ("Cc", "Cf", "Cs", "Co")  # of Unicode's categories
LONGEST: Final = 100  # characters of a word that count


def load_words(names: Sequence[str], policy: Policy) -> Words:
    """The words of lists, each the path of a file or "builtin". Raises ConfigError.

    A word that is listed twice is treated as the sterner of the two says.
    """
    folding = Folding()
    listed: dict[str, Listed] = {}
    for name in names:
        entries = list(_entries(name, policy, folding))
        if not entries:
            raise ConfigError("bad_word_list", f"词表 {printable(name, 200)} 里没有词。")
        for folded, one in entries:
            known = listed.get(folded, one)
            sterner = min(known, one, key=lambda each: POLICIES.index(each.action))
            listed[folded] = replace(sterner, gaps=known.gaps | one.gaps)
    return Words(listed, folding)


def _entries(name: str, policy: Policy, folding: Folding) -> Iterator[tuple[str, Listed]]:
    section, action = UNSORTED, policy
    for number, raw in enumerate(_read(name).splitlines(), 1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            if not line or line.startswith("#"):
                continue
            if not line.isprintable() and any(category(char) in INVISIBLE for char in line):
                raise _Broken("含有控制字符或不可见字符，请删去")
            if line.startswith("["):
                section, action = _head(line, policy)
            else:
                folded, gaps = _word(line, folding)
                yield folded, Listed(line, section, action, gaps)
        except (UnicodeDecodeError, _Broken) as error:
            wrong = str(error) if isinstance(error, _Broken) else "不是 UTF-8，请以 UTF-8 保存"
            message = f"词表 {printable(name, 200)} 第 {number} 行：{wrong}。"
            raise ConfigError("bad_word_list", message) from error


class _Broken(Exception):
    """What is wrong with a line."""


def _read(name: str) -> bytes:
    if name == BUILTIN:
        return files("tuwen.service.moderation").joinpath("builtin.txt").read_bytes()
    path = Path(name)
    try:
        if path.is_file():
            return path.read_bytes()
    except (OSError, ValueError) as error:
        message = f"读不了词表 {printable(name, 200)}；请检查文件权限。"
        raise ConfigError("bad_word_list", message) from error
    message = f"找不到词表文件 {printable(name, 200)}；请检查路径，或用 {BUILTIN} 指内置词表。"
    raise ConfigError("bad_word_list", message)


def _head(line: str, policy: Policy) -> tuple[str, Policy]:
    if not line.endswith("]"):
        raise _Broken("小节标题缺少右方括号，应写成 [类别] 或 [类别 reject]")
    match line[1:-1].split():
        case [section] if len(section) <= 40:
            return section, policy
        case [section, action] if len(section) <= 40:
            try:
                return section, checked_policy(action)
            except ConfigError as error:
                raise _Broken(error.message.rstrip("。")) from error
        case _:
            raise _Broken("小节标题应写成 [类别] 或 [类别 reject]，类别不含空格、不超过 40 字")


def _word(line: str, folding: Folding) -> tuple[str, frozenset[int]]:
    """What counts of a word, and where it is written apart; words too broad are refused."""
    folded = folding.fold(line)
    if not folded:
        raise _Broken("没有字母、数字或汉字，无法匹配")
    if len(folded) == 1 and (len(line) > 1 or spelled(folded)):
        raise _Broken(f"标点不算，只剩一个字「{folded}」，会误伤正常文字；请写得更具体")
    if len(folded) > LONGEST:
        raise _Broken(f"超过 {LONGEST} 字；一行只写一个词")
    if line.isalnum():
        return folded, frozenset()
    pairs = enumerate(pairwise(folding.origins(line)))
    return folded, frozenset(i for i, (first, second) in pairs if gap(line, first, second))
