"""What a user's paths mean: pictures, folders of pictures, an article."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from tuwen.errors import InputError

SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".avif", ".apng")
MAX_ARTICLE_BYTES = 5 * 1024 * 1024


def pictures(paths: Sequence[str]) -> tuple[list[str], bool]:
    """List the pictures that `paths` name, folders searched; and whether they may be many.

    What is not a folder is taken as a picture: whether it is one shows when it is read.
    """
    found: list[str] = []
    folders = False
    for path in paths:
        if os.path.isdir(path):
            folders = True
            found += _inside(path)
        else:
            found.append(path)
    if not found:
        message = f"{'、'.join(paths)} 中没有图片；支持的扩展名：{' '.join(SUFFIXES)}。"
        raise InputError("no_pictures", message)
    return found, folders or len(found) > 1


def article_text(path: str | None, option: str = "--context") -> str:
    """Read the article at `path`, in UTF-8 or GB 18030. Raises InputError."""
    if path is None:
        return ""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_ARTICLE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = "是文件夹" if os.path.isdir(path) else "不存在或没有读取权限"
        raise InputError("no_article", f"文章 {path} {reason}；请检查 {option}。") from error
    if len(data) > MAX_ARTICLE_BYTES:
        raise InputError("article_too_large", f"文章 {path} 超过 5 MB；请只给出相关章节。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("not_text", f"{path} 不是文本文件；请给出 Markdown 或纯文本。")


def _inside(folder: str) -> list[str]:
    def refuse(error: OSError) -> None:
        message = f"没有权限列出文件夹 {error.filename}；请检查权限。"
        raise InputError("no_permission", message) from error

    found: list[str] = []
    for here, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=_natural)
        for name in sorted(files, key=_natural):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                found.append(str(Path(here, name)))
    return found


def _natural(name: str) -> list[tuple[int, str]]:
    """fig2 comes before fig10."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)
    ]
