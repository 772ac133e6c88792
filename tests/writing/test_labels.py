"""Labels: wraps are joined, notes are kept apart, and each speaks in its manner."""

import pytest

from tuwen.writing.labels import clean, manner, spaced, split_label


@pytest.mark.parametrize(
    ("label", "name", "note"),
    [
        ("Nacos\n注册中心", "Nacos", "注册中心"),
        ("API\n服务器", "API 服务器", ""),
        ("校验\n通过？", "校验通过？", ""),
        ("OpenAI/Anthropic\n/Gemini", "OpenAI/Anthropic/Gemini", ""),
        ("User (用户)", "User", "用户"),
        ("obj.intValue()", "obj.intValue()", ""),
        ("web_fetch(items)", "web_fetch(items)", ""),
        ("1.需求分析", "需求分析", ""),
        ("Spring Cloud\nGateway", "Spring Cloud Gateway", ""),
        ("Container\nvolume", "Container volume", ""),
        ("Redis\nread model", "Redis", "read model"),
        ("JSON Schema\nJackson\nBean Validation", "JSON Schema", "Jackson，Bean Validation"),
        ("发送消息到\nMessageQueue", "发送消息到 MessageQueue", ""),
        ("「", "", ""),
        ("①\n② 3\n4\n鉴权", "鉴权", ""),
        ("①", "①", ""),
        ("14–15. 自然语言处理", "自然语言处理", ""),
        ("cop_request\n-82.77s (-0.38%)", "cop_request", "-82.77s (-0.38%)"),
        ("- 下单", "下单", ""),
        ("3.14 版", "3.14 版", ""),
        ("Pick a Pod from\nscheduling\nqueue", "Pick a Pod from scheduling queue", ""),
        ("Reserve a\nNode for the\nPod in Cache", "Reserve a Node for the Pod in Cache", ""),
    ],
)
def test_a_label_has_a_name_and_maybe_a_note(label: str, name: str, note: str) -> None:
    assert split_label(label) == (name, note)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("执行业务逻辑", "action"), ("检索引擎", "name"), ("支付服务", "name"),
        ("Rerank 重排", "step"),
        ("库存是否充足", "question"), ("校验失败", "event"), ("开始", "start"), ("结束", "end"),
        ("用户 Query", "name"), ("服务端持久化消息", "action"), ("Go SDK", "name"),
        ("Send email", "action"), ("从库", "name"), ("按模型限流", "action"),
    ],
)  # fmt: skip
def test_a_name_speaks_in_its_manner(name: str, expected: str) -> None:
    assert manner(name) == expected


def test_汉字_and_latin_are_spaced() -> None:
    assert spaced("Redis集群共3个 节点") == "Redis 集群共 3 个节点"
    assert spaced("3×3卷积") == spaced("3× 3 卷积") == "3 × 3 卷积"
    assert clean("订单\n服务") == "订单服务"
