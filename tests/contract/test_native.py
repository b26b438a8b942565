"""Each application's own tests, run the way its page says, in every environment."""

from __future__ import annotations

import subprocess

from tests.contract.harness import copy_of, environment


def test_the_frameworks_own_tests_pass(case, databases):
    meta = case.application.meta
    with copy_of(case.application.folder) as folder:
        done = subprocess.run(
            ["sh", "-ec", "\n".join([*meta.exports, meta.test])],
            cwd=folder,
            env={
                **environment(case.interpreter),
                **databases.variables(case.database),
                # A reader's environment has none of the plugins that stand beside this suite.
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=110,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    # A runner that finds no test may still end well.
    assert "Ran 0 tests" not in done.stderr
    assert "no tests ran" not in done.stdout
