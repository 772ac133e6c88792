"""Shapes and pictograms as SVG, as presentations and web drawing tools have them."""

from placing import Place

PICTOGRAMS = ("person", "server", "disk", "screen", "phone", "cloud", "globe", "gear")


def outline(shape: str, place: Place) -> str:
    """An SVG element without its closing `/>`: the caller adds fill and stroke."""
    x, y, w, h = place
    if shape in ("rect", "rounded", "stadium"):
        r = {"rect": 0.0, "rounded": min(8.0, h / 4), "stadium": h / 2}[shape]
        return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r:.1f}"'
    if shape in ("circle", "ellipse"):
        return (f'<ellipse cx="{x + w / 2:.1f}" cy="{y + h / 2:.1f}" rx="{w / 2:.1f}"'
                f' ry="{h / 2:.1f}"')  # fmt: skip
    corners = {
        "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
        "hexagon": ((0.13, 0), (0.87, 0), (1, 0.5), (0.87, 1), (0.13, 1), (0, 0.5)),
        "parallelogram": ((0.14, 0), (1, 0), (0.86, 1), (0, 1)),
    }
    if shape in corners:
        points = " ".join(f"{x + px * w:.1f},{y + py * h:.1f}" for px, py in corners[shape])
        return f'<polygon points="{points}"'
    if shape == "cylinder":
        lid = min(0.14 * h, 12.0)
        return (
            f'<path d="M{x},{y + lid} v{h - 2 * lid} a{w / 2},{lid} 0 0 0 {w},0 v{2 * lid - h}'
            f' a{w / 2},{lid} 0 0 0 {-w},0 a{w / 2},{lid} 0 0 0 {w},0"'
        )
    if shape == "cloud":
        return f'<path d="{_cloud(place)}"'
    return (  # a document
        f'<path d="M{x},{y} h{w} v{0.86 * h} q{-w / 4},{-0.2 * h} {-w / 2},0 t{-w / 2},0 z"'
    )


def _cloud(place: Place) -> str:
    x, y, w, h = place
    bumps = ((0.12, 0.55), (0.2, 0.25), (0.42, 0.1), (0.68, 0.12), (0.85, 0.32), (0.93, 0.6),
             (0.78, 0.9), (0.5, 0.96), (0.22, 0.88))  # fmt: skip
    spots = [(x + bx * w, y + by * h) for bx, by in bumps]
    path = f"M{spots[-1][0]:.1f},{spots[-1][1]:.1f}"
    for before, (px, py) in zip([spots[-1], *spots], spots, strict=False):
        r = 0.56 * ((px - before[0]) ** 2 + (py - before[1]) ** 2) ** 0.5
        path += f" A{r:.1f},{r:.1f} 0 0 1 {px:.1f},{py:.1f}"
    return path + " z"


def pictogram(name: str, x: float, y: float, size: float, ink: str, fill: str) -> str:
    """A drawing of a thing in a square, in two colours."""
    look = f'fill="{fill}" stroke="{ink}" stroke-width="0.05"'
    solid = f'fill="{ink}"'
    drawn = {
        "person": f'<circle cx=".5" cy=".28" r=".2" {look}/>'
        f'<path d="M.12,.96 a.38,.42 0 0 1 .76,0 z" {look}/>',
        "server": "".join(
            f'<rect x=".1" y="{0.08 + 0.3 * k}" width=".8" height=".24" rx=".04" {look}/>'
            f'<circle cx=".24" cy="{0.2 + 0.3 * k}" r=".04" {solid}/>'
            f'<rect x=".45" y="{0.18 + 0.3 * k}" width=".35" height=".04" {solid}/>'
            for k in range(3)
        ),
        "disk": f'<path d="M.1,.2 v.6 a.4,.14 0 0 0 .8,0 v-.6 a.4,.14 0 0 0 -.8,0'
        f' a.4,.14 0 0 0 .8,0" {look}/><path d="M.1,.5 a.4,.14 0 0 0 .8,0" fill="none"'
        f' stroke="{ink}" stroke-width=".05"/>',
        "screen": f'<rect x=".06" y=".1" width=".88" height=".58" rx=".04" {look}/>'
        f'<path d="M.4,.68 h.2 v.14 h.14 v.06 h-.48 v-.06 h.14 z" {solid}/>',
        "phone": f'<rect x=".27" y=".04" width=".46" height=".92" rx=".08" {look}/>'
        f'<circle cx=".5" cy=".86" r=".05" {solid}/>',
        "cloud": f'<path d="{_cloud((0.02, 0.12, 0.96, 0.76))}" {look}/>',
        "globe": f'<circle cx=".5" cy=".5" r=".44" {look}/><path d="M.06,.5 h.88 M.5,.06 v.88'
        f' M.5,.06 q-.4,.44 0,.88 M.5,.06 q.4,.44 0,.88" fill="none" stroke="{ink}"'
        ' stroke-width=".04"/>',
        "gear": f'<circle cx=".5" cy=".5" r=".36" fill="none" stroke="{ink}" stroke-width=".16"'
        f' stroke-dasharray=".16 .123"/><circle cx=".5" cy=".5" r=".28" {look}/>'
        f'<circle cx=".5" cy=".5" r=".1" {solid}/>',
    }[name]
    return f'<g transform="translate({x:.1f},{y:.1f}) scale({size:.1f})">{drawn}</g>'
