/** What stands between the lab and a stack on a real account: not ours, tagged as production, not confirmed. */
import { LabError } from '../../errors.ts';
import { HOURS_PER_MONTH, usd } from '../../prices.ts';
import type { Project } from '../../project.ts';
import type { Target } from '../../target.ts';
import { refuseForeignStack } from '../stacks/foreign-stacks.ts';
import { placeText, stacksOf } from '../stacks/places.ts';
import { describeStack } from '../stacks/stacks.ts';

/**
 * Refuses to touch stacks of these names that are not the lab's, or are tagged as production.
 * @throws LabError `NotOurStack` or `TaggedProduction`
 */
export async function refuseForeignStacks(target: Target, projects: readonly Project[]): Promise<void> {
  for (const { stackName, target: place } of stacksOf(projects, target)) {
    const found = await describeStack(stackName, place);
    if (found) refuseForeignStack(found, place);
  }
}

/** What leaving these projects deployed costs, idle and on the worst day, as a sentence: list prices of us-east-1. */
export function priceOf(projects: readonly Project[]): string {
  const month = projects.reduce((sum, { idleUsdPerMonth }) => sum + idleUsdPerMonth, 0);
  const hour = month / HOURS_PER_MONTH;
  const stages = projects.reduce((sum, { stagesUsdPerMonth = 0 }) => sum + stagesUsdPerMonth, 0);
  const later = stages > 0 ? `, and ${usd(month + stages)} once the pipeline has deployed its stages` : '';
  const worst = projects.reduce((sum, { worstDayUsd = 0 }) => sum + worstDayUsd, 0);
  const used = worst > 0 ? `: about $${worst} on the worst day that the throttles let through` : '';
  return (
    `about ${usd(month)} a month when idle ($${hour.toFixed(4)} an hour)${later}, list prices of us-east-1, ` +
    `plus what is used${used}`
  );
}

/**
 * Shows account, region and price, and asks.
 * @param more sentences that belong into the question, for example what else is made
 * @throws LabError `NotConfirmed` when the answer is no, or nobody is there to ask
 */
export async function confirmOnAws(
  target: Target,
  projects: readonly Project[],
  what: string,
  more: readonly string[] = [],
): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new LabError(
      'NotConfirmed',
      `${what} on a real account needs a confirmation, and this is not a terminal. Run the command in one.`,
    );
  }
  const { default: confirm } = await import('@inquirer/confirm');
  const placed = stacksOf(projects, target);
  const regions = [...new Set([target.region, ...placed.map((stack) => stack.target.region)])];
  const stacks = placed.map((stack) => placeText(stack, regions.length > 1)).join(', ');
  const where = `account ${target.account}, ${regions.length > 1 ? 'regions' : 'region'} ${regions.join(' and ')}`;
  const price = projects.length === 0 ? '' : `: ${priceOf(projects)}`;
  const message = [`${what} ${stacks}`.trim().concat(` in ${where}${price}.`), ...more, 'Go on?'].join(' ');
  if (!(await confirm({ message, default: false }))) throw new LabError('NotConfirmed', 'Nothing was changed.');
}
