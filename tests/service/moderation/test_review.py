"""One request is judged from its prompt to its last sentence, and the journal learns why."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lists import listing

from tuwen.errors import ConfigError, EngineError, InputError
from tuwen.service.moderation import Moderator, Review

LIST = "[赌博 reject]\n百家乐\n[广告 mask]\n加微信\n[黑话 warn]\n套路\n"


@pytest.fixture
def moderator(tmp_path: Path) -> Moderator:
    return Moderator(word_lists=[listing(tmp_path, LIST)])


def streamed(review: Review, *pieces: str) -> list[str]:
    async def run() -> list[str]:
        return [*[await review.piece(piece) for piece in pieces], await review.rest()]

    return asyncio.run(run())


def test_nothing_set_up_costs_nothing() -> None:
    code = "from tuwen.service.moderation import Moderator; m = Moderator(); import sys; print("
    code += "m.active, {'ahocorasick_rs', 'opencc', 'httpx2', 'onnxruntime'} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False set()\n"
    review = Moderator().review()
    assert asyncio.run(review.before("写摘要", ["百家乐"])) == ("写摘要", ("百家乐",))
    assert streamed(review, "百家", "乐") == ["百家", "乐", ""]
    assert asyncio.run(review.after(["百家乐"])) == ("百家乐",)
    assert review.verdicts == ()


@pytest.mark.parametrize(
    ("prompt", "texts", "what"),
    [("百-家-樂", (), "提示词"), ("", ("正文", "百家乐"), "文章、标题或图中的文字")],
)
def test_what_came_in_is_rejected_without_the_word(
    moderator: Moderator, prompt: str, texts: tuple[str, ...], what: str
) -> None:
    review = moderator.review()
    with pytest.raises(InputError) as caught:
        asyncio.run(review.before(prompt, texts))
    assert caught.value.code == "content_rejected"
    assert caught.value.message.startswith(f"{what}涉及「赌博」，本服务不予处理；请修改或更换")
    assert "百家" not in caught.value.message
    (verdict,) = review.verdicts
    assert json.loads(json.dumps(verdict.as_json())) == {
        "stage": "prompt" if prompt else "text",
        "source": "words",
        "category": "赌博",
        "action": "reject",
        "reason": "命中词表",
        "words": ["百家乐"],
        "score": None,
    }


def test_masks_and_warnings_are_told(moderator: Moderator) -> None:
    review = moderator.review()
    prompt, texts = asyncio.run(review.before("写：加微信", ["套路", "正文\r\n\x1b[31m加V信"]))
    assert (prompt, texts) == ("写：●●●", ("套路", "正文\r\n\x1b[31m加V信"))
    assert review.warnings == (
        "提示词涉及「广告」，有关文字已遮盖。",
        "文章、标题或图中的文字涉及「黑话」，发布前请核实。",
    )


def test_a_stream_holds_back_what_may_become_a_word(moderator: Moderator) -> None:
    review = moderator.review()
    out = streamed(review, "读到百科。", "一家。请加", "。微信号", "见百家", "姓")
    assert out == ["读到百科。", "一家。请", "●。●●号", "见", "百家姓", ""]
    assert [verdict.stage for verdict in review.verdicts] == ["output"]


def test_a_stream_with_a_forbidden_word_ends_before_it(moderator: Moderator) -> None:
    review = moderator.review()

    async def run() -> list[str]:
        out = [await review.piece("头。百"), await review.piece("家")]
        with pytest.raises(EngineError) as caught:
            await review.piece("乐。尾")
        assert caught.value.code == "output_rejected"
        assert "生成的文字涉及「赌博」，已被拦截" in caught.value.message
        return out

    assert asyncio.run(run()) == ["头。", ""]
    assert review.verdicts[0].words == ("百家乐",)


def test_a_stream_may_begin_anew_and_its_sections_are_apart(moderator: Moderator) -> None:
    review = moderator.review()
    assert streamed(review, "百家") == ["", "百家"]
    assert streamed(review, "乐。百") == ["乐。", "百"]
    asyncio.run(review.piece("百家"))
    review.restart()
    assert streamed(review, "乐。") == ["乐。", ""]


def test_what_was_written_is_judged_text_by_text(moderator: Moderator) -> None:
    review = moderator.review()
    assert asyncio.run(review.after(["加微", "信", "加微信"])) == ("加微", "信", "●●●")
    with pytest.raises(EngineError):
        asyncio.run(review.after(["百家乐"]))
    assert [verdict.category for verdict in review.verdicts] == ["广告", "赌博"]


def test_a_verdict_names_a_bounded_number_of_words(tmp_path: Path) -> None:
    words = [f"坏词{i:03}" for i in range(100)]
    moderator = Moderator(word_lists=[listing(tmp_path, "\n".join(words))], policy="warn")
    review = moderator.review()
    asyncio.run(review.before("，".join(words)))
    (verdict,) = review.verdicts
    assert verdict.words == tuple(words[:20])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"policy": "block\x1b[0m"}, "bad_policy"),
        ({"hook_fails": "ajar"}, "bad_moderation_hook"),
        ({"picture_threshold": 1.5}, "bad_threshold"),
        ({"word_lists": ["nowhere.txt"]}, "bad_word_list"),
    ],
)
def test_nonsense_is_refused_at_the_start(given: dict[str, Any], code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Moderator(**given)
    assert caught.value.code == code
    assert caught.value.message.isprintable()
