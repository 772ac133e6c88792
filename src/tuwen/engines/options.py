"""What engines can be told; light, because settings and command line import it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What engines can be told; each uses the few that it names in `Engine.uses`."""

    model: str = ""  # the model's name on a server; empty for the first that the server lists
    base_url: str = ""  # of an OpenAI-compatible server, up to /v1
    api_key: str = field(default="", repr=False)
    timeout: float = 60.0  # seconds without a sign of life from a server
    retries: int = 2  # further tries of a request that a server could not take
    model_path: str = ""  # the folder of a model
    device: str = ""  # cuda:0, cpu, ...; empty for the best there is
    precision: str = "bf16"  # fp32, bf16, int8 or int4, of a model in a folder
    adapter: str = ""  # the folder of a LoRA adapter
    vllm_python: str = ""  # the interpreter that has vLLM; empty for the one that runs this
    vllm_arguments: str = ""  # further arguments of its server, written as in a shell
