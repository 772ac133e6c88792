"""What the tests of the service share."""

from pathlib import Path

import pytest
from picture_server import Certificate

from tuwen.service.sight import Sight, look


@pytest.fixture
def sight(diagram_png: Path) -> Sight:
    return look(diagram_png)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """For the hosts that the tests fetch pictures from."""
    names = ("DNS:img.example.com", "DNS:*.cdn.example.com", "IP:93.184.216.34")
    return Certificate.made(tmp_path_factory.mktemp("certificate"), *names)
