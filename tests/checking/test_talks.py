"""Who sends which message to whom, and when."""

import pytest
from drawn_text import picture

from tuwen.checking import check

TALK = picture(
    """
    Client -> Server: BEGIN_TX
    Server -> Store: 获取时间戳
    Store -> Server: 返回 start_ts
    Server -> Client: 确认结果
    """,
    "sequence",
)


@pytest.mark.parametrize(
    "text",
    [
        "Client 向 Server 发送 BEGIN_TX，后者再到 Store 获取时间戳。",
        "Server 收到 Client 的 BEGIN_TX。",
        "Server 先获取时间戳，最后返回确认结果。",
        "Client 调用 Server，Server 再访问 Store。",
        "Store 把 start_ts 返回给 Server。",
    ],
)
def test_true(text: str) -> None:
    assert check(text, TALK).unsupported == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Server 用 BEGIN_TX 把事务交给 Client。", "relation"),
        ("Client 收到 Server 的 BEGIN_TX。", "relation"),
        ("Server 先返回确认结果，再获取时间戳。", "order"),
        ("Client 直接访问 Store。", "relation"),
    ],
)
def test_false(text: str, kind: str) -> None:
    assert kind in [c.kind for c in check(text, TALK).unsupported]
