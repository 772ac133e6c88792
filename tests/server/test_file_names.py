"""Names of files, as strangers write them."""

from pathlib import Path

from starlette.testclient import TestClient

ADDRESS = "/v1/multimodal/completion"


def test_a_name_that_no_charset_should_know_is_answered(
    client: TestClient, diagram_png: Path
) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="image"; filename="\\ud800.gif"\r\n\r\n'
        + diagram_png.read_bytes()
        + b"\r\n--b--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=b; charset=unicode_escape"}
    assert client.post(ADDRESS, content=body, headers=headers).status_code == 200
