"""Words by which the kinds of pictures give themselves away: patterns and lists, no logic."""

import re

_X = re.VERBOSE
CODE_LINE = re.compile(
    r"""[;{}]\s*$
    | ^\s*(import|from|def|class|return|if|for|while|else|elif|try|const|let|var|func|fn
          |public|private|protected|package|\#include|@\w+|<\w+[^>]*>|</\w+>)(?!\w)
    | ^\s*(//|/\*|\#!) | => | -> | :: | == | != | && | \|\|
    | \w+\(.*\)\s*[;{:]?\s*$
    | ^\s*[\w.\[\]]+\s*[:+\-]?=\s*\S""",
    _X,
)
_CONSOLE = r"""(mysql|MariaDB|sqlite|redis|mongo\w*|hive|[\d.]+:\d+|\w+=[\#>])\S{0,12}>\ """
_AS_ROOT = r"""\#\ ?[\w./~-]+((\ [^\s\[\]()=]+){0,2}$|(\ \S+){0,2}\ [-/]\S)"""  # no remark
SHELL_LINE = re.compile(
    rf"""^\s*(\[?\w+@[\w.-]+[\ :~] | {_CONSOLE} | [~/][\w/.-]*\s?[$\#>%]\s | [$>]\s?\w+ | {_AS_ROOT}
            | [A-Z]:\\ | PS\ [A-Z]: | >>>\  | In\ ?\[\d*\])
    | ^[d-][rwx-]{{9}} | ^\W*(\w\ )?\d\d:\d\d:\d\d[.,]\d{{3}}
    | ^\W*(INFO|WARN|WARNING|ERROR|DEBUG)\b
    | ^/(home|usr|var|etc|opt|root|tmp)/
    | \b(sudo|apt-get|yum|kubectl|docker|npm|pip3?|git|curl|ls\ -|cat\ |grep|mysql>)\b""",
    _X,
)
PROMPT = re.compile(
    rf"""^\s*(\[?\w+@[\w.-]+\s?[:~\s][^$\#]*[$\#>%] | {_CONSOLE} | [~/][\w/.-]*\s?[$\#]\s | [$]\s\w+
            | {_AS_ROOT} | [A-Z]:\\.*> | >>>\s)""",
    _X,
)
MEMBER = re.compile(
    r"^[+\-#~*o□■◇△]?\s*[A-Za-z_]\w*\s*\(.*\)\s*(:.*)?$"
    r"|^(?!#\s+\w+(\s+\w+){3})[+\-#~](\s*[A-Za-z_]\w+|$)"
)
STEREOTYPE = re.compile(
    r"[«<]{1,2}\s*(interface|enum\w*|abstract|service|entity|java\s\w+)\s*[»>]{1,2}", re.I
)
KEY = re.compile(r"^(PK|FK|UK|PK,\s*FK|主键|外键)$")
TYPE = re.compile(
    r"""^(string|int|integer|bigint|float|double|bool|boolean|date|datetime|timestamp|text
        |varchar(\(\d+\))?|uuid|decimal|long|list|numeric
        |timestamptz|tinyint|smallint|boolean)$""",
    _X | re.I,
)
CONTROL = re.compile(
    r"""^(\S\ )?(ok|save|cancel|submit|settings?|search.*|enabled?|disabled?|log\ ?(in|out)
        |sign\ ?(in|up|out)|edit|delete|add|new|create|file|view|help|home|back|next|close|apply
        |upload|download|export|import|refresh|overview|dashboard|name|status|password|user\ ?name
        |options|tools|all|more|reset|continue|confirm|reply|share|please\ enter.*
        |确定|取消|保存|提交|设置|搜索|登录|注册|编辑|删除|新建|添加|文件|查看|帮助|首页|返回
        |下一步|上一步|关闭|应用|上传|下载|导出|导入|刷新|概览|名称|状态|密码|用户名|操作|工具
        |选项|全部|更多|详情|复制|启用|禁用|创建|重置|确认|继续|清空|移除|筛选|预览
        |分享|收藏|评论|回复|注销|账号|验证码|请(输入|选择).*|例如[：:].*)$""",
    _X | re.I,
)
SYSTEM_PART = re.compile(
    r"""\b(api|gateway|nginx|ingress|proxy|load\ ?balancer|haproxy|client|server|service|svc|pod
        |node\s?\d*|cluster|master|slave|worker|leader|follower|replica|mysql|redis|mongo(db)?|kafka
        |rocketmq|rabbitmq|mq|queue|broker|db|database|cache|storage|disk|elasticsearch|es|nacos|etcd
        |zookeeper|consul|docker|kubernetes|k8s|kubelet|container|controller|scheduler|agent|sdk|app
        |web|browser|mobile|ios|android|cdn|dns|vpc|vm|host|gpu|cpu|memory|kernel|driver|router
        |switch|firewall|prometheus|grafana|alertmanager|spark|flink|hadoop|hdfs|hive|tidb|tikv|pd
        |component|module|framework|engine|layer|model|network|namespace|deployment|volume|socket
        |tcp|http|grpc|rpc|llm|encoder|decoder|attention|embedding|dataset|component\ \w)s?\b
    | \w+\.(js|ts|jsx|tsx|py|java|go)\b
    | 网关|服务|集群|节点|主库|从库|数据库|缓存|队列|消息|存储|负载均衡|注册中心|配置中心|客户端
    | 服务端|服务器|浏览器|前端|后端|平台|引擎|模块|组件|应用层|接入层|数据层|业务层|基础设施|中间件
    | 容器|调度器|控制器|代理|防火墙|路由|交换机|网络|内核|模型|全连接|卷积|隐藏层|输入层|输出层
    | 激活函数|权重层|[汇池]化?层|归一化|残差|\b(softmax|relu|conv\w*|max\ ?pool\w*|dropout)\b""",
    _X | re.I,
)
STEP = re.compile(
    r"""[?？]\s*$ | ^(是|否|yes|no|y|n|true|false|成功|失败|通过|不通过)$ | ^(start|end|begin|stop)$
    | ^(开始|结束|流程)
    | ^\W*\d{1,2}[.、)）:：]\s*\S | ^[①-⑳] | ^(step|phase)\s*\d
    | ^(检查|判断|校验|验证|返回|执行|创建|获取|生成|更新|删除|写入|读取|查询|发送|接收|解析|加载
       |提交
       |加密|解密|签名|压缩|解压|编码|解码|排序|过滤|合并|拆分|转换|训练|推理|部署|构建|测试|发布
       |审批|审核|支付|下单|登录|注册|上传|下载|设计|分析|收集|清洗|等待|调用|触发|启动|停止|初始化
       |处理|完成|选择|输入|输出|计算|保存|通知|重试|回滚|是否)
    | 已[一-鿿]|正在|为空|就绪|是否|吗$
    | (检查|评估|调整|复核|清洗|校验|审核|验证|评审|切换|重建|合并|回滚|汇总|通知|重试|切分)$
    | ^(check|create|get|send|update|delete|parse|load|run|build|deploy|test|wait|call|return
       |process
       |receive|write|read|fetch|validate|generate|select|handle|retry|apply|submit|commit|review
       |merge|push|pull|is|has|if)\b""",
    _X | re.I,
)
STAGE = re.compile(  # what frames of a course are called
    r"""(阶段|步骤|流程|过程|环节|之前|之后|准备工作)\s*([一二三四五六七八九十\d]|$|[:：（(])
    | ^第[一二三四五六七八九十\d]+[步阶次] | ^(开始|选择|提交|执行|准备)
    | ^\W*(step|phase|stage)\s*\d | \b(phase|stage|cycle)$""",
    _X | re.I,
)
