"""The categories of technical terms: their Chinese names, and the wider words over them."""

# In this order they are listed in prose: what a request meets first comes first.
CATEGORIES: dict[str, str] = {
    "user": "用户", "client": "客户端", "cdn": "内容分发网络", "dns": "域名解析服务",
    "load_balancer": "负载均衡", "gateway": "网关", "web_server": "Web 服务器",
    "service": "业务服务", "rpc": "远程调用框架", "registry": "注册中心", "config": "配置中心",
    "mq": "消息队列", "cache": "缓存", "sql": "关系型数据库", "db_middleware": "数据库中间件",
    "nosql": "NoSQL 数据库", "graph_db": "图数据库", "vector_db": "向量数据库",
    "timeseries_db": "时序数据库", "search": "搜索引擎", "olap": "分析型数据库",
    "object_storage": "对象存储", "file_storage": "文件存储", "coordination": "分布式协调组件",
    "transaction": "分布式事务组件", "container": "容器技术", "orchestration": "容器编排平台",
    "k8s_object": "Kubernetes 资源与组件", "mesh": "服务网格", "resilience": "稳定性保障组件",
    "auth": "认证授权组件", "security": "安全组件", "scheduler": "任务调度组件",
    "ci_cd": "持续集成与交付工具", "scm": "代码管理工具", "artifact": "制品仓库",
    "logging": "日志系统", "metrics": "指标监控系统", "tracing": "链路追踪系统",
    "alerting": "告警系统", "batch": "批处理引擎", "stream": "流计算引擎", "data_lake": "数据湖",
    "etl": "数据集成工具", "frontend": "前端技术", "mobile": "移动开发技术",
    "language": "编程语言", "framework": "开发框架", "orm": "持久层框架", "protocol": "通信协议",
    "network": "网络设施", "os": "操作系统", "ml": "机器学习技术", "model": "模型",
    "llm_serving": "大模型推理组件", "rag_agent": "检索增强与智能体组件", "testing": "测试工具",
    "pattern": "架构模式", "concept": "基础概念", "hardware": "硬件资源", "cloud": "云平台",
    "flow": "流程步骤",
}  # fmt: skip

_DATABASES = frozenset({"sql", "nosql", "graph_db", "vector_db", "timeseries_db", "olap"})
_MONITORING = frozenset({"metrics", "logging", "tracing", "alerting"})
_FILES = frozenset({"object_storage", "file_storage"})
_DATA_WORK = frozenset({"batch", "stream", "data_lake", "etl", "olap"})
_GOVERNANCE = frozenset({"registry", "config", "resilience", "mesh"})
_INTELLIGENCE = frozenset({"ml", "model", "llm_serving", "rag_agent"})

# The words in which people ask: 「图中有几个数据库？」「用了哪些中间件？」
FAMILIES: dict[str, frozenset[str]] = {
    "数据库": _DATABASES,
    "关系型数据库": frozenset({"sql"}),
    "非关系型数据库": frozenset({"nosql", "graph_db", "vector_db", "timeseries_db"}),
    "存储": _DATABASES | _FILES | {"cache", "search", "data_lake"},
    "数据存储": _DATABASES | _FILES | {"cache", "search", "data_lake"},
    "文件存储": _FILES,
    "中间件": frozenset({"mq", "cache", "db_middleware", "search", "coordination", "rpc"})
    | {"transaction", "scheduler", "gateway", "registry", "config", "resilience"},
    "缓存": frozenset({"cache"}),
    "消息队列": frozenset({"mq"}),
    "消息中间件": frozenset({"mq"}),
    "服务": frozenset({"service"}),
    "微服务": frozenset({"service"}),
    "业务服务": frozenset({"service"}),
    "网关": frozenset({"gateway"}),
    "入口": frozenset({"cdn", "dns", "load_balancer", "gateway", "web_server"}),
    "客户端": frozenset({"client"}),
    "用户": frozenset({"user"}),
    "注册中心": frozenset({"registry"}),
    "配置中心": frozenset({"config"}),
    "负载均衡": frozenset({"load_balancer"}),
    "搜索引擎": frozenset({"search"}),
    "监控": _MONITORING,
    "可观测性": _MONITORING,
    "日志": frozenset({"logging"}),
    "告警": frozenset({"alerting"}),
    "链路追踪": frozenset({"tracing"}),
    "服务治理": _GOVERNANCE,
    "安全": frozenset({"auth", "security"}),
    "认证": frozenset({"auth"}),
    "容器": frozenset({"container", "orchestration", "k8s_object"}),
    "持续集成": frozenset({"ci_cd", "scm", "artifact"}),
    "大数据": _DATA_WORK,
    "前端": frozenset({"frontend", "mobile", "client"}),
    "模型": frozenset({"model"}),
    "人工智能": _INTELLIGENCE,
    "外部依赖": _DATABASES | _FILES | {"cache", "mq", "search"},
    "硬件": frozenset({"hardware"}),
    "网络设备": frozenset({"network"}),
    "协议": frozenset({"protocol"}),
    "编程语言": frozenset({"language"}),
    "框架": frozenset({"framework", "orm", "frontend", "rpc"}),
}


def category_name(category: str) -> str:
    """Name a category in Chinese."""
    return CATEGORIES[category]
