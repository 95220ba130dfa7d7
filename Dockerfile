# One image for the web server and the worker. Nothing secret is in it; what differs between places
# comes from the environment (.env.example).

FROM python:3.13-slim AS packages
WORKDIR /srv/first-customer
COPY tools tools
COPY requirements.txt ./
RUN python -m tools.environment requirements.txt

FROM packages AS front-end
COPY package.json package-lock.json ./
RUN .venv/bin/python -m tools.frontend

FROM python:3.13-slim
WORKDIR /srv/first-customer
ENV PATH=/srv/first-customer/.venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=marketplace.settings.production \
    PYTHONUNBUFFERED=1
COPY --from=packages /srv/first-customer/.venv .venv
COPY . .
COPY --from=front-end /srv/first-customer/var/static-vendor var/static-vendor
# The values below live for this one command: collecting files signs nothing and opens no connection.
RUN python -m tools.catalogues \
 && python -m compileall -q cms search procurement marketplace \
 && random() { python -c "import secrets; print(secrets.token_hex(32))"; } \
 && SECRET_KEY=$(random) PASSPORT_SIGNING_KEY=$(random) ALLOWED_HOSTS=localhost SITE_URL=https://localhost \
    DATABASE_URL=postgresql://nobody@localhost/none BROKER_URL=memory:// MEDIA_ROOT=/srv/media \
    DEFAULT_FROM_EMAIL=nobody@localhost EMAIL_HOST=localhost CACHE_URL=redis://localhost \
    VIRUS_SCANNER=marketplace.gateways.virus_scanner.ClamAV \
    python manage.py collectstatic --noinput \
 && useradd --system --no-create-home --uid 10001 portal \
 && mkdir -p /srv/media var/state && chown portal: /srv/media var/state
USER portal
VOLUME /srv/media
EXPOSE 8000
CMD ["gunicorn", "marketplace.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--no-control-socket"]
