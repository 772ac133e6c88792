"""Tells what a file is that is not a picture we read, so that the message can help."""

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    # "!" marks a picture of ours whose header is torn
    (0, b"\x89PNG", "!"),
    (0, b"\xff\xd8\xff", "!"),
    (0, b"GIF8", "!"),
    (8, b"WEBP", "!"),
    (4, b"ftypavif", "!"),
    (4, b"ftypavis", "!"),
    (0, b"BM", "!"),
    (0, b"%PDF", "PDF 文档"),
    (4, b"ftyphei", "HEIC 图片"),
    (4, b"ftypmif1", "HEIC 图片"),
    (4, b"ftyp", "视频文件"),
    (0, b"II*\0", "TIFF 图片"),
    (0, b"MM\0*", "TIFF 图片"),
    (0, b"\0\0\1\0", "ICO 图标"),
    (0, b"8BPS", "Photoshop 文档"),
    (0, b"PK\x03\x04", "压缩包或 Office 文档"),
    (0, b"\xd0\xcf\x11\xe0", "Office 文档"),
    (0, b"\x1aE\xdf\xa3", "视频文件"),
    (0, b"\x00\x00\x00\x0cJXL ", "JPEG XL 图片"),
    (0, b"\xff\n", "JPEG XL 图片"),
    (0, b"\x1f\x8b", "压缩文件"),
)


def foreign_format(data: bytes) -> str:
    """Name the format in Chinese; "!" for a torn picture of ours, "" for the unknown."""
    for offset, magic, name in _MAGIC:
        if data.startswith(magic, offset):
            return name
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "SVG 矢量图"
    if head.startswith((b"<!doctype html", b"<html")):
        return "网页（HTML）"
    if head.startswith(b"<mxfile"):
        return "draw.io 源文件"
    return ""
