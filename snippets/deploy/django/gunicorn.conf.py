# --8<-- [start:server]
import os

wsgi_app = "config.wsgi"
workers = int(os.environ.get("WEB_CONCURRENCY", 2))
threads = 4

# A request that runs at SIGTERM or SIGHUP has so many seconds to end.
graceful_timeout = 30
# A worker ends after about so many requests, so that what it lost of its memory comes back.
max_requests, max_requests_jitter = 1000, 100

# preload_app stays off: each worker reads the code itself, so that SIGHUP takes the new one.

# nginx, from here, tells whether a visitor came by https. Nobody else can.
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True
# --8<-- [end:server]
