"""What the English writer says of a Reading, as one text."""

from tuwen.article import Article
from tuwen.reading.types import Reading
from tuwen.task import Order, TaskName
from tuwen.writing.narrate import write


def told(reading: Reading, task: TaskName = "summary", **article: str) -> str:
    order = Order(task, language="en")
    return "".join(s.text for s in write(order, reading, Article(**article)))


def asked(reading: Reading, question: str) -> str:
    order = Order("ask", question=question, language="en")
    return "".join(s.text for s in write(order, reading))
