"""By construction: whatever the writer writes about a picture, the check finds nothing invented."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuwen.article import Article
from tuwen.checking import check
from tuwen.reading.types import Edge, Group, Heads, Kind, Node, Reading, Shape, Style
from tuwen.task import TASKS, Order
from tuwen.writing.narrate import write

WORDS = """
用户/浏览器/小程序/Nginx/Ingress/API 网关/订单服务/支付服务/用户服务/库存服务/通知服务/Order Service
MySQL/MySQL 从库/PostgreSQL/Redis/Redis 集群/Kafka/RocketMQ/Elasticsearch/MongoDB/MinIO/Nacos
Sentinel/Prometheus/Grafana/Jenkins/GitLab/Harbor/Kubernetes/Pod/Milvus/LLM/向量检索/Embedding
原始文档/文本切分/校验参数/扣减库存/创建订单/发送通知/返回结果/记录日志/是否登录？/库存是否充足/开始
结束/缓存命中?/写入数据库/待支付/已支付/已取消/Agent/工具调用/请求/数据/服务/A/B/模型训练/消费者 1
"""
NAMES = (*re.split(r"[/\n]", WORDS.strip()), "Consumer Group\n(group_a)", "Step 1\n检索", "")
ON_EDGES = (
    "是/否/Yes/No/HTTPS/读写/调用/消费/发布消息/注册/超时/成功/gRPC/返回结果/submit()/1:N/校验失败"
)
LABELS = (*ON_EDGES.split("/"), "1. 登录", "每 5 分钟", "校验失败", "", "", "", "")
FRAMES = (
    *["接入层", "业务层", "数据层", "VPC", "监控", "离线流程", "Kubernetes 集群"],
    "服务层\n(Java)",
    "",
)
KINDS: tuple[Kind, ...] = (
    "architecture", "flowchart", "sequence", "state", "class", "er", "mindmap",
)  # fmt: skip
SHAPES: tuple[Shape, ...] = (
    "rect", "rect", "rounded", "cylinder", "diamond", "actor", "start", "end",
)  # fmt: skip
HEADS: tuple[Heads, ...] = ("end", "end", "end", "none", "both")
STYLES: tuple[Style, ...] = ("solid", "dashed")
QUESTIONS = (
    "图中有哪些组件？", "一共有几个服务？", "订单服务依赖哪些组件？", "第一步是什么？",
    "从用户到 MySQL 经过哪些步骤？", "这张图讲了什么？", "Redis 的上游和下游是什么？",
)  # fmt: skip
ORDERS = (
    *(Order(task) for task in TASKS if task != "ask"),
    *(Order("ask", question=question) for question in QUESTIONS),
    Order("summary", points=("系统架构类型", "核心技术组件", "适用场景")),
    Order("summary", focus="架构设计思想"),
)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Diagrams of every kind, with frames, loops, doubtful edges and names that are there twice."""
    once = draw(st.booleans())
    labels = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=9, unique=once))
    nodes: list[Node] = []
    for i, label in enumerate(labels, 1):
        x, y = i % 3 * 200, i * 90
        shape = draw(st.sampled_from(SHAPES))
        nodes.append(Node(f"n{i}", label, shape, (x, y, x + 150, y + 50), 0.9))
    end = st.integers(1, len(nodes))
    edges: list[Edge] = []
    for i in range(1, draw(st.integers(0, 12)) + 1):
        label, heads = draw(st.sampled_from(LABELS)), draw(st.sampled_from(HEADS))
        style, sure = draw(st.sampled_from(STYLES)), draw(st.sampled_from((0.9, 0.9, 0.4)))
        edges.append(Edge(f"e{i}", f"n{draw(end)}", f"n{draw(end)}", label, heads, style, sure))
    groups: list[Group] = []
    free = [node.id for node in nodes]
    for i in range(1, draw(st.integers(0, 3)) + 1):
        inside = draw(st.lists(st.sampled_from(free), unique=True)) if free else []
        free = [n for n in free if n not in inside]
        label = draw(st.sampled_from(FRAMES))
        groups.append(Group(f"g{i}", label, tuple(inside), (0, i * 10, 700, i * 300)))
    kind = draw(st.sampled_from(KINDS))
    return Reading(800, 900, kind, 0.9, "", (), tuple(nodes), tuple(edges), tuple(groups))


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(readings(), st.sampled_from(ORDERS))
def test_the_writer_invents_nothing(reading: Reading, order: Order) -> None:
    text = "\n".join(sentence.text for sentence in write(order, reading, Article()))
    found = check(text, reading)
    assert found.unsupported == (), text
    assert 0.0 <= found.coverage <= 1.0
