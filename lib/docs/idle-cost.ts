import { markdownTable } from '../markdown-table.ts';
import { type Charge, idleCharges, PRICES_KNOWN, type Resources, usd, usdOf } from '../prices.ts';

/** A stack of a project, or one that the project deploys later, with its resources as they are synthesized now. */
export interface PricedStack {
  readonly stackName: string;
  readonly resources: Resources;
}

const row = ({ what, count, each }: Charge) => [what, `${count} × ${usd(each)}`, usd(count * each)];

const together = (stacks: readonly PricedStack[]) =>
  stacks.reduce((sum, { resources }) => sum + usdOf(idleCharges(resources)), 0);

/** What a project costs for a month while nobody uses it, counted from the templates of its stacks; then what its stages add. */
export function idleCostTable(stacks: readonly PricedStack[], stages: readonly PricedStack[]): string {
  const own = stacks.flatMap(({ stackName, resources }) => {
    const charges = idleCharges(resources);
    return [...charges.map(row), [`**\`${stackName}\`**`, '', `**${usd(usdOf(charges))}**`]];
  });
  const later = stages.map((stage) => [
    `\`${stage.stackName}\`, once a run has deployed it`,
    '',
    usd(together([stage])),
  ]);
  const all = usd(together([...stacks, ...stages]));
  return markdownTable(
    [`idle, a month (list prices of us-east-1, ${PRICES_KNOWN})`, 'arithmetic', 'USD'],
    [
      ...own,
      ...later,
      ...(later.length > 0 ? [['**together, after the first run**', '', `**${all}**`]] : []),
      ...(stacks.length > 1 ? [['**together**', '', `**${all}**`]] : []),
    ],
  );
}

/** The same in one cell of a table: `$4.00; $10.90 with its stages`. */
export function idleCostCell(stacks: readonly PricedStack[], stages: readonly PricedStack[]): string {
  const own = usd(together(stacks));
  return stages.length > 0 ? `${own}; ${usd(together([...stacks, ...stages]))} with its stages` : own;
}
