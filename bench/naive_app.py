"""A model behind the simplest server: one request at a time, the library's own loop.

python bench/naive_app.py MODEL PORT; what bench/engines.py measures everything against.
"""

import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import Any

import torch
from PIL import Image

from tuwen.engines.checkpoint import Checkpoint, load
from tuwen.engines.options import Options


def answered(checkpoint: Checkpoint, body: Any) -> dict[str, Any]:
    system, (shown, said) = body["messages"][0]["content"], body["messages"][1]["content"]
    data = base64.b64decode(shown["image_url"]["url"].partition(",")[2])
    encoded = checkpoint.encoder.encode(system, said["text"], Image.open(BytesIO(data)))
    out = checkpoint.model.generate(
        input_ids=torch.tensor([encoded.ids]),
        attention_mask=torch.ones((1, len(encoded.ids)), dtype=torch.long),
        mm_token_type_ids=torch.tensor([encoded.kinds]),
        **encoded.picture,
        max_new_tokens=body["max_tokens"],
        do_sample=False,
    )
    tokens = out[0, len(encoded.ids) :].tolist()
    return {"text": "".join(checkpoint.encoder.spell(tokens)), "tokens": len(tokens)}


def main(folder: str, port: int) -> None:
    checkpoint = load(Options(model_path=folder, precision="fp32", device="cpu"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply({})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.reply(answered(checkpoint, body))

        def reply(self, answer: dict[str, Any]) -> None:
            data = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(HTTPServer):
        request_queue_size = 64

    Server(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
