"""An external service is asked and obeyed; where it fails, what was set happens."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openai_server import Answer, Handler, fails, serving
from tuwen.errors import ConfigError, EngineError, InputError, TuwenError
from tuwen.service.moderation import Moderator, Review

DIGEST = "ab" * 32
REJECTING = {"action": "reject", "category": "赌博", "reason": "广告"}


def answers(body: Any) -> Answer:
    return lambda handler, _: handler.reply(200, body)


def reviewed(
    answer: Answer, act: Callable[[Review], Any], failing: str = "closed", timeout: float = 5.0
) -> tuple[Any, Review, list[dict[str, Any]]]:
    """What an act on a review gives (or raises), the review, and what the service was sent."""

    async def run() -> tuple[Any, Review, list[dict[str, Any]]]:
        with serving(answer) as server:
            moderator = Moderator(hook_url=server.url, hook_fails=failing, hook_timeout=timeout)
            review = moderator.review()
            try:
                given = await act(review)
            except TuwenError as error:
                given = error
            await moderator.close()
            return given, review, [body for _, _, body in server.asked]

    return asyncio.run(run())


def test_it_is_sent_texts_and_digest_and_may_allow() -> None:
    given, review, sent = reviewed(
        answers({"action": "allow"}),
        lambda r: r.before("写摘要", ["正文\ud800", ""], digest=DIGEST),
    )
    assert given == ("写摘要", ("正文\ud800", ""))
    assert review.verdicts == ()
    texts = [("prompt", "写摘要"), ("text", "正文\ud800"), ("text", "")]
    assert sent == [
        {
            "stage": "input",
            "texts": [{"kind": kind, "text": text} for kind, text in texts],
            "picture": {"digest": DIGEST},
        }
    ]


def test_it_may_reject_what_came_in_and_what_goes_out() -> None:
    given, review, _ = reviewed(answers(REJECTING), lambda r: r.before("写摘要"))
    assert isinstance(given, InputError)
    assert (given.code, "赌博" in given.message) == ("content_rejected", True)
    assert [v.as_json() for v in review.verdicts] == [
        {
            "stage": "input",
            "source": "hook",
            "category": "赌博",
            "action": "reject",
            "reason": "广告",
            "words": [],
            "score": None,
        }
    ]
    given, _, sent = reviewed(answers(REJECTING), lambda r: r.after(["摘要"]))
    assert isinstance(given, EngineError)
    assert given.code == "output_rejected"
    assert sent[0]["texts"] == [{"kind": "output", "text": "摘要"}]


def test_it_may_mask_and_warn() -> None:
    masking = {"action": "mask", "category": "隐私", "spans": [[0, 2, 5], [1, 0, 1]]}
    given, review, _ = reviewed(answers(masking), lambda r: r.after(["电话123。", "甲乙"]))
    assert given == ("电话●●●。", "●乙")
    assert review.warnings == ("生成的文字涉及「隐私」，有关文字已遮盖。",)
    given, review, _ = reviewed(answers({"action": "warn"}), lambda r: r.before("甲"))
    assert given == ("甲", ())
    assert review.warnings == ("请求的内容涉及「外部审核」，发布前请核实。",)


def test_a_stream_is_held_back_until_the_whole_was_judged_once() -> None:
    async def act(review: Review) -> list[Any]:
        out = [await review.piece("一。"), await review.piece("二。"), await review.rest()]
        return [*out, await review.after(["一。二。", "一。二。"])]

    given, _, sent = reviewed(answers({"action": "allow"}), act)
    assert given == ["", "", "一。二。", ("一。二。", "一。二。")]
    assert [text["text"] for body in sent for text in body["texts"]] == ["一。二。"]


def test_terminal_codes_in_its_words_go_nowhere() -> None:
    nasty = {"action": "reject", "category": "\x1b[31m广告\r\n\ud800" + "长" * 99, "reason": "\x07"}
    given, review, _ = reviewed(answers(nasty), lambda r: r.before("甲"))
    assert given.message.isprintable()
    assert review.verdicts[0].category == "[31m广告" + "长" * 34
    assert review.verdicts[0].reason == ""


def hangs(handler: Handler, _: Any) -> None:
    handler.server.released.wait(20)


def drips(handler: Handler, _: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _ in range(150):
            handler.wfile.write(b" ")
            handler.server.released.wait(0.02)
        handler.wfile.write(b'{"action": "allow"}')


def floods(handler: Handler, _: Any) -> None:
    handler.reply(200, '{"action": "allow", "reason": "' + "x" * 70_000 + '"}')


def moves(handler: Handler, _: Any) -> None:
    moved = handler.path == "/moved"
    handler.reply(200 if moved else 307, {"action": "allow"}, location="/moved")


BAD: dict[str, Answer] = {
    "hanging": hangs,
    "dripping": drips,
    "flooding": floods,
    "redirecting": moves,
    "failing": fails(500, {"action": "allow"}),
    "not JSON": answers("<html>"),
    "deep": answers("[" * 60_000),
    "a list": answers([REJECTING]),
    "an unknown action": answers({"action": "block"}),
    "no action": answers({}),
    "an action that is none": answers({"action": ["reject"]}),
    "a category that is none": answers({"action": "warn", "category": 7}),
    "a mask without spans": answers({"action": "mask"}),
    "a span too far": answers({"action": "mask", "spans": [[0, 0, 9]]}),
    "a span backwards": answers({"action": "mask", "spans": [[0, -2, 1]]}),
    "a span of nothing": answers({"action": "mask", "spans": ["x"]}),
}


@pytest.mark.parametrize("script", BAD.values(), ids=BAD)
def test_what_could_not_be_judged_is_refused_unless_set_otherwise(script: Answer) -> None:
    timeout = 0.2 if script in (hangs, drips) else 5.0
    given, review, _ = reviewed(script, lambda r: r.before("甲乙"), timeout=timeout)
    assert isinstance(given, EngineError)
    assert given.code == "moderation_unavailable"
    assert given.message == "内容审核暂时无法进行；请稍后再试。"
    given, review, _ = reviewed(script, lambda r: r.before("甲乙"), "open", timeout)
    assert given == ("甲乙", ())
    assert [v.category for v in review.verdicts] == ["未审核"]
    assert review.warnings == ("请求的内容未经审核：审核服务没有给出可用的回答。",)


def test_a_service_that_is_down_is_one_that_failed() -> None:
    with serving(answers({})) as server:
        url = server.url
    with pytest.raises(EngineError) as caught:
        asyncio.run(Moderator(hook_url=url).review().after(["甲"]))
    assert caught.value.code == "moderation_unavailable"


@settings(max_examples=20)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["action", "category", "reason", "spans"]),
                inner | st.sampled_from(["mask", "warn", "allow", "reject"]),
            )
        ),
    )
)
def test_no_answer_is_an_error_of_ours(body: Any) -> None:
    given, _, _ = reviewed(answers(json.dumps(body)), lambda r: r.after(["甲乙"]))
    codes = ("moderation_unavailable", "output_rejected")
    assert given.code in codes if isinstance(given, TuwenError) else len(given[0]) == 2


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x/", "x", "http://", "http://x:99999/", "//x/", "http://a:b:c/"],
)
def test_only_http_addresses_are_hooks(url: str) -> None:
    with pytest.raises(ConfigError, match="http://") as caught:
        Moderator(hook_url=url)
    assert caught.value.code == "bad_moderation_hook"


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan"), 601.0])
def test_a_time_limit_has_to_be_one(timeout: float) -> None:
    with pytest.raises(ConfigError, match="时限"):
        Moderator(hook_url="http://127.0.0.1/", hook_timeout=timeout)
