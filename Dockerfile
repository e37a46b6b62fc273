# syntax=docker/dockerfile:1
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# The caches are not part of the image, so the binary is copied out of target/ in the same step.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin tumbuh && cp target/release/tumbuh /tumbuh

# trixie has the client of PostgreSQL 17: `tumbuh backup` and `tumbuh restore` run pg_dump and pg_restore.
FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/tumbuh --shell /usr/sbin/nologin tumbuh \
    && install -d -o tumbuh -g tumbuh -m 0700 /var/lib/tumbuh
# Root certificates, for an OTLP endpoint behind TLS.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /tumbuh /usr/local/bin/tumbuh
USER tumbuh
WORKDIR /var/lib/tumbuh
# For the other commands: `docker compose exec tumbuh tumbuh user list` needs no --data-dir. A folder of the volume, not
# the volume itself: `tumbuh restore` wants a new one, and unpacks beside it.
ENV TUMBUH_DATA_DIR=/var/lib/tumbuh/data
# After the folder has its owner: a new volume takes it over.
VOLUME /var/lib/tumbuh
EXPOSE 8080
# The first start loads the regions of the whole country, and waits its turn if others migrate.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["tumbuh", "health", "--url", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["tumbuh"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
