# Tuwen on a CPU, with the drivers of PostgreSQL and Redis. Its store is /data; nothing else is
# written, so the root file system may be read-only:
#   docker build -t tuwen .
#   docker run --rm -v tuwen:/data tuwen keys create --name blog
#   docker run --read-only --tmpfs /tmp -v tuwen:/data -p 127.0.0.1:8080:8080 tuwen
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/tuwen
ENV PATH=/opt/tuwen/bin:$PATH
# Wheels alone: nothing is compiled.
COPY requirements-servers.lock ./
RUN python -m pip install --no-cache-dir --require-hashes --only-binary :all: \
    -r requirements-servers.lock
COPY pyproject.toml README.md LICENSE NOTICE THIRD_PARTY_NOTICES.md ./
COPY src src
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
    && python -m pip uninstall --yes setuptools pip

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 tuwen \
    && useradd --uid 10001 --gid tuwen --home-dir /data --no-create-home --shell /bin/sh tuwen \
    && install -d -o tuwen -g tuwen -m 0700 /data
COPY --from=build /opt/tuwen /opt/tuwen
ENV PATH=/opt/tuwen/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    TUWEN_HOST=0.0.0.0 \
    TUWEN_STORE=/data/tuwen.db
# Python looks for room for temporary files in /tmp and then here.
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"TUWEN_PORT\", 8080)}/healthz', timeout=4)"]
ENTRYPOINT ["tuwen"]
CMD ["serve"]
