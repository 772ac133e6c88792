"""What one of many pieces of work came to: its result, or why there is none."""

import logging
from collections.abc import Callable
from typing import TypeVar

from tuwen.errors import EngineError, TuwenError

Result = TypeVar("Result")
_log = logging.getLogger("tuwen.service")


def outcome(work: Callable[[], Result]) -> Result | TuwenError:
    """Run `work`; one piece's failure, even a defect of ours, is not the others'."""
    try:
        return work()
    except TuwenError as error:
        return error
    except Exception as error:
        _log.error("unexpected error", exc_info=error)
        return EngineError("internal_error", "内部出错；请把上面的日志附在问题报告中。")
