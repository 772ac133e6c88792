"""How long reading a picture takes, warm, by size, and how much memory it needs.

    python bench/read.py [FOLDER...]     (default: the evaluation sets, else examples/)

One process, one picture after the other, all of the process's cores; the first picture is
read once more before the clock starts. `ocr` and `structure` are medians of the two halves.
"""

from pathlib import Path

from measuring import by_size, heading, parser, peak_mb, pictures, publish, size_class, table

from tuwen.errors import InputError
from tuwen.figure.decode import open_figure
from tuwen.reading import read


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("folders", nargs="*", type=Path)
    arguments = options.parse_args()
    paths, said = pictures(arguments.folders, arguments.limit)
    rows: list[tuple[str, dict[str, float]]] = []
    refused = 0
    read(open_figure(paths[0]))
    for path in paths:
        try:
            figure = open_figure(path)
        except InputError:
            refused += 1
            continue
        rows.append((size_class(figure.width, figure.height), dict(read(figure).timings_ms)))
    records = by_size(rows, "read")
    memory = peak_mb()
    text = f"{heading('Reading', said)}\n{table(records)}\n\nPeak resident memory: {memory} MB."
    if refused:
        text += f" Refused pictures: {refused}."
    figures = {"pictures": said, "sizes": records, "peak_mb": memory, "refused": refused}
    publish("read", text, figures, arguments)


if __name__ == "__main__":
    main()
