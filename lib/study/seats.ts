/** The proportions of an exam's questions, and a draw that is even within them. Nothing here needs the bank. */
import type { TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import type { Random } from '../../lambda/shared/questions/random.ts';

/** The domain of a task, for example `SAA-C03/2`. */
export const domainOf = (task: TaskRef): string => task.replace(/\.\d+$/, '');

/** The domain that an item counts for in an exam: that of the first of its tasks there. */
export const domainIn = (exam: string, { tasks }: { readonly tasks: readonly TaskRef[] }): string | undefined => {
  const task = tasks.find((one) => one.startsWith(`${exam}/`));
  return task && domainOf(task);
};

/** How many of `count` items each domain gets: whole shares, and what is left by chance in proportion to what each lacks. @param weights in percent */
export function seatsOf(weights: ReadonlyMap<string, number>, count: number, random: Random): Map<string, number> {
  const shares = [...weights].map(([domain, weight]) => ({ domain, share: (count * weight) / 100 }));
  const seats = new Map(shares.map(({ domain, share }) => [domain, Math.floor(share + 1e-9)]));
  let lacking = shares.map(({ domain, share }) => ({ domain, lacks: share - Math.floor(share + 1e-9) }));
  for (let left = count - [...seats.values()].reduce((sum, some) => sum + some, 0); left > 0; left--) {
    const one = weighted(lacking, ({ lacks }) => lacks, random);
    seats.set(one.domain, (seats.get(one.domain) ?? 0) + 1);
    lacking = lacking.filter((other) => other !== one);
  }
  return seats;
}

function weighted<T>(things: readonly T[], weightOf: (thing: T) => number, random: Random): T {
  let rest = random.next() * things.reduce((sum, thing) => sum + weightOf(thing), 0);
  for (const thing of things) {
    rest -= weightOf(thing);
    if (rest < 0) return thing;
  }
  return things.at(-1) as T;
}

/** Of every group one, in a drawn order, before any comes again, until there are `count` or no more. */
export function inRounds<T>(groups: readonly (readonly T[])[], count: number, random: Random): T[] {
  const left = groups.map((group) => random.shuffle(group));
  const order: T[] = [];
  while (order.length < count && left.some((group) => group.length > 0))
    order.push(...random.shuffle(left.flatMap((group) => group.splice(0, 1))));
  return order.slice(0, count);
}
