# docker build -t rednet-crawler . && docker run --rm -v "$PWD:/archive" rednet-crawler demo
# What runs it, and no package for development: requirements-run.lock (CONTRIBUTING.md, Dependencies).
FROM python:3.12-slim
COPY requirements-run.lock /src/
RUN python -m pip install --no-cache-dir --require-hashes -r /src/requirements-run.lock
COPY pyproject.toml README.md LICENSE scrapy.cfg /src/
COPY rednet_crawler /src/rednet_crawler
RUN python -m pip install --no-cache-dir --no-deps /src && rm -r /src
USER 10001:10001
WORKDIR /archive
ENTRYPOINT ["rednet"]
