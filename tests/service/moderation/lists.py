"""What the tests of moderation share."""

from collections.abc import Callable
from pathlib import Path

from tuwen.errors import TuwenError
from tuwen.service.moderation.verdict import POLICIES, Policy
from tuwen.service.moderation.word_lists import load_words
from tuwen.service.moderation.words import Listed, Sieve, Words

HONEST = """\
黄色节点表示主库，红色节点表示已下线的副本。
用 kill -9 杀死进程后，父进程若不回收，子进程就成为僵尸进程。
SQL 注入攻击：' OR 1=1; DROP TABLE users; --
多臂老虎机（multi-armed bandit）用于在线推荐的探索与利用。
蒙特卡洛方法得名于赌场，赌徒破产问题是随机游走的特例。
中间人攻击、暴力破解、撞库、脱裤（拖库）与爬虫的防护。
本文训练分类器识别色情、赌博、毒品和诈骗广告，准确率 97.3%。
反欺诈系统识别刷单、套现、裸聊敲诈、跑分平台和博彩网站。
词表里有「百家乐」「冰毒」「约炮」等词，用 Aho–Corasick 匹配。
在微信小程序里加微信支付，注册后送积分，下载后送优惠券。
大麻素受体 CB1 的分子对接，吗啡与海洛因的代谢通路。
主从复制中，主机把 binlog 发给从机；master/slave 改称 primary/replica。
父类的私有成员不能被子类直接访问；孤儿进程由 init 收养。
class Assassin: pass  # assert passes, bass, classic, cockpit, Essex
增加QPS，Java片段见附录；K粉丝数、上下分栏、棋牌类游戏的匹配服务。
代理服务器开户流程：注册、实名认证、绑定银行卡、入金。
无码化（低代码）平台；在线观看直播回放；同城双活与约束求解。
上门安装服务的工单流程：派单 → 上门 → 全套验收 → 回访。
高并发秒杀：库存扣减、削峰填谷、稳赚不赔的策略并不存在。
幸运飞艇开奖接口的逆向分析与风控对抗；时时彩走势的随机性检验。
def f(a, s, s2): return as s, c a s e, in o, casi no
""".splitlines()


def listing(folder: Path, text: str, name: str = "words.txt") -> str:
    """The path of a word list with this text."""
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def words_of(folder: Path, *lines: str, policy: Policy = "mask") -> Words:
    return load_words([listing(folder, "\n".join(lines))], policy)


def refusing(listed: Listed) -> None:
    if listed.action == POLICIES[0]:
        raise TuwenError("rejected", listed.word)


def masked(words: Words, *pieces: str, found: Callable[[Listed], None] = refusing) -> str:
    """What comes out of a text in pieces."""
    sieve = Sieve(words, found)
    return "".join([*map(sieve.take, pieces), sieve.take("", last=True)])
