"""The lexicon is complete, unambiguous and finds what bloggers write on their boxes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.writing.lexicon import FAMILIES, Lexicon, Term, lexicon

TERMS = lexicon().terms
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+#/-]*|[\u4e00-\u9fff]")  # a Latin word counts as one
UNSPACED = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
ENTRY = "[[mq]]\nname = '甲队列'\nrole = '传递消息'\ngloss = '排队的信箱'\n"

LABELS = {
    # products, with what surrounds them in pictures
    "Nacos": "Nacos", "Nacos 注册中心": "Nacos", "注册中心\nNacos": "Nacos",
    "MySQL 主库": "MySQL", "MySQL从库": "MySQL", "MySQL 8.0": "MySQL", "MySQL-Master": "MySQL",
    "Redis 集群": "Redis", "Redis1": "Redis", "缓存（Redis）": "Redis", "Ｒｅｄｉｓ": "Redis",
    "①Nginx": "Nginx", "Nginx 负载均衡": "Nginx", "Kafka 3.6 集群": "Kafka", "Kafka-0": "Kafka",
    "Spring Cloud\nGateway": "Spring Cloud Gateway", "spring-cloud-gateway": "Spring Cloud Gateway",
    "ES": "Elasticsearch", "Elastic Search": "Elasticsearch", "K8s 集群": "Kubernetes",
    "k8s": "Kubernetes", "kube-apiserver": "kube-apiserver", "API Server": "kube-apiserver",
    "xxl-job-admin": "XXL-JOB", "TiDB Server": "TiDB", "Tomcat 9": "Tomcat", ".NET Core": ".NET",
    "C#": "C#", "C++": "C++", "Node.js": "Node.js", "go": "Go", "Qwen2.5-7B": "通义千问",
    "大模型 (GLM-4.6V-Flash)": "GLM", "向量数据库 Milvus": "Milvus", "Trino": "Trino",
    "Prometheus + Grafana": "Prometheus", "Logstash → ES": "Logstash", "Netlify": "Netlify",
    "React": "React", "ReAct": "ReAct", "PVC": "PersistentVolumeClaim", "Pods": "Pod",
    # common nouns: the head stands at the end
    "订单服务": "服务", "order-service": "服务", "OrderService": "服务",
    "UserService\n:8080": "服务",
    "用户服务": "服务", "用户中心": "服务", "支付网关": "网关", "网关服务": "网关",
    "API网关": "API 网关",
    "Java 服务": "服务", "Go 微服务": "服务", "订单服务 Pod": "服务", "Spring Boot 应用": "服务",
    "服务A": "服务", "库存服务2": "服务", "缓存服务": "缓存", "用户数据库": "数据库",
    "order_db": "数据库",
    "订单库": "数据库", "User DB": "数据库", "Message Queue": "消息队列", "MQ": "消息队列",
    "Load Balancer": "负载均衡", "用户": "用户", "Redis 客户端": "客户端", "Kafka 消费者": "消费者",
    "AI Agent": "智能体", "Embedding 模型": "嵌入模型", "开始": "开始", "Yes": "是", "node": "节点",
    # what OCR makes of them
    "Ng1nx": "Nginx", "Sentine1": "Sentinel", "Prornetheus": "Prometheus", "RocketMO": "RocketMQ",
    "Ela5ticsearch": "Elasticsearch", "Kubemetes": "Kubernetes", "R a b b i t M Q": "RabbitMQ",
}  # fmt: skip


@pytest.mark.parametrize(("label", "name"), LABELS.items())
def test_a_label_names_its_term(label: str, name: str) -> None:
    term = lexicon().find(label)
    assert term is not None
    assert term.name == name


@pytest.mark.parametrize("label", ["", " \n", "某某某", "192.168.1.1", "Go to home", "??", "no-op"])
def test_a_label_of_no_term_names_none(label: str) -> None:
    assert lexicon().find(label) is None


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("订单服务", "service"), ("支付网关", "gateway"), ("认证服务", "auth"),
        ("日志服务", "logging"),
        ("Ingress", "gateway"), ("ZooKeeper", "coordination"), ("浏览器", "client"),
        ("PD 集群", "coordination"),
        ("Sidecar", "mesh"), ("ConfigMap", "k8s_object"), ("WAF 防火墙", "security"),
        ("Seata", "transaction"), ("MinIO 对象存储", "object_storage"), ("vLLM", "llm_serving"),
    ],
)  # fmt: skip
def test_a_label_has_its_category(label: str, category: str) -> None:
    term = lexicon().find(label)
    assert term is not None
    assert term.category == category


def test_there_are_enough_terms() -> None:
    assert len(TERMS) >= 600
    assert len({term.name for term in TERMS}) == len(TERMS)


@pytest.mark.parametrize("term", TERMS, ids=lambda t: t.name)
def test_an_entry_is_fit_to_print(term: Term) -> None:
    assert 4 <= len(WORD.findall(term.role)) <= 16
    assert 9 <= len(WORD.findall(term.gloss)) <= 40
    assert not term.gloss.startswith(term.name)
    for text in (term.name, term.zh, term.role, term.gloss):
        assert text == text.strip()
        assert not UNSPACED.search(text)
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[。！]$", text)


def test_every_name_finds_itself() -> None:
    assert [t.name for t in TERMS if lexicon().find(t.name) is not t] == []


def test_every_category_is_used_and_families_know_only_categories() -> None:
    from tuwen.writing.categories import CATEGORIES, category_name

    assert {term.category for term in TERMS} == set(CATEGORIES)
    assert frozenset[str]().union(*FAMILIES.values()) <= set(CATEGORIES)
    assert category_name("registry") == "注册中心"
    assert FAMILIES["数据库"] < FAMILIES["存储"]


def test_kin_have_their_own_names_and_nouns() -> None:
    term = lexicon().find("Trino 集群")
    assert term is not None
    assert (term.name, term.zh, term.category) == ("Trino", "Trino 查询引擎", "olap")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (ENTRY.replace("[[mq]]", "[[mqq]]"), "unknown category 'mqq'"),
        (ENTRY.replace("role", "rule"), "lacks name, role or gloss"),
        (ENTRY + ENTRY, "'甲队列' names '甲队列' and '甲队列'"),
        (ENTRY + ENTRY.replace("甲", "乙") + "aliases = '甲 队列'\n", "'甲 队列' names '甲队列'"),
    ],
)
def test_a_broken_lexicon_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Lexicon(source)


def test_a_text_mentions_terms_longest_first() -> None:
    text = "请求经 Spring Cloud Gateway 到订单服务，读写 MySQL 与 Redis，再发往 RocketMQ。"
    names = [m.term.name for m in lexicon().find_all(text)]
    assert [n for n in names if n.isascii()] == [
        "Spring Cloud Gateway", "MySQL", "Redis", "RocketMQ",
    ]  # fmt: skip
    mention = next(m for m in lexicon().find_all(text) if m.term.name == "MySQL")
    assert text[mention.start : mention.end] == "MySQL"


@pytest.mark.parametrize(
    ("text", "name"),
    [("Let it go, as is", "Go"), ("gitter", "Git"), ("class", "Elasticsearch"), ("rest", "ES")],
)
def test_words_inside_words_are_no_mentions(text: str, name: str) -> None:
    assert name not in [m.term.name for m in lexicon().find_all(text)]


PIECES = st.sampled_from(
    ["Redis", "消息队列", "服务", "K8s", "rn", "ﬁ", "①", "İ", "ß", ".NET", "-"]
)


@given(st.lists(st.text() | PIECES).map("".join))
def test_any_text_can_be_searched(text: str) -> None:
    lexicon().find(text)
    end = 0
    for mention in lexicon().find_all(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


def test_traditional_names_are_known() -> None:
    found = lexicon().find("負載均衡")
    assert found is not None
    assert found.name == "负载均衡"
