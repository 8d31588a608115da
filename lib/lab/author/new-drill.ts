/** Adds a drill to a clone: its file, and its two lines in the project's list. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { camelCase, draftOf } from './draft.ts';

/** Two to five words: one word alone could be a word of the language, which `export const` refuses. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+){1,4}$/;

/**
 * Writes the draft of `<slug>/<name>` and registers it as the project's last drill.
 * @returns the files that it wrote, below the clone
 * @throws UsageError `WrongName`, `UnknownProject`, `NoDrillsYet` or `DrillExists`; nothing is written then
 */
export function newDrill(lab: Lab, id: string): { file: string; list: string } {
  const [slug = '', name = '', ...more] = id.split('/');
  if (more.length > 0 || !NAME.test(name) || name.length > 40) {
    throw new UsageError(
      'WrongName',
      `${id} is not a name for a drill. Give <project>/<fault>, the fault in two to five lower-case words joined by ` +
        'hyphens and at most 40 characters, for example serverless-api/query-denied.',
    );
  }
  chooseProjects(lab, [slug]);
  const file = `lib/projects/${slug}/drills/${name}.ts`;
  const list = `lib/projects/${slug}/drills.ts`;
  if (!existsSync(join(lab.repository, list))) {
    throw new UsageError(
      'NoDrillsYet',
      `${slug} has no drills yet. Give it ${list} and health/contract.ts first, as serverless-api has them, and name ` +
        'the list in lib/projects/registry.ts.',
    );
  }
  const before = readFileSync(join(lab.repository, list), 'utf8');
  const draft = draftOf(slug, name);
  const constant = camelCase(name);
  // What the list or the draft calls by this name already would be declared twice.
  const used = new RegExp(`\\b${constant}\\b`);
  if (
    existsSync(join(lab.repository, file)) ||
    used.test(before) ||
    used.test(draft.replace(`const ${constant} `, ''))
  ) {
    throw new UsageError('DrillExists', `${id} is taken: ${file} or ${list} uses that name already. Choose another.`);
  }
  const after = listed(before, name);
  writeFileSync(join(lab.repository, file), draft, { flag: 'wx' });
  writeFileSync(join(lab.repository, list), after);
  return { file, list };
}

/** The text of a project's `drills.ts` with one drill more: imports stay in order, and the drill comes last. */
function listed(text: string, name: string): string {
  const line = `import { ${camelCase(name)} } from './drills/${name}.ts';`;
  const lines = text.split('\n');
  const isOfDrill = (each: string) => each.includes(" from './drills/");
  const pathOf = (each: string) => each.split("'")[1] as string;
  const next = lines.findIndex((each) => isOfDrill(each) && pathOf(each) > pathOf(line));
  lines.splice(next === -1 ? lines.findLastIndex(isOfDrill) + 1 : next, 0, line);
  const end = lines.findLastIndex((each) => /^\]\);?$/.test(each.trim()));
  if (end === -1) throw new Error('The list of drills does not end with "]);" on a line of its own.');
  lines.splice(end, 0, `  ${camelCase(name)},`);
  return lines.join('\n');
}
