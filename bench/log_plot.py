"""A small SVG of lines over two logarithmic axes, panels side by side, for docs/.

A grey dashed line through the end of each panel's first line shows what linear growth would be.
"""

import math
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 300  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 30, 42  # its margins
LEGEND = 24
STYLES = (("#1f6fb4", ""), ("#d1602b", ""), ("#1f6fb4", "5 3"), ("#d1602b", "5 3"))


@dataclass
class Panel:
    title: str
    x_title: str
    lines: dict  # name: [(x, y), ...], all above zero


def decades(values):
    """The powers of ten around `values`."""
    return math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)


def label(power):
    return f"{10**power:g}" if -3 <= power <= 4 else f"10<tspan dy='-4' font-size='8'>{power}</tspan>"


def path(points, color, dash, width=1.6):
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{color}" stroke-width="{width}"{dashes}/>'


def drawn(panel, left):
    points = [point for line in panel.lines.values() for point in line]
    x_low, x_high = decades([x for x, _ in points])
    y_low, y_high = decades([y for _, y in points])
    x_high, y_high = max(x_high, x_low + 1), max(y_high, y_low + 1)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(x, y):
        return (left + LEFT + (math.log10(x) - x_low) / (x_high - x_low) * wide,
                TOP + (y_high - math.log10(y)) / (y_high - y_low) * high)

    out = [f'<text x="{left + LEFT}" y="{TOP - 12}" font-weight="bold">{panel.title}</text>']
    for power in range(x_low, x_high + 1):
        x, bottom = at(10.0**power, 10.0**y_low)
        out.append(path([(x, TOP), (x, bottom)], "#ddd", "", 1))
        out.append(f'<text x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{label(power)}</text>')
    for power in range(y_low, y_high + 1):
        x, y = at(10.0**x_low, 10.0**power)
        out.append(path([(x, y), (x + wide, y)], "#ddd", "", 1))
        out.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{label(power)}</text>')
    out.append(f'<text x="{left + LEFT + wide / 2}" y="{HEIGHT - 8}" text-anchor="middle">{panel.x_title}</text>')

    # From the end of the first line down to the panel's left or lower edge.
    end_x, end_y = next(iter(panel.lines.values()))[-1]
    from_x = max(10.0**x_low, end_x * 10.0**y_low / end_y)
    out.append(path([at(from_x, end_y * from_x / end_x), at(end_x, end_y)], "#888", "2 3"))
    for (color, dash), line in zip(STYLES, panel.lines.values()):
        out.append(path([at(x, y) for x, y in line], color, dash))
        for x, y in (at(*point) for point in line):
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{color}"/>')
    return out


def svg(panels):
    """The whole file; the panels have the same lines, named once below them."""
    wide, high = WIDTH * len(panels), HEIGHT + LEGEND
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
           ' font-family="sans-serif" font-size="11" fill="#222">', '<rect width="100%" height="100%" fill="#fff"/>']
    for number, panel in enumerate(panels):
        out += drawn(panel, number * WIDTH)
    named = [*zip(STYLES, panels[0].lines), (("#888", "2 3"), "linear")]
    x = LEFT
    for (color, dash), name in named:
        out.append(path([(x, high - 14), (x + 22, high - 14)], color, dash))
        out.append(f'<text x="{x + 28}" y="{high - 10}">{name}</text>')
        x += 54 + 6 * len(name)
    return "\n".join([*out, "</svg>\n"])
