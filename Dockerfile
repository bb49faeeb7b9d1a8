# An image of saidso with its model: `docker build .` in a checkout, or `buildah build --format docker .`, since the OCI
# format has no health check.

ARG RUST_VERSION=1.94
ARG DEBIAN=bookworm

FROM docker.io/library/rust:${RUST_VERSION}-slim-${DEBIAN} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends binutils g++ python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN scripts/saidso --version \
    && install -D --strip --mode=755 target/release/saidso /opt/saidso/bin/saidso \
    && mkdir -p /opt/saidso/models /opt/saidso/licenses \
    && cp -R models/saidso-en /opt/saidso/models/ \
    && cp LICENSE-* /opt/saidso/licenses/ \
    && python3 scripts/setup/licenses.py . /opt/saidso/licenses/crates.txt

FROM docker.io/library/debian:${DEBIAN}-slim
# The health check asks over HTTP.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --home-dir /data saidso
COPY --from=build /opt/saidso /opt/saidso
ENV PATH=/opt/saidso/bin:$PATH
USER 10001
WORKDIR /data
EXPOSE 8020
# Only `saidso serve` answers; for other commands the state of the image means nothing.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["curl", "--fail", "--silent", "--show-error", "http://localhost:8020/healthz"]
ENTRYPOINT ["saidso"]
CMD ["--help"]
