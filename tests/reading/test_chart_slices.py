"""Labels that lead to their slices by a rule in the slice's colour."""

import numpy as np
from plotted import AMBER, GREEN, INDIGO, Plot, values_of


def test_labels_on_rules_in_the_colours_of_their_slices() -> None:
    plot = Plot()
    plot.slices((0.5, 0.3, 0.2), (INDIGO, GREEN, AMBER), hole=60)
    labels = {"Mail": (560, 330, AMBER), "Search": (90, 130, INDIGO), "Direct": (90, 330, GREEN)}
    for text, (x, y, colour) in labels.items():  # none stands beside its slice
        plot.write(x, y, text, 15)
        plot.pixels[y + 12 : y + 14, x - 40 : x + 40] = colour
    points = dict(values_of(plot.read("pie_chart")))
    assert np.allclose([points[n] for n in ("Search", "Direct", "Mail")], [50, 30, 20], atol=0.5)
