"""`make serve`: MkDocs' server with live reload, which starts even when the site has a fault.

`mkdocs serve` survives faults as well, but not one that is there when it starts.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from content.errors import SiteError
from tools.build import add_live, workplace
from tools.ending import ends_well
from tools.preview.faults import Build
from tools.setup.ports import objection


def serve(root: Path, address: str, site: Path) -> None:
    """Build the site of a project into a folder, and again after each edit, until interrupted."""
    host, port = address.split(":")
    url = f"http://{address}/"
    settings = root / "mkdocs.yml"
    started = False

    def build_once() -> None:
        nonlocal started
        config = load_config(str(settings), strict=True, site_dir=str(site))
        for path in [config.docs_dir, *config.watch]:  # known only when the settings can be read
            server.watch(path)
        config.site_url = url
        if not started:
            config.plugins.on_startup(command="serve", dirty=False)
            started = True
        build(config, serve_url=url)
        add_live(root, site, os.link)  # at once, however much it is

    server = LiveReloadServer(
        Build(build_once, site, root), host, int(port), str(site), polling_interval=0.25
    )
    server.error_handler = lambda code: (site / "404.html").read_bytes() if code == 404 else None
    server.watch(str(settings))
    server.builder()
    try:
        server.serve()  # type: ignore[no-untyped-call]
    except OSError as error:
        # The port was free when the build began.
        if error.errno == errno.EADDRINUSE and (why := objection(port)):
            raise SiteError(why) from None
        raise
    finally:
        server.shutdown()


@ends_well
def main() -> int:
    """Serve this project at an address, host:port, until interrupted."""
    logging.basicConfig(format="%(levelname)-7s -  %(message)s")
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    with workplace(Path.cwd()) as folder:
        serve(Path.cwd(), sys.argv[1], Path(folder, "site"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
