#!/bin/sh
# --8<-- [start:start]
# One command in production. Options for Gunicorn may follow it.
set -eu
cd "$(dirname "$0")"
python manage.py release
exec gunicorn "$@"
# --8<-- [end:start]
