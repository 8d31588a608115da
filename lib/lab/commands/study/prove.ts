import { join } from 'node:path';
import { Command } from 'commander';
import { runningEmulator } from '../../../emulator/emulator.ts';
import { UsageError } from '../../../errors.ts';
import { disagreement } from '../../../questions/proof.ts';
import { PROVEN } from '../../../questions/proofs.ts';
import type { Bench } from '../../../questions/run.ts';
import { itemOf } from '../../../study/items.ts';
import type { Target } from '../../../target.ts';
import { fixNamed, tryFix } from '../../author/try-fix.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import { allDrills, findDrill } from '../../drills/catalogue.ts';
import { deploymentOf, notesOn } from '../../drills/incidents.ts';
import { isOpen, readIncidents } from '../../drills/journal.ts';
import { type Lab, projectsToStart } from '../../lab.ts';
import { deployedSlugs } from '../../stacks/stacks.ts';
import { emulatorTarget } from '../../target.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { proofText, questionText } from '../../terminal/question.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { jsonOption } from '../shared-options.ts';

/** The emulator of this lab, where it is up: some options are run on it. */
async function benchOf(lab: Lab): Promise<Bench | undefined> {
  const emulator = await runningEmulator(lab.stateFolder);
  if (!emulator) return undefined;
  const target = emulatorTarget(emulator.endpoint, lab.stateFolder);
  const tryFix = await fixTrier(lab, target);
  return { ...awsClients(target.clientConfig), ...(tryFix && { tryFix }) };
}

/**
 * What tries fixes of drills; undefined where a project that comes up by default is not deployed, or somebody is at an
 * incident: questions are about the drills of those.
 */
async function fixTrier(lab: Lab, target: Target): Promise<Bench['tryFix']> {
  const drills = await allDrills(lab);
  const projects = projectsToStart(lab, []).filter(({ slug }) => drills.some(({ project }) => project.slug === slug));
  const deployed = await deployedSlugs(projects, target);
  const isOpenHere = readIncidents(notesOn(lab, 'emulator')).some(isOpen);
  if (isOpenHere || projects.some(({ slug }) => !deployed.includes(slug))) return undefined;
  return async (id, name) => {
    const drill = findDrill(drills, id);
    if (process.stderr.isTTY) console.error(`${id} is broken, and "${name}" tried …`);
    const notes = join(lab.stateFolder, 'drill-proof', drill.id);
    return tryFix(drill, fixNamed(drills, name), await deploymentOf(drill.project, target, notes));
  };
}

const RAN = {
  now: 'Each option was run just now.',
  recorded:
    'These are the runs that were recorded when the question was written. To see them run, start the emulator with `npm start`; fixes of drills ' +
    'run while no incident is open.',
};

/**
 * `lab prove <item>`: runs the proof of a question's key before your eyes. Ends with 1 where proof and key disagree. With
 * `--json` `{item, agrees, verdicts: [{text, right, holds, second?, ran?, steps}]}`; `ran` is `now` or `recorded` where the
 * proof of an option is that it is run.
 */
export function proveCommand(lab: Lab): Command {
  return new Command('prove')
    .description('run the proof of a question: what it finds of every option, step by step')
    .argument('<item>', 'id of the question; the proof shows its key')
    .addOption(jsonOption())
    .action((id: string, { json }: { json?: boolean }) =>
      runToExit(async () => {
        const item = itemOf(id);
        const proven = PROVEN.find((one) => one.id === item.family);
        const said = await proven?.prove(
          Number(item.id.split('/')[1]),
          item.kind === 'run' ? await benchOf(lab) : undefined,
        );
        if (!said) {
          throw new UsageError(
            'UnknownItem',
            `${item.id} was written by hand: two reviewers stand for its key, not a proof.`,
          );
        }
        const sentence = disagreement(said.item, said.verdicts);
        if (json) printJson({ item: item.id, agrees: sentence === undefined, verdicts: said.verdicts });
        else {
          console.log(`${questionText(item, item.id)}\n\n${proofText(said.verdicts)}\n`);
          const ran = said.verdicts[0]?.ran;
          if (ran) console.log(`${wrap(RAN[ran])}\n`);
          console.log(
            wrap(sentence ? `${MARKS['not-ok']()} ${sentence}` : `${MARKS.ok()} The proof finds what the key says.`),
          );
        }
        return sentence === undefined ? 0 : EXIT.failed;
      }, json ?? false),
    );
}
