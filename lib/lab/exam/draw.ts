/** Which incidents an exam has. */
import { createHash } from 'node:crypto';
import type { NumberedDrill } from '../drills/catalogue.ts';

/** As many as fit into an hour, at twelve minutes each. */
export const INCIDENTS = 5;

/**
 * Up to `count` of these drills, spread evenly over their projects, and within that over their levels: no project has two
 * more than another while that one has drills left. The same seed draws the same out of the same drills.
 */
export function drawExam(drills: readonly NumberedDrill[], seed: number, count = INCIDENTS): NumberedDrill[] {
  const place = (id: string) => createHash('sha256').update(`${seed} ${id}`).digest('hex');
  const left = drills.toSorted((a, b) => (place(a.id) < place(b.id) ? -1 : 1));
  const drawn: NumberedDrill[] = [];
  while (drawn.length < count && left.length > 0) {
    const seen = ({ project, level }: NumberedDrill) =>
      100 * drawn.filter((each) => each.project.slug === project.slug).length +
      drawn.filter((each) => each.level === level).length;
    const fewest = Math.min(...left.map(seen));
    const at = left.findIndex((drill) => seen(drill) === fewest);
    drawn.push(...left.splice(at, 1));
  }
  return drawn;
}
