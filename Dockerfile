# How is Waybill put into one image? `waybill serve` and `waybill work` are the same image, two commands.

FROM node:24-slim AS app
WORKDIR /waybill/pwa
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc ./
RUN npm ci --no-fund --no-audit
COPY server/texts ../server/texts
COPY pwa ./
RUN npm run build

FROM python:3.13-slim AS environment
WORKDIR /waybill
RUN pip install --no-cache-dir uv==0.13.9 && python -m venv .venv
COPY pyproject.toml requirements.txt ./
# The locked versions and hashes bind as constraints: what only the tests need stays out of the image.
RUN uv pip install --no-cache --compile-bytecode --python .venv/bin/python \
        -r pyproject.toml -c requirements.txt

FROM python:3.13-slim
ENV PATH=/waybill/.venv/bin:$PATH PYTHONUNBUFFERED=1 \
    WAYBILL_DATA=/data WAYBILL_HOST=0.0.0.0 PORT=8000
# The map reader's one library that the slim base does not promise.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends libexpat1 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin waybill \
    && install -d -o waybill -g waybill /data
WORKDIR /waybill
COPY --from=environment /usr/local/bin/uv /usr/local/bin/uv
COPY --from=environment /waybill/.venv .venv
COPY pyproject.toml README.md LICENSE ./
COPY migrations migrations
COPY routing routing
COPY warehouse warehouse
COPY server server
COPY --from=app /waybill/pwa/dist pwa/dist
RUN uv pip install --no-cache --python .venv/bin/python --no-deps -e . && rm /usr/local/bin/uv

USER waybill
# The embedded database, roads, the base map, certificates. Keep it on a disk of its own, and back it up.
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=4)"]
ENTRYPOINT ["waybill"]
CMD ["serve"]
