"""What the tests of the service share."""

from pathlib import Path

import pytest

from tuwen.service.sight import Sight, look


@pytest.fixture
def sight(diagram_png: Path) -> Sight:
    return look(diagram_png)
