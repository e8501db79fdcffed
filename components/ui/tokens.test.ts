import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrast, distanceUnder, parseTokens, visions } from './tokens.testkit';

const root = path.resolve(import.meta.dirname, '../..');
const tokens = parseTokens(readFileSync(path.join(root, 'app/globals.css'), 'utf8'));
const themes = ['light', 'dark'] as const;
const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const meanings = ['ok', 'info', 'warn', 'danger', 'simulated'];
const series = Array.from({ length: 8 }, (_, index) => `series-${index + 1}`);

const textContrastMin = 4.5;
const shapeContrastMin = 3;
/** Distance in OKLab at which two areas side by side are clearly of two colours. */
const seriesDistanceMin = 0.08;

/** Pairs that carry text: foreground on ground. */
function textPairs(): [string, string][] {
  return [
    ...grounds.flatMap((ground) =>
      ['ink', 'muted', 'faint', 'accent-ink'].map((text): [string, string] => [text, ground]),
    ),
    ...meanings.flatMap((meaning) =>
      ['canvas', 'surface', 'raised', 'hover', 'selected', `${meaning}-soft`].map((ground): [string, string] => [
        meaning,
        ground,
      ]),
    ),
    ...meanings.flatMap((meaning) => ['ink', 'muted'].map((text): [string, string] => [text, `${meaning}-soft`])),
    ['ink', 'accent-soft'],
    ['accent-ink', 'accent-soft'],
    ['on-accent', 'accent'],
    ['on-accent', 'accent-hover'],
    ['on-danger', 'danger-solid'],
    ['on-danger', 'danger-hover'],
    // Tooltips are drawn inverted.
    ['canvas', 'ink'],
    ['ink', 'accent-line'],
  ];
}

describe.each(themes)('tokens in the %s theme', (theme) => {
  const color = (name: string) => {
    const token = tokens.get(name);
    if (!token) throw new Error(`globals.css has no --color-${name}`);
    return token[theme];
  };

  it('every text keeps 4.5 to 1 to every ground it stands on', () => {
    const low = textPairs()
      .map(([text, ground]) => ({ pair: `${text} on ${ground}`, ratio: contrast(color(text), color(ground)) }))
      .filter(({ ratio }) => ratio < textContrastMin);
    expect(low).toEqual([]);
  });

  it('borders of controls, focus rings and marks keep 3 to 1', () => {
    const shapes = ['control', 'ring', ...series];
    const low = shapes
      .flatMap((shape) =>
        ['canvas', 'surface', 'raised'].map((ground) => ({
          shape,
          ground,
          ratio: contrast(color(shape), color(ground)),
        })),
      )
      .filter(
        ({ shape, ground, ratio }) => ratio < shapeContrastMin && !(shape.startsWith('series') && ground !== 'surface'),
      );
    expect(low).toEqual([]);
  });

  it.each(Object.keys(visions))('the eight series stay apart with %s vision', (vision) => {
    const close = series.flatMap((a, index) =>
      series
        .slice(index + 1)
        .map((b) => ({ pair: `${a} ${b}`, distance: distanceUnder(vision, color(a), color(b)) }))
        .filter(({ distance }) => distance < seriesDistanceMin),
    );
    expect(close).toEqual([]);
  });
});

describe('colours', () => {
  it('stand only in globals.css', () => {
    const raw = /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b(?!-)|\b(?:rgb|hsl|oklch|lab|lch)a?\(/iu;
    const offenders = sources()
      .flatMap((file) =>
        readFileSync(file, 'utf8')
          .split('\n')
          .map((line, index) => ({ line, at: `${path.relative(root, file)}:${index + 1}` })),
      )
      .filter(({ line }) => raw.test(line))
      .map(({ at }) => at);
    expect(offenders).toEqual([]);
  });
});

function sources(): string[] {
  return ['app', 'components'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/u.test(file) && !/\.(?:test|testkit)\./u.test(file))
      .map((file) => path.join(root, folder, file)),
  );
}
