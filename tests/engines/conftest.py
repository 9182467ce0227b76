"""The engines: DuckDB in this process, and the Spark dialect over Spark Connect.

The Spark side is a Spark Connect server without Java (pysail) on a free loopback port
and the ordinary Spark client, as a force's own cluster would be spoken to.
"""

from __future__ import annotations

import os

import pytest

from homeward.engine import open_engine
from tests.engines.awkward import OTHERS, ROWS

#: Why a test is skipped where the client or the server is not installed.
NEEDS = "needs pyspark-client and pysail (requirements/dev.txt)"


@pytest.fixture(scope="session")
def spark():
    """An engine on Spark, one for the whole run."""
    os.environ.setdefault("RUST_LOG", "off")
    server_of = pytest.importorskip("pysail.spark", reason=NEEDS).SparkConnectServer
    pytest.importorskip("pyspark.sql.connect.session", reason=NEEDS)
    server = server_of("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    with open_engine("spark", address=f"sc://{host}:{port}") as engine:
        yield engine
    # The session is not asked to stop: if the server is gone already (it heeds Ctrl-C),
    # the client would go on asking for ten minutes.
    server.stop()


@pytest.fixture(scope="session")
def duckdb(tmp_path_factory):
    """An engine on DuckDB, one for the whole run."""
    with open_engine(temp_folder=tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("duckdb", marks=pytest.mark.engine("duckdb")),
        pytest.param("spark", marks=pytest.mark.engine("spark")),
    ],
)
def engine(request):
    """Each engine in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def awkward(engine):
    """The awkward rows on this engine, and a second table to join them to."""
    return engine.from_arrow(ROWS, "awkward"), engine.from_arrow(OTHERS, "others")
