import type { NumberedDrill } from '../lab/drills/catalogue.ts';

/**
 * The drills as data for `lambda/shared/exams/drills.ts`: what the content may know of them, which is what `lab drills`
 * shows. The markers of the block stand in comments, which this text closes and opens again.
 */
export function drillData(drills: readonly NumberedDrill[]): string {
  const quoted = (text: string) =>
    text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
  const lines = drills.map(
    ({ number, title, level, exam }) =>
      `  { number: ${quoted(number)}, title: ${quoted(title)}, level: ${level}, tasks: [${exam.map(quoted).join(', ')}] },`,
  );
  return [
    'Written by npm run docs. */',
    '// biome-ignore format: a drill a line; as the formatter breaks them, the list alone is longer than a file may be',
    'export const DRILLS: readonly MappedDrill[] = [',
    ...lines,
    '];',
    '/*',
  ].join('\n');
}
