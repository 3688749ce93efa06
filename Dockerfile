# One image for all of Outwire's services in docker-compose.yml: Airflow's processes and the dashboard.
FROM python:3.12.11-slim-bookworm

# The user that everything runs as owns what the services share; a new volume takes that from the image.
RUN useradd --create-home --uid 1000 outwire \
 && install --directory --owner=outwire /srv/store /srv/airflow/logs /srv/airflow /srv/accounts /opt/outwire

WORKDIR /opt/outwire
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

# What is locked changes rarely and takes long; the layer is kept while only our own files change.
COPY requirements.lock ./
RUN pip install --require-hashes --requirement requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY pipeline ./pipeline
COPY schemas ./schemas
COPY warehouse ./warehouse
COPY dags ./dags
RUN pip install --no-deps --no-build-isolation --editable .

USER outwire
CMD ["outwire", "--help"]
