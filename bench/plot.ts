interface Axis {
  readonly label: string;
  /** Labelled values; the first and the last are the ends. */
  readonly ticks: readonly number[];
}

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: ReadonlyArray<{ readonly x: number; readonly y: number }>;
}

export interface Plot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
}

const [WIDTH, HEIGHT] = [720, 400];
const MARGIN = { left: 70, right: 130, top: 45, bottom: 55 };

/** Lines on two logarithmic axes, on a ground of its own: readable in light and dark pages. */
export function plot({ title, x, y, lines }: Plot): string {
  const across = scale(x.ticks, MARGIN.left, WIDTH - MARGIN.right);
  const up = scale(y.ticks, HEIGHT - MARGIN.bottom, MARGIN.top);
  const [left, right, top, bottom] = [MARGIN.left, WIDTH - MARGIN.right, MARGIN.top, HEIGHT - MARGIN.bottom];
  const text = (px: number, py: number, content: string, attributes = '') =>
    `<text x="${round(px)}" y="${round(py)}" ${attributes}>${content}</text>`;
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#dddddd"/>`;
  const parts = [
    text(left, 26, title, 'font-size="16" font-weight="bold"'),
    ...x.ticks.flatMap((tick) => [
      line(across(tick), top, across(tick), bottom),
      text(across(tick), bottom + 18, String(tick), 'text-anchor="middle"'),
    ]),
    ...y.ticks.flatMap((tick) => [line(left, up(tick), right, up(tick)), text(left - 8, up(tick) + 4, String(tick), 'text-anchor="end"')]),
    text((left + right) / 2, HEIGHT - 14, x.label, 'text-anchor="middle"'),
    text(18, (top + bottom) / 2, y.label, `text-anchor="middle" transform="rotate(-90 18 ${round((top + bottom) / 2)})"`),
    ...lines.flatMap(({ name, colour, points }) => {
      const last = points[points.length - 1];
      return [
        `<polyline fill="none" stroke="${colour}" stroke-width="2.5" points="${points.map((at) => `${round(across(at.x))},${round(up(at.y))}`).join(' ')}"/>`,
        ...points.map((at) => `<circle cx="${round(across(at.x))}" cy="${round(up(at.y))}" r="4" fill="${colour}"/>`),
        text(
          across(last.x) + 10,
          up(last.y) + 4,
          `${name}: ${last.y >= 10 ? Math.round(last.y) : last.y.toPrecision(2)} s`,
          `fill="${colour}" font-weight="bold"`,
        ),
      ];
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333333" role="img" aria-label="${title}">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

function scale(ticks: readonly number[], start: number, end: number): (value: number) => number {
  const [low, high] = [Math.log(ticks[0]), Math.log(ticks[ticks.length - 1])];
  return (value) => start + ((Math.log(value) - low) / (high - low)) * (end - start);
}

const round = (value: number): number => Math.round(value * 10) / 10;
