/** The colours of the style sheet, counted: text on every ground, and the two lenses for three kinds of colour blindness. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../lib/repository.ts';

type Rgb = readonly [number, number, number];

const css = readFileSync(join(repository, 'lib/site/site.css'), 'utf8');
const colours = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name, hex]) => [name, hex]));
const [, light = '', dark = ''] = css.split(/:root \{/);
const THEMES = { light: colours(light), dark: { ...colours(light), ...colours(dark) } };

/** Red, green and blue in linear light (IEC 61966-2-1). */
function linear(hex: string): Rgb {
  const six = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(six.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
}

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(linear(one)), luminance(linear(other))].toSorted((x, y) => y - x) as [number, number];
  return (a + 0.05) / (b + 0.05);
}

/** Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1. */
const BLINDNESS: Readonly<Record<string, readonly Rgb[]>> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE L*a*b* under D65. */
function lab([r, g, b]: Rgb): Rgb {
  const curve = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = curve(luminance([r, g, b]));
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** How far two colours are apart (CIE 1976) for eyes of a kind. */
function distance(one: string, other: string, eyes: readonly Rgb[]): number {
  const seen = (hex: string): Rgb => {
    const light = linear(hex);
    const dot = (row: Rgb) => row.reduce((sum, factor, at) => sum + factor * (light[at] as number), 0);
    return lab(eyes.map((row) => Math.min(1, Math.max(0, dot(row)))) as unknown as Rgb);
  };
  const [a, b] = [seen(one), seen(other)];
  return Math.hypot(...a.map((value, at) => value - (b[at] as number)));
}

describe.each(Object.entries(THEMES))('in the %s theme', (_, theme) => {
  const of = (name: string) => theme[name] as string;

  it('every text can be read on every ground that it stands on', () => {
    const low = ['ink', 'mute', 'a', 'd', 'ok', 'bad', 'warn'].flatMap((text) =>
      ['bg', 'soft', 'a-bg', 'd-bg', 'warn-bg']
        .filter((ground) => contrast(of(text), of(ground)) < 4.5)
        .map((ground) => `${text} on ${ground}: ${contrast(of(text), of(ground)).toFixed(2)}`),
    );
    expect(low).toEqual([]);
  });

  it('the edge of a control is seen, and so is the focus', () => {
    for (const edge of ['edge', 'a']) expect(contrast(of(edge), of('bg'))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(BLINDNESS))('the two lenses keep their distance: %s', (_, eyes) => {
    expect(distance(of('a'), of('d'), eyes)).toBeGreaterThan(60);
  });
});

it('a colour that is too faint, and two that are too near, are found', () => {
  expect(contrast('#999', '#fff')).toBeLessThan(4.5);
  expect(contrast('#000', '#fff')).toBeCloseTo(21);
  expect(distance('#006a60', '#b3261e', BLINDNESS.protanopia as readonly Rgb[])).toBeLessThan(60);
});
