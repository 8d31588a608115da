import { randomInt } from 'node:crypto';
import { Command } from 'commander';
import { runningEmulator } from '../../../emulator/emulator.ts';
import { LabError } from '../../../errors.ts';
import type { Project } from '../../../project.ts';
import type { Target, TargetOptions } from '../../../target.ts';
import {
  allDrills,
  type DrillFilter,
  drillOfSeed,
  filterDrills,
  findDrill,
  type NumberedDrill,
  seedThatDraws,
  worthBreaking,
} from '../../drills/catalogue.ts';
import { deploymentOf, notesFolder, notesOn, refuseSecondIncident } from '../../drills/incidents.ts';
import { isOpen, readIncidents } from '../../drills/journal.ts';
import { breakProject } from '../../drills/run-drill.ts';
import { refuseInExam } from '../../exam/record.ts';
import { chooseProjects, type Lab } from '../../lab.ts';
import { solvedDrills } from '../../learner.ts';
import { startTraffic } from '../../observed/traffic.ts';
import { deployedSlugs } from '../../stacks/stacks.ts';
import { openTarget } from '../../target.ts';
import { ticketText } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { incidentView } from '../../terminal/views.ts';
import { parseSeed, withTargetOptions } from '../shared-options.ts';
import { withDrillFilter } from './drills.ts';

interface BreakOptions extends TargetOptions, DrillFilter {
  readonly seed?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `lab break [drill]`: injects one fault, and prints the ticket. */
export function breakCommand(lab: Lab): Command {
  return withDrillFilter(withTargetOptions(new Command('break')))
    .description('break something on purpose, and print the ticket')
    .argument('[drill]', 'number of a drill, as `lab drills` lists them; without it one that you have not solved yet')
    .option('--seed <n>', 'choose by this number: a friend who gives the same gets the same drill', parseSeed)
    .option('--dry-run', 'say which drill it would be, and break nothing')
    .action((name: string | undefined, options: BreakOptions) =>
      runToExit(async () => {
        if (options.project !== undefined) chooseProjects(lab, [options.project]);
        const { drill, seed } = await choose(lab, name, options);
        if (!drill.runsOn.includes(options.target)) {
          const { runsOn } = drill;
          throw new LabError(
            'WrongTarget',
            `${drill.number} runs on ${runsOn.join(', ')}, not on ${options.target}. \`lab paper ${drill.number}\` talks it through.`,
          );
        }
        if (!options.dryRun) refuseInExam(lab, 'breaking something else');
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
        // On an account every request is paid for, and the callers are real.
        if (target.name === 'emulator') startTraffic(lab, drill.project.slug, incident);
        const view = incidentView(drill, incident, deployment.outputs);
        if (options.json) printJson(view);
        else console.log(ticketText(view));
      }, options.json ?? false),
    );
}

/** The drill that was named, or that the seed draws; without either one that is worth it. */
async function choose(
  lab: Lab,
  name: string | undefined,
  options: BreakOptions,
): Promise<{ drill: NumberedDrill; seed: number | null }> {
  const drills = await allDrills(lab);
  if (name !== undefined) return { drill: findDrill(drills, name), seed: null };
  const candidates = filterDrills(drills, { ...options, runsOn: options.target });
  const seed = options.seed ?? seedThatDraws(await preferred(lab, candidates, options), candidates, randomInt(10_000));
  return { drill: drillOfSeed(candidates, seed), seed };
}

/** Unsolved, deployed, and not under an incident already. What an account has deployed is asked when it is broken. */
async function preferred(
  lab: Lab,
  candidates: readonly NumberedDrill[],
  { target }: BreakOptions,
): Promise<readonly NumberedDrill[]> {
  const solved = solvedDrills(lab);
  const emulator = target === 'emulator' ? await runningEmulator(lab.stateFolder) : undefined;
  if (!emulator) return worthBreaking(candidates, { solved });
  const there = await openTarget({ target: 'emulator' }, lab.stateFolder);
  const open = readIncidents(notesOn(lab, 'emulator')).filter(isOpen);
  const deployed = (await deployedSlugs(chooseProjects(lab, []), there)).filter(
    (slug) => !open.some((incident) => incident.drill.startsWith(`${slug}/`)),
  );
  return worthBreaking(candidates, { solved, deployed });
}

async function guard(target: Target, project: Project): Promise<void> {
  const { confirmOnAws, refuseForeignStacks } = await import('../../aws/aws-guards.ts');
  await refuseForeignStacks(target, [project]);
  await confirmOnAws(target, [project], 'Break');
}
