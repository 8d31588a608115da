/** The files that have generated blocks, what makes each block, and the diagrams of the study site. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { practiceProjects } from '../../lambda/shared/content/practice-projects.ts';
import { createApp } from '../app.ts';
import { allDrills } from '../lab/drills/catalogue.ts';
import { markdownTable } from '../markdown-table.ts';
import { type Project, stackNames } from '../project.ts';
import { CURRICULUM, EXAMPLE } from '../projects/registry.ts';
import { repository } from '../repository.ts';
import { type Blocks, renewBlocks } from './blocks.ts';
import { commandReference } from './command-reference.ts';
import { curriculumTable, plannedProjects } from './curriculum-table.ts';
import { diagramFile, diagramText } from './diagram/files.ts';
import { type Place, placesOf, withSourceLines } from './diagram/places.ts';
import { drillSummary, drillTable } from './drill-catalogue.ts';
import { drillData } from './drill-data.ts';
import { emulatorGaps } from './emulator-gaps.ts';
import { errorCodes } from './error-codes.ts';
import { claimsTable, examCoverage, examSummary } from './exam-coverage.ts';
import { idleCostCell, idleCostTable, type PricedStack } from './idle-cost.ts';
import { type Box, flowchart, withoutFailures } from './picture.ts';
import { regionsTable } from './regions-table.ts';
import { wiringOf } from './wiring.ts';

const projects = CURRICULUM.map(({ project }) => project);

/** A page as it is, and as it should be. */
export interface Page {
  /** In the repository, with `/`. */
  readonly path: string;
  readonly current: string;
  readonly renewed: string;
}

/** The files that may hold generated blocks. */
export function pagePaths(): string[] {
  return globSync(['README.md', 'docs/**/*.md', 'lib/projects/*/README.md', 'lambda/shared/exams/drills.ts'], {
    cwd: repository,
  })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted();
}

interface SynthesizedStack extends PricedStack {
  /** Its project's. */
  readonly slug?: string;
  readonly places: Readonly<Record<string, Place>>;
}

/** Every stack of the curriculum as it is synthesized now, the stages of pipelines included. */
async function synthesizedStacks(): Promise<SynthesizedStack[]> {
  const app = await withSourceLines(() =>
    createApp({ context: { ...EXAMPLE, projects: projects.map(({ slug }) => slug).join() } }),
  );
  return app.synth().stacksRecursively.map((stack) => ({
    stackName: stack.stackName,
    resources: stack.template.Resources,
    slug: stack.tags.certlab,
    places: placesOf(stack),
  }));
}

/** The titles of the decision records, in their order. */
function decisionIndex(): string {
  const files = globSync('docs/decisions/[0-9]*.md', { cwd: repository }).toSorted();
  const rows = files.map((file) => {
    const [, number = '', title = ''] = /^# (\d+): (.+)$/m.exec(readFileSync(join(repository, file), 'utf8')) ?? [];
    return [`[${number}](${file.split('/').at(-1)})`, title];
  });
  return markdownTable(['record', 'what was decided'], rows);
}

/**
 * Every page with its blocks made again, and every diagram. The handlers have to be bundled before, as for any synthesis.
 * @throws what synthesis throws, and Error for a block that nothing makes
 */
export async function renewPages(): Promise<Page[]> {
  const synthesized = await synthesizedStacks();
  const stacks = Object.fromEntries(synthesized.map(({ stackName, resources }) => [stackName, resources]));
  const ownOf = (project: Project) =>
    stackNames(project).map((name) => synthesized.find(({ stackName }) => stackName === name) as SynthesizedStack);
  /** Of all its stacks; what several have, in one region each, is there once, as that of `stackName` has it. */
  const whole = <Of extends 'resources' | 'places'>(project: Project, of: Of): SynthesizedStack[Of] => {
    const own = ownOf(project);
    const first = own.find(({ stackName }) => stackName === project.stackName);
    return Object.assign({}, first?.[of], ...own.map((stack) => stack[of]), first?.[of]);
  };
  const boxes: Box[] = projects.map((project) => ({
    title: project.title,
    wiring: wiringOf(whole(project, 'resources'), stacks),
  }));
  const priced = (project: Project) => {
    const own = ownOf(project);
    return [own, synthesized.filter((stack) => stack.slug === project.slug && !own.includes(stack))] as const;
  };
  const drills = await allDrills({ projects: CURRICULUM });
  const commands = await commandReference();
  const usages = await Promise.all(
    CURRICULUM.map(async ({ project, usage }) => {
      const tables = await usage?.();
      return tables ? [[`usage-${project.slug}`, () => tables(stacks[project.stackName] ?? {})] as const] : [];
    }),
  );
  const blocks: Blocks = {
    picture: () => flowchart(boxes.map((box) => ({ ...box, wiring: withoutFailures(box.wiring) }))),
    ...Object.fromEntries(
      projects.map(({ slug }, index) => [`picture-${slug}`, () => flowchart(boxes.slice(index, index + 1))]),
    ),
    curriculum: () => curriculumTable(projects, drills, (project) => idleCostCell(...priced(project))),
    ...Object.fromEntries(projects.map((project) => [`idle-${project.slug}`, () => idleCostTable(...priced(project))])),
    ...Object.fromEntries(usages.flat()),
    'planned-projects': () => plannedProjects(practiceProjects),
    'exam-summary': () => examSummary(projects, drills),
    'coverage-saa-c03': () => examCoverage('SAA-C03', projects, drills),
    'coverage-dva-c03': () => examCoverage('DVA-C03', projects, drills),
    'coverage-dva-c02': () => examCoverage('DVA-C02', projects, drills),
    'drill-data': () => drillData(drills),
    ...Object.fromEntries(projects.map(({ slug }) => [`claims-${slug}`, () => claimsTable(slug)])),
    'drill-summary': () => drillSummary(drills),
    ...Object.fromEntries(
      projects.map(({ slug }) => [
        `drills-${slug}`,
        () => drillTable(drills.filter(({ project }) => project.slug === slug)),
      ]),
    ),
    'emulator-gaps': emulatorGaps,
    regions: () => regionsTable(projects),
    commands: () => commands,
    decisions: decisionIndex,
    'error-codes': errorCodes,
  };
  const diagrams = projects.map(async (project): Promise<Page> => {
    const path = diagramFile(project.slug);
    const current = existsSync(join(repository, path)) ? readFileSync(join(repository, path), 'utf8') : '';
    return { path, current, renewed: await diagramText(whole(project, 'resources'), stacks, whole(project, 'places')) };
  });
  const pages = pagePaths().map((path) => {
    const current = readFileSync(join(repository, path), 'utf8');
    try {
      return { path, current, renewed: renewBlocks(current, blocks) };
    } catch (cause) {
      throw new Error(`${path}: ${(cause as Error).message}`, { cause });
    }
  });
  return [...pages, ...(await Promise.all(diagrams))];
}
