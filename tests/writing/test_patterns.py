"""What may be inferred: each rule where its evidence is there, and nowhere else."""

import pytest
from figures import drawn, microservices

from tuwen.reading.types import Reading
from tuwen.writing.graph import graph_of
from tuwen.writing.patterns import infer, rules

SCENES: dict[str, str] = {
    "cqrs": "命令服务, 查询服务, 写模型, 读模型",
    "event-sourcing": "事件存储, 聚合, 投影",
    "event-driven": "Event Bus, 订单服务, 库存服务",
    "hexagonal": "端口, 数据库适配器, 领域模型",
    "ddd-layers": "应用层, 领域层, 基础设施层",
    "mvvm": "View, ViewModel, Model",
    "mvc": "Model, View, Controller",
    "saga": "Saga 编排器, 订单服务, 支付服务",
    "tcc": "Try, Confirm, Cancel",
    "two-phase-commit": "协调者, Prepare, Commit",
    "service-mesh": "Istiod 控制平面, Envoy Sidecar, 订单服务",
    "serverless": "API Gateway, AWS Lambda, DynamoDB",
    "tidb": "TiDB, TiKV, PD",
    "redis-sentinel": "Redis Master, Redis Slave, 哨兵",
    "consensus-group": "Leader, Follower, Raft 日志",
    "data-warehouse": "ODS, DWD, DWS, ADS",
    "lakehouse": "Kafka, Iceberg, ClickHouse",
    "elk": "Filebeat, Elasticsearch, Kibana",
    "iot": "温度传感器, MQTT Broker, 云平台",
    "oauth": "客户端, 授权服务器, 资源服务器",
    "transformer": "多头注意力, 加&规范化, 前馈网络",
    "encoder-decoder": "编码器, 解码器",
    "cnn": "卷积层, 汇聚层, 全连接层",
    "reinforcement-learning": "智能体, 环境, 奖励",
    "ml-training": "训练数据集, 训练, 模型评估",
    "bff": "Web BFF, 订单服务",
    "read-write-split": "ShardingSphere, 主库, 从库",
    "sharding": "分片 1, 分片 2",
    "change-capture": "MySQL, Canal, Kafka",
    "static-by-cdn": "CDN, OSS",
    "canary": "网关, 灰度发布",
    "blue-green": "负载均衡, Blue, Green",
    "gitops": "Git 仓库, Argo CD",
    "many-zones": "AZ1, AZ2",
    "active-standby": "主中心, 备中心",
    "token-auth": "JWT, 认证服务",
    "rag": "文本切分, 向量检索, LLM",
    "ci_cd": "Jenkins, Harbor, Kubernetes",
    "producer-consumer": "生产者, Kafka, 消费者",
    "agent": "Agent, 大模型",
    "observability": "Prometheus, Loki, Jaeger",
    "lambda": "Spark, Flink",
    "kubernetes": "Pod, Service, Deployment, kubelet",
}


ALONE = {"sharding": "分片 1, 订单服务"}  # where any part is evidence enough


def held(labels: str) -> set[str]:
    names = {f"n{i}": label for i, label in enumerate(labels.split(", "))}
    return {i.rule for i in infer(graph_of(drawn("architecture", names, "")))}


@pytest.mark.parametrize(("rule", "labels"), [(r, s) for r, s in SCENES.items() if r != "agent"])
def test_a_rule_holds_where_its_evidence_is(rule: str, labels: str) -> None:
    assert rule in held(labels)


@pytest.mark.parametrize("rule", SCENES)
def test_no_rule_holds_with_one_part_of_its_evidence_missing(rule: str) -> None:
    parts = ALONE.get(rule, SCENES[rule]).split(", ")
    assert any(rule not in held(", ".join(parts[:n] + parts[n + 1 :])) for n in range(len(parts)))


def test_microservices_are_no_other_architecture() -> None:
    kinds = [i.phrase for i in infer(graph_of(microservices())) if i.says == "kind"]
    assert kinds[0] == "微服务架构"
    assert all("微服务" in kind or "Kubernetes" in kind for kind in kinds)


def test_every_inference_names_the_evidence_it_rests_on() -> None:
    graph = graph_of(microservices())
    known = {*graph.items, *(e.id for e in graph.edges)}
    for inference in infer(graph):
        assert inference.ids
        assert set(inference.ids) <= known


def test_there_are_patterns_enough_and_each_has_its_own_name() -> None:
    names = [rule["name"] for rule in rules()]
    assert len(names) == len(set(names)) >= 40


def test_nothing_is_inferred_from_nothing() -> None:
    assert infer(graph_of(Reading(10, 10, "architecture", 0.9))) == ()
