import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { LabError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { allDrills, type DrillFilter, drillOfSeed, filterDrills, findDrill } from '../catalogue.ts';
import type { Deployment } from '../deployment.ts';
import { ticketText } from '../format.ts';
import { closeIfTornDown, deploymentOf, notesFolder } from '../incidents.ts';
import { isOpen, readIncidents } from '../journal.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { printJson, runToExit } from '../output.ts';
import { breakProject } from '../run-drill.ts';
import { openTarget } from '../target.ts';
import { withDrillFilter } from './drills.ts';
import { withTargetOptions } from './shared-options.ts';

interface BreakOptions extends TargetOptions, DrillFilter {
  readonly seed?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `lab break [drill]`: injects one fault, and prints the ticket. */
export function breakCommand(lab: Lab): Command {
  return withDrillFilter(withTargetOptions(new Command('break')))
    .description('break something on purpose, and print the ticket')
    .argument('[drill]', 'number of a drill, as `lab drills` lists them; chosen by the seed without it')
    .option('--seed <n>', 'choose by this number: a friend who gives the same gets the same drill', parseSeed)
    .option('--dry-run', 'say which drill it would be, and break nothing')
    .action((name: string | undefined, options: BreakOptions) =>
      runToExit(async () => {
        if (options.project !== undefined) chooseProjects(lab, [options.project]);
        const drills = await allDrills(lab);
        const seed = name === undefined ? (options.seed ?? randomInt(10_000)) : null;
        const candidates = filterDrills(drills, { ...options, runsOn: options.target });
        const drill = name === undefined ? drillOfSeed(candidates, seed as number) : findDrill(drills, name);
        if (!drill.runsOn.includes(options.target)) {
          const { runsOn } = drill;
          throw new LabError('WrongTarget', `${drill.number} runs on ${runsOn.join(', ')}, not on ${options.target}.`);
        }
        if (options.dryRun) {
          if (options.json) printJson({ drill: drill.number, id: drill.id, title: drill.title, seed });
          else console.log(`${drill.number} ${drill.title}${seed === null ? '' : ` (seed ${seed})`}`);
          return;
        }
        const notes = await notesFolder(lab, options);
        const target = await openTarget(options, lab.stateFolder);
        const deployment = await deploymentOf(drill.project, target, notes);
        refuseSecondIncident(deployment, drill.project);
        if (target.name === 'aws') await guard(target, drill.project);
        const incident = await breakProject(drill, deployment, seed);
        if (options.json) {
          const { number, title, level, ticket } = drill;
          const openedAt = new Date(incident.openedAt).toISOString();
          printJson({ drill: number, title, level, seed, openedAt, ticket, workbench: incident.workbench?.folder });
        } else console.log(ticketText(drill, incident));
      }, options.json ?? false),
    );
}

/** One incident a project at a time: with two, no finding could be told to belong to one of them. */
function refuseSecondIncident(deployment: Deployment, project: Project): void {
  const open = readIncidents(deployment.notes)
    .filter((incident) => isOpen(incident) && incident.drill.startsWith(`${project.slug}/`))
    .find((incident) => !closeIfTornDown(incident, deployment));
  if (!open) return;
  throw new LabError(
    'IncidentOpen',
    `An incident is open on ${project.title} already: \`lab ticket\` shows it. Solve it, or put it back with \`lab restore\`.`,
  );
}

async function guard(target: Target, project: Project): Promise<void> {
  const { confirmOnAws, refuseForeignStacks } = await import('../aws-guards.ts');
  await refuseForeignStacks(target, [project]);
  await confirmOnAws(target, [project], 'Break');
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Wanted a whole number from 0 to 999999999.');
  return Number(text);
}
