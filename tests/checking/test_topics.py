"""Roots, and what stands in brackets behind a name."""

from drawn_text import picture

from tuwen.checking import check

TREE = picture("App -> Header\nApp -> Content\nContent -> Panel", 页面区="Panel")


def test_the_root_is_where_no_arrow_comes_in() -> None:
    assert check("树的根是 App，它包含 Header。", TREE).unsupported == ()
    (claim,) = [c for c in check("名为 Content 的根节点。", TREE).unsupported if c.kind == "order"]
    assert claim.text == "Content"


def test_what_stands_in_brackets_belongs_to_the_name() -> None:
    assert check("Content（Panel）位于中间。", TREE).unsupported == ()
    assert [c.text for c in check("Header（Panel）在上。", TREE).unsupported] == ["Header（Panel"]
