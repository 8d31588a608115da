import type { NumberedDrill } from '../lab/drills/catalogue.ts';

/**
 * The drills as data for `lambda/shared/exams/drills.ts`: what the content may know of them, which is what `lab drills`
 * shows. The markers of the block stand in comments, which this text closes and opens again.
 */
export function drillData(drills: readonly NumberedDrill[]): string {
  const quoted = (text: string) =>
    text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
  const lines = drills.flatMap(({ number, title, level, exam }) => {
    const tasks = exam.map(quoted).join(', ');
    const onOneLine = `    tasks: [${tasks}],`;
    return [
      '  {',
      `    number: ${quoted(number)},`,
      `    title: ${quoted(title)},`,
      `    level: ${level},`,
      ...(onOneLine.length <= 120
        ? [onOneLine]
        : ['    tasks: [', ...exam.map((task) => `      ${quoted(task)},`), '    ],']),
      '  },',
    ];
  });
  return ['Written by npm run docs. */', 'export const DRILLS: readonly MappedDrill[] = [', ...lines, '];', '/*'].join(
    '\n',
  );
}
