import { DIFFERENCES, GAPS } from '../emulator/gaps.ts';
import { markdownTable } from '../markdown-table.ts';

/** What the emulator leaves out of the stacks, and what it answers otherwise, as a table. */
export function emulatorGaps(): string {
  return markdownTable(
    ['resource type', 'what you miss on the emulator'],
    [
      ...GAPS.map(({ type, ignores, missing }) => [`\`${type}\`${ignores ? `, its ${ignores}` : ''}`, missing]),
      ...DIFFERENCES.map(({ type, of, differs }) => [`\`${type}\`, ${of}`, differs]),
    ],
  );
}
