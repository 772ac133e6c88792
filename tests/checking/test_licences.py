"""Inferences name their rule and what they rest on."""

from drawn_text import picture

from tuwen.checking import check
from tuwen.service.json_form import check_form

SHOP = picture(
    """
    API 网关 -> 订单服务
    API 网关 -> 支付服务
    API 网关 -> 用户服务
    订单服务 -> Redis
    订单服务 -> MySQL
    """,
    "architecture",
)


def test_a_rule_that_holds_is_named_with_its_evidence() -> None:
    (claim,) = [c for c in check("这是微服务架构。", SHOP).claims if c.kind == "inference"]
    assert claim.verdict == "inferred"
    assert claim.rule
    assert "n1" in claim.evidence


def test_a_phrase_of_a_rule_that_does_not_hold_is_unsupported() -> None:
    assert [c.kind for c in check("这是监控告警系统。", SHOP).unsupported] == ["inference"]


def test_the_json_tells_rule_score_and_what_is_missing() -> None:
    form = check_form(check("这是微服务架构，以缓存减轻数据库压力。", SHOP))
    assert any(claim.get("rule") for claim in form["claims"])
    assert 0 <= form["score"] <= 1
    assert isinstance(form["missing"], list)
