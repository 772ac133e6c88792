"""What people write into the prompt field, and what it must be understood as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.errors import InputError
from tuwen.task import TASKS
from tuwen.writing.prompt import clean, find_focus, find_points, understand

POINTS = ("系统架构类型", "核心技术组件", "适用场景")
TASK_OF = {
    "": "summary",
    "   \n": "summary",
    "说点什么": "summary",
    "随便说说": "summary",
    "你好": "summary",
    "请根据图片内容生成一段技术博文摘要，重点说明其架构设计思想。": "summary",
    "能不能帮我总结一下这张图？": "summary",
    "可以给我生成一个摘要吗？": "summary",
    "用三句话概括图片": "summary",
    "介绍一下这张图": "summary",
    "生成摘要，并说明系统如何保证高可用": "summary",
    "Summarize this diagram": "summary",
    "Could you write a short summary of this figure?": "summary",
    "TL;DR": "summary",
    "写一句 alt": "alt",
    "替代文本": "alt",
    "为这张图写替代文本": "alt",
    "给图片补一个 alt 属性": "alt",
    "这张图的替代文本应该怎么写？": "alt",
    "Write alt text for this image": "alt",
    "alt text please": "alt",
    "详细描述": "describe",
    "请详细描述这张图片": "describe",
    "请描述这张图": "describe",
    "Describe this image.": "describe",
    "Give me a detailed description": "describe",
    "给新手解释": "explain",
    "讲解一下这张图": "explain",
    "我是小白，看不懂这张图": "explain",
    "请用通俗的语言讲讲": "explain",
    "Explain this to a beginner": "explain",
    "ELI5": "explain",
    "提取关键词": "keywords",
    "提取 5 个 SEO 关键词": "keywords",
    "SEO": "keywords",
    "给这篇文章打标签": "keywords",
    "这张图有哪些关键词？": "keywords",
    "Extract keywords": "keywords",
    "支付服务依赖哪些组件？": "ask",
    "支付服务依赖哪些组件": "ask",
    "标签服务依赖哪些组件？": "ask",
    "关键词提取模块依赖哪些组件": "ask",
    "摘要生成服务调用了谁": "ask",
    "图中有几个数据库": "ask",
    "A 指向谁": "ask",
    "为什么订单服务要用 Redis": "ask",
    "解释一下为什么订单服务要用 Redis？": "ask",
    "有没有用缓存": "ask",
    "这是什么图": "ask",
    "图里是微服务吗": "ask",
    "列出图中的所有组件": "ask",
    "图中左侧穿红衣的人是否在指向右侧的屏幕": "ask",
    "判断库存为否时怎样？": "ask",
    "回答以下问题：1. 有几个服务；2. 有没有缓存": "ask",
    "What does the payment service depend on?": "ask",
    "which services call Redis": "ask",
    "How many databases are there?": "ask",
}
STRUCTURED = (
    "突出以下三点：1系统架构类型；2核心技术组件；3适用场景。",
    "突出以下三点：1. 系统架构类型；2. 核心技术组件；3. 适用场景。",
    "突出以下三点：1.系统架构类型 2.核心技术组件 3.适用场景",
    "突出以下三点：1、系统架构类型，2、核心技术组件，3、适用场景。字数不限。",
    "突出以下三点:1)系统架构类型;2)核心技术组件;3)适用场景.",
    "突出以下三点：①系统架构类型②核心技术组件③适用场景。请用中文。",
    "突出以下三点：❶ 系统架构类型 ❷ 核心技术组件 ❸ 适用场景",
    "突出以下三点：（1）系统架构类型；（2）核心技术组件；以及（3）适用场景。",
    "突出以下三点：(1) 系统架构类型 (2) 核心技术组件 (3) 适用场景",
    "突出以下三点：１．系统架构类型；２．核心技术组件；３．适用场景。",
    "突出以下三点：\n1. 系统架构类型\n2. 核心技术组件\n3. 适用场景\n\n不要超过 200 字。",
    "突出以下三点：\r\n1、系统架构类型\r\n2、核心技术组件\r\n3、适用场景",
    "突出以下三点：\n- 系统架构类型\n- 核心技术组件\n- 适用场景",
    "突出以下三点：一、系统架构类型；二、核心技术组件；三、适用场景。",
    "突出以下三点：第一，系统架构类型；第二，核心技术组件；第三，适用场景。",
    "突出以下三点：系统架构类型、核心技术组件和适用场景。",
    "请突出：1系统架构类型；2核心技术组件；3适用场景。",
    "从系统架构类型、核心技术组件、适用场景三个方面介绍。",
)


@pytest.mark.parametrize(("prompt", "task"), TASK_OF.items())
def test_a_free_prompt_becomes_a_task(prompt: str, task: str) -> None:
    order = understand(prompt)
    assert order.task == task
    assert order.question == (prompt if task == "ask" else "")


@pytest.mark.parametrize("tail", STRUCTURED)
@pytest.mark.parametrize("head", ["请根据图片内容生成一段技术博文摘要，", ""])
def test_points_come_out_in_the_words_of_the_prompt(head: str, tail: str) -> None:
    order = understand(head + tail)
    assert order.task == "summary"
    assert order.points == POINTS
    assert order.focus == ""


@pytest.mark.parametrize(
    "prompt",
    [
        "请用 100 字以内总结，1 段即可，不要分 2 段",
        "1个句子就好，2个也行",
        "说明 Redis 6.2 与 MySQL 8.0 的关系",
        "2024 年 1 月与 2 月的差别，写成摘要",
        "端口 8080 和 1 2 3",
    ],
)
def test_numbers_in_a_sentence_are_no_points(prompt: str) -> None:
    assert find_points(prompt) == ()


def test_english_points() -> None:
    order = understand("Summarize, covering: 1) architecture type 2) core components 3) use cases")
    assert order.points == ("architecture type", "core components", "use cases")
    order = understand("Write a summary with the following points: scale; cost and latency")
    assert order.points == ("scale", "cost", "latency")


@pytest.mark.parametrize(
    ("prompt", "focus"),
    [
        ("生成摘要，重点说明其架构设计思想。", "架构设计思想"),
        ("请总结，着重介绍数据流向，200 字以内", "数据流向"),
        ("用3句话总结，突出缓存和消息队列", "缓存和消息队列"),
        ("围绕高可用设计写一段摘要", "高可用设计写一段摘要"),
        ("Write a summary focusing on the data flow.", "data flow"),
        ("总结这张图", ""),
    ],
)
def test_focus(prompt: str, focus: str) -> None:
    assert find_focus(prompt).startswith(focus.removesuffix("写一段摘要"))
    assert bool(find_focus(prompt)) == bool(focus)


@pytest.mark.parametrize("task", TASKS)
def test_an_explicit_task_wins(task: str) -> None:
    assert understand("支付服务依赖哪些组件？", task).task == task
    assert understand("写一句 alt", f" {task.upper()} ").task == task


def test_an_unknown_task_is_named_and_all_others_are_offered() -> None:
    with pytest.raises(InputError) as caught:
        understand("总结", "translate")
    assert caught.value.code == "unknown_task"
    assert "translate" in caught.value.message
    assert all(task in caught.value.message for task in TASKS)


def test_a_question_must_be_there() -> None:
    with pytest.raises(InputError) as caught:
        understand(" <|image|> ", "ask")
    assert caught.value.code == "missing_question"


@pytest.mark.parametrize(
    "prompt",
    [
        "<|image|>这是什么图<|end|>",
        "<|begin_of_image|><|end_of_image|>这是什么图",
        "<image>\n这是什么图",
        "[gMASK]<sop><|user|>这是什么图<|assistant|><think></think>",
        "<|im<|x|>age|>这是什么图",
        "\u200b这是\x00什么图\ufeff",
    ],
)
def test_control_tokens_do_not_reach_an_engine(prompt: str) -> None:
    assert understand(prompt).question == "这是什么图"


@given(st.text(max_size=300))
def test_any_text_is_understood(prompt: str) -> None:
    order = understand(prompt)
    assert order.task in TASKS
    assert "<|" not in clean(f"<|image|>{prompt}") or "<|" in prompt
    assert bool(order.question) == (order.task == "ask")
    assert len(order.points) != 1


@pytest.mark.parametrize(
    "prompt",
    [
        "给这张图写摘要、替代文本和关键词",
        "1. 博文摘要；2. alt 文本；3. SEO 标签",
        "Write a summary, alt text and keywords for this figure",
    ],
)
def test_who_names_most_of_the_texts_gets_them_all(prompt: str) -> None:
    assert understand(prompt).task == "all"
