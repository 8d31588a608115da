import { FAILURES, USAGE_FAILURES } from '../errors.ts';
import { EXIT } from '../lab/terminal/output.ts';
import { markdownTable } from '../markdown-table.ts';

/** Every code of `{"error": {"code"}}`, with the number that the command ends with. */
export function errorCodes(): string {
  const rows = (codes: Readonly<Record<string, string>>, exit: number) =>
    Object.entries(codes).map(([code, means]) => [`\`${code}\``, String(exit), means]);
  return markdownTable(
    ['code', 'exit', 'means'],
    [...rows(FAILURES, EXIT.failed), ...rows(USAGE_FAILURES, EXIT.usage)],
  );
}
