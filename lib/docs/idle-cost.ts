import { markdownTable } from '../markdown-table.ts';
import { type Charge, idleCharges, PRICES_KNOWN, type Resources, usd, usdOf } from '../prices.ts';

/** A stack of a project, or one that the project deploys later, with its resources as they are synthesized now. */
export interface PricedStack {
  readonly stackName: string;
  readonly resources: Resources;
}

const row = ({ what, count, each }: Charge) => [what, `${count} × ${usd(each)}`, usd(count * each)];

/** What a project costs for a month while nobody uses it, counted from its template; then what its stages add. */
export function idleCostTable(stack: PricedStack, stages: readonly PricedStack[]): string {
  const own = idleCharges(stack.resources);
  const later = stages.map(({ stackName, resources }) => ({ stackName, usd: usdOf(idleCharges(resources)) }));
  const all = usdOf(own) + later.reduce((sum, stage) => sum + stage.usd, 0);
  return markdownTable(
    [`idle, a month (list prices of us-east-1, ${PRICES_KNOWN})`, 'arithmetic', 'USD'],
    [
      ...own.map(row),
      [`**\`${stack.stackName}\`**`, '', `**${usd(usdOf(own))}**`],
      ...later.map((stage) => [`\`${stage.stackName}\`, once a run has deployed it`, '', usd(stage.usd)]),
      ...(later.length > 0 ? [['**together, after the first run**', '', `**${usd(all)}**`]] : []),
    ],
  );
}

/** The same in one cell of a table: `$4.00; $10.90 with its stages`. */
export function idleCostCell(stack: PricedStack, stages: readonly PricedStack[]): string {
  const [own = 0, ...others] = [stack, ...stages].map(({ resources }) => usdOf(idleCharges(resources)));
  const all = others.reduce((sum, each) => sum + each, own);
  return others.length > 0 ? `${usd(own)}; ${usd(all)} with its stages` : usd(own);
}
