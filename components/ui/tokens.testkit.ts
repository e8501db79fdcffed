type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** A colour token in both themes, as #rrggbb. */
export type Token = { light: string; dark: string };

/** Reads every `--color-x: light-dark(#…, #…)`; a colour written in any other way is an error. */
export function parseTokens(css: string): ReadonlyMap<string, Token> {
  const tokens = new Map<string, Token>();
  for (const [, name = '', value = ''] of css.matchAll(/--color-([a-z0-9-]+):\s*([^;]+);/gu)) {
    const pair = /^light-dark\((#[0-9a-f]{6,8}), (#[0-9a-f]{6,8})\)$/u.exec(value.trim());
    if (!pair?.[1] || !pair[2]) throw new Error(`--color-${name} is not light-dark(#…, #…): ${value}`);
    tokens.set(name, { light: pair[1], dark: pair[2] });
  }
  return tokens;
}

function linear(hex: string): Rgb {
  const channel = (start: number) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Contrast as WCAG 2.2 defines it, 1 to 21. */
export function contrast(a: string, b: string): number {
  const luminance = (hex: string) => dot([0.2126, 0.7152, 0.0722], linear(hex));
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** How linear RGB is seen: as it is, and by people without one kind of cone (Machado, Oliveira and Fernandes 2009). */
export const visions: Readonly<Record<string, Matrix>> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanope: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Distance of two colours in OKLab, as somebody with that vision sees them. */
export function distanceUnder(vision: string, a: string, b: string): number {
  const matrix = visions[vision];
  if (!matrix) throw new Error(`unknown vision ${vision}`);
  const seen = (hex: string) =>
    oklab(times(matrix, linear(hex)).map((value) => Math.min(1, Math.max(0, value))) as unknown as Rgb);
  const [first, second] = [seen(a), seen(b)];
  return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

function oklab(rgb: Rgb): Rgb {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(cones[0]), Math.cbrt(cones[1]), Math.cbrt(cones[2])],
  );
}

function dot(a: Rgb, b: Rgb): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function times(matrix: Matrix, vector: Rgb): Rgb {
  return [dot(matrix[0], vector), dot(matrix[1], vector), dot(matrix[2], vector)];
}
