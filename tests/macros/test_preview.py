from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from macros import preview


def test_what_is_watched_already_is_looked_at_more_often(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: A site\n", encoding="utf-8")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    server = LiveReloadServer(lambda: None, host="127.0.0.1", port=0, root=str(tmp_path))
    server.watch(config.docs_dir)
    server.watch(config.config_file_path)
    preview.look_more_often(config)
    server = config.plugins.on_serve(server, config=config, builder=lambda: None)
    (tmp_path / "data").mkdir()
    server.watch(str(tmp_path / "data"))
    looked_at = {emitter.watch.path: emitter.timeout for emitter in server.observer.emitters}
    # A file is watched through its folder.
    folders = [str(tmp_path), str(tmp_path / "docs"), str(tmp_path / "data")]
    assert looked_at == dict.fromkeys(folders, preview.LOOK_EVERY)
    assert server.build_delay == preview.WAIT_FOR_MORE
    server.server_close()
