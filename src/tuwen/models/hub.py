"""The hubs that serve models over HTTP, and which of them answers.

Two manners of speaking: Hugging Face's (its mirrors speak it too) and ModelScope's.
Knows nothing of the disk.
"""

import json
import re
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from tuwen.errors import ConfigError, EngineError, InputError
from tuwen.models.catalogue import LONGEST_WAIT, Catalogue, Cut, File, wanted

HUGGINGFACE, HF_MIRROR, MODELSCOPE = "huggingface", "hf-mirror", "modelscope"
TIMEOUT = httpx2.Timeout(30, connect=8)
ORGANISATIONS = {"zai-org": "ZhipuAI"}  # as ModelScope calls them
NOT_FOUND = "没有这个模型"
TOKEN_NEEDED = "需要授权：请先在该模型的网页上同意其条款，再把访问令牌放入环境变量 HF_TOKEN 后重试"


class Refused(Exception):
    """A hub that cannot serve the model; the words say why."""


class Hub:
    """A hub that speaks as huggingface.co does."""

    def __init__(self, name: str, endpoint: str, token: str = "") -> None:
        self.name = name
        self.endpoint = endpoint.rstrip("/")
        address = urlsplit(self.endpoint)
        known = address.scheme == "https" and address.hostname == "huggingface.co"
        self.headers = {"accept-encoding": "identity", "user-agent": "tuwen"}
        if token and known:  # a mirror has no business with it
            self.headers["authorization"] = f"Bearer {token}"
        self._client = _client(self.headers)

    def catalogue(self, model: str) -> Catalogue:
        """List the wanted files of a model. Raises Refused, InputError and Cut."""
        found = self._json(f"{self.endpoint}/api/models/{model}?blobs=true")
        if found.get("gated") and "authorization" not in self.headers:
            raise Refused(TOKEN_NEEDED)
        revision = str(found.get("sha", ""))
        if not re.fullmatch(r"[0-9a-f]{40}", revision):
            revision = "main"
        files: list[File] = []
        for entry in found["siblings"]:
            large = entry.get("lfs") or {}
            path = str(entry["rfilename"])
            url = f"{self.endpoint}/{model}/resolve/{revision}/{quote(path)}"
            sha256 = large.get("sha256") or str(large.get("oid", "")).removeprefix("sha256:")
            sha1 = "" if large else entry.get("blobId") or ""
            size = large.get("size", entry.get("size"))
            files.append(File(path, int(size), _sum(sha256, 64), _sum(sha1, 40), url))
        return Catalogue(model, self.name, revision, wanted(model, files))

    @contextmanager
    def open(self, file: File, start: int) -> Generator[tuple[int, Iterator[bytes]]]:
        """Give the bytes of a file, from `start` if the hub is able to."""
        headers = {"range": f"bytes={start}-"} if start else {}
        try:
            with self._client.stream("GET", file.url, headers=headers) as response:
                if response.status_code == 416:
                    raise Cut("无法续传", anew=True)
                _demand(response)
                given = response.headers.get("content-range", "")
                resumed = response.status_code == 206 and given.startswith(f"bytes {start}-")
                if response.status_code == 206 and not resumed:
                    raise Cut(f"要求从 {start} 开始，得到的却是 {given!r}", anew=True)
                yield (start if resumed else 0), response.iter_raw()
        except httpx2.HTTPError as error:
            raise Cut(_words(error)) from error
        except Refused as error:
            message = f"无法从 {self.name} 下载 {file.path}：{error}；也可以用 --from 换一个来源。"
            raise EngineError("model_file_refused", message) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _json(self, url: str) -> dict[str, Any]:
        try:
            response = self._client.get(url)
            _demand(response)
            found = response.json()
        except httpx2.HTTPError as error:
            raise Cut(_words(error)) from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise Refused("回答的不是模型目录") from error
        if not isinstance(found, dict):
            raise Refused("回答的不是模型目录")
        return found


class ModelScopeHub(Hub):
    """A hub that speaks as modelscope.cn does."""

    def catalogue(self, model: str) -> Catalogue:
        """List the wanted files of a model. Raises Refused, InputError and Cut."""
        organisation, name = model.split("/")
        names = [model]
        if organisation in ORGANISATIONS:
            names.append(f"{ORGANISATIONS[organisation]}/{name}")
        for known_as in names:
            url = f"{self.endpoint}/api/v1/models/{known_as}/repo"
            try:
                found = self._json(f"{url}/files?Revision=master&Recursive=true")
            except Refused as error:
                if str(error) == NOT_FOUND:
                    continue
                raise
            if entries := (found.get("Data") or {}).get("Files"):
                break
        else:
            raise Refused(NOT_FOUND)
        files: list[File] = []
        for entry in entries:
            if entry.get("Type") != "tree":
                path = str(entry["Path"])
                address = f"{url}?Revision=master&FilePath={quote(path, safe='')}"
                sha256 = _sum(entry.get("Sha256"), 64)
                files.append(File(path, int(entry["Size"]), sha256, url=address))
        return Catalogue(model, self.name, "master", wanted(model, files))


def hubs(source: str, environment: Mapping[str, str]) -> list[Hub]:
    """The hubs to ask, in order; `source` is a name, an address or empty. Raises InputError."""
    if source.startswith(("http://", "https://")):
        return [Hub(source, source), ModelScopeHub(source, source)]
    endpoint = environment.get("HF_ENDPOINT", "").strip() or "https://huggingface.co"
    token = environment.get("HF_TOKEN", "").strip()
    known = {
        HUGGINGFACE: lambda: Hub(HUGGINGFACE, endpoint, token),
        HF_MIRROR: lambda: Hub(HF_MIRROR, "https://hf-mirror.com"),
        MODELSCOPE: lambda: ModelScopeHub(MODELSCOPE, "https://modelscope.cn"),
    }
    if source and source not in known:
        message = f"--from 不能是 {source}；可选：{'、'.join(known)}、网址，或已有的文件夹。"
        raise InputError("bad_source", message)
    return [make() for name, make in known.items() if source in ("", name)]


def first_answer(model: str, asked: list[Hub], pause: float = 1) -> tuple[Hub, Catalogue]:
    """Ask one hub after another for a model. Raises InputError and EngineError."""
    reasons: dict[str, str] = {}
    for hub in asked:
        try:
            return hub, _patiently(hub, model, pause if hub.name == asked[-1].name else None)
        except (Refused, Cut) as error:
            why = str(error)
        except (KeyError, TypeError, ValueError, AttributeError):
            why = "回答的不是模型目录"
        except InputError:
            hub.close()
            raise
        hub.close()
        if hub.name not in reasons or why != NOT_FOUND:
            reasons[hub.name] = why
    tried = "；".join(f"{name} {why}" for name, why in reasons.items())
    if all(why == NOT_FOUND for why in reasons.values()):
        message = f"找不到模型 {model}（已问过 {'、'.join(reasons)}）；请检查名称。"
        raise InputError("model_not_found", message)
    message = f"得不到模型 {model}：{tried}。请检查网络，或用 --from 指定来源。"
    raise EngineError("model_unavailable", message)


def _patiently(hub: Hub, model: str, pause: float | None) -> Catalogue:
    """Ask a hub; where there is no other to turn to, more than once."""
    for again in (1, 2, 3):
        try:
            return hub.catalogue(model)
        except Cut as cut:
            if pause is None or again == 3:
                raise
            time.sleep(min(pause * again if cut.after is None else cut.after, LONGEST_WAIT))
    raise AssertionError("unreachable")


def _client(headers: dict[str, str]) -> httpx2.Client:
    try:
        return httpx2.Client(headers=headers, timeout=TIMEOUT, follow_redirects=True)
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        message = f"代理设置不可用：{error}；请检查环境变量 HTTPS_PROXY 与 ALL_PROXY。"
        raise ConfigError("bad_proxy", message) from error


def _demand(response: httpx2.Response) -> None:
    """Let nothing pass but success. Raises Refused and Cut."""
    status, code = response.status_code, response.headers.get("x-error-code", "")
    if status in (200, 206):
        return
    if status == 404 or code == "RepoNotFound":
        raise Refused(NOT_FOUND)
    if status in (401, 403):
        raise Refused(TOKEN_NEEDED)
    if status in (408, 425, 429) or status >= 500:
        after = response.headers.get("retry-after", "")
        raise Cut(f"回答 HTTP {status}", float(after) if re.fullmatch(r"\d{1,4}", after) else None)
    raise Refused(f"回答 HTTP {status}")


def _sum(text: object, length: int) -> str:
    found = str(text or "").lower()
    return found if re.fullmatch(rf"[0-9a-f]{{{length}}}", found) else ""


def _words(error: httpx2.HTTPError) -> str:
    if isinstance(error, httpx2.TimeoutException):
        return "长时间没有回应"
    return "连接不上" if isinstance(error, httpx2.ConnectError) else "连接中断"
