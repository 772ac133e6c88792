# Two commands on a fresh machine (Python 3.11+, make):
#   make run                                       install, start the server on 127.0.0.1:8080
#   make run IMAGE=examples/k8s-microservices.png  install, print the summary of that picture
#   make test                                      install what tests need, run them
# For a vision-language model in this process: make models, then serve --model-path DIR.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
ARGS ?=
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
SELF = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
RUN = $(VENV)/.run-installed
DEV = $(VENV)/.dev-installed
MODELS = $(VENV)/.models-installed
TORCH = torch==2.13.0

.PHONY: run test check models lock clean

run: $(RUN)
ifdef IMAGE
	@$(BIN)/tuwen summarize "$(IMAGE)" $(ARGS)
else
	@$(BIN)/tuwen serve $(ARGS)
endif

test: $(DEV)
	$(BIN)/python -m pytest $(ARGS)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/python -m pytest

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "需要 Python 3.11 或更高版本，当前为 $$($(PYTHON) --version 2>&1)；"\
	"请安装后用 make PYTHON=python3.12 … 指定。" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "无法创建虚拟环境；Debian、Ubuntu 请先运行 apt install python3-venv。" >&2; exit 1; }

$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	@echo "正在安装依赖（首次约一分钟）……"
	@$(PIP) -r requirements.lock
	@$(SELF)
	@touch $@

$(DEV): requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	@echo "正在安装开发依赖……"
	@$(PIP) -r requirements-dev.lock
	@$(SELF)
	@touch $@ $(RUN)

models: $(MODELS)

$(MODELS): requirements-models.lock | $(RUN)
	@echo "正在安装 torch 与 transformers……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	@$(PIP) --no-deps -r requirements-models.lock
	@touch $@

# Needs uv on the PATH. Hashes cover every file of each version: all Pythons and platforms.
COMPILE = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url pyproject.toml -
lock:
	@{ echo "# Everything that runs Tuwen, pinned and hashed. Made by: make lock"; \
	  echo 'setuptools>=77' | $(COMPILE); } > requirements.lock.new
	@mv requirements.lock.new requirements.lock
	@{ echo "# Everything that runs, tests and checks Tuwen, pinned and hashed. Made by: make lock"; \
	  { echo 'setuptools>=77'; cat requirements-dev.in; } | $(COMPILE) -c requirements.lock; \
	  } > requirements-dev.lock.new
	@mv requirements-dev.lock.new requirements-dev.lock
	@{ echo "# Tuwen with PostgreSQL and Redis, for deployment, pinned and hashed. Made by: make lock"; \
	  echo 'setuptools>=77' | $(COMPILE) --extra postgres --extra redis -c requirements-dev.lock; \
	  } > requirements-servers.lock.new
	@mv requirements-servers.lock.new requirements-servers.lock
	@echo "$(TORCH) ; sys_platform == 'none'" > torch.override
	@{ echo "# What the transformers engine needs beside torch, pinned and hashed. Made by: make lock"; \
	  $(subst pyproject.toml -,requirements-models.in,$(COMPILE)) --override torch.override \
	  -c requirements-dev.lock; } > requirements-models.lock.new
	@mv requirements-models.lock.new requirements-models.lock
	@for each in torchaudio torchcodec; do echo "$$each ; sys_platform == 'none'"; done >> torch.override
	@{ echo "# vLLM for tests on a CPU, beside torch, pinned and hashed. Made by: make lock"; \
	  $(subst pyproject.toml -,requirements-vllm.in,$(COMPILE)) --override torch.override; \
	  } > requirements-vllm.lock.new
	@mv requirements-vllm.lock.new requirements-vllm.lock
	@rm torch.override
	@{ echo "# Clients of OpenAI's interface for tests, pinned and hashed. Made by: make lock"; \
	  $(subst pyproject.toml -,requirements-clients.in,$(COMPILE)); \
	  } > requirements-clients.lock.new
	@mv requirements-clients.lock.new requirements-clients.lock

clean:
	rm -rf $(VENV) .venv-vllm .venv-clients build dist src/*.egg-info .pytest_cache .ruff_cache .hypothesis
