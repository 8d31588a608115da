/** `lab drill new` and `lab drill prove`: for authors of drills. */
import { join } from 'node:path';
import { Command } from 'commander';
import { LabError } from '../../../errors.ts';
import { unwritten } from '../../author/draft.ts';
import { newDrill } from '../../author/new-drill.ts';
import { holds, type Proof, type ProofStep, proveDrill } from '../../author/prove-drill.ts';
import { allDrills, findDrill } from '../../drills/catalogue.ts';
import { deploymentOf, notesOn, refuseSecondIncident } from '../../drills/incidents.ts';
import type { Lab } from '../../lab.ts';
import { openTarget } from '../../target.ts';
import { withExamples } from '../../terminal/help.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { printTable } from '../../terminal/table.ts';
import { jsonOption } from '../shared-options.ts';

export function drillCommand(lab: Lab): Command {
  return new Command('drill')
    .description('write a drill of your own, and prove it')
    .addCommand(withExamples(newCommand(lab), ['lab drill new event-pipeline/queue-policy-lost', 'a draft to fill in']))
    .addCommand(
      withExamples(proveCommand(lab), ['lab drill prove event-pipeline/rule-mismatch', 'whether its checks are right']),
    );
}

/** With `--json` `{file, list}`: what was written, below the clone. */
function newCommand(lab: Lab): Command {
  return new Command('new')
    .description('write the draft of a drill, and register it as the last of its project')
    .argument('<name>', '<project>/<fault>, for example event-pipeline/queue-policy-lost')
    .addOption(jsonOption())
    .action((id: string, { json = false }: { json?: boolean }) =>
      runToExit(async () => {
        const written = newDrill(lab, id);
        if (json) printJson(written);
        else {
          console.log(wrap(`Wrote ${written.file}, and registered it in ${written.list}.`));
          console.log(wrap('It compiles. Fill the places that begin with "Write here:", and then:'));
          console.log('  npm run format && npm run docs');
          console.log(`  npm run lab -- drill prove ${id}`);
        }
        return undefined;
      }, json),
    );
}

/** With `--json` `{drill, holds, steps, givenAway, seconds}`. Ends with 1 where the proof does not hold. */
function proveCommand(lab: Lab): Command {
  return new Command('prove')
    .description('break, try every shortcut and every fix, and restore: whether the checks of a drill are right')
    .argument('<drill>', 'id or number of a drill that runs on the emulator')
    .addOption(jsonOption())
    .action((name: string, { json = false }: { json?: boolean }) =>
      runToExit(async () => {
        const drill = findDrill(await allDrills(lab), name);
        const open = unwritten(drill);
        if (open.length > 0) {
          throw new LabError(
            'DrillUnwritten',
            `${drill.id} is not written yet. Still to be written: ${open.map((place) => place.replace(/\.$/, '')).join('; ')}.`,
          );
        }
        if (!drill.runsOn.includes('emulator')) {
          throw new LabError(
            'WrongTarget',
            `${drill.id} runs on AWS alone. Its proof runs on a fake cloud, in test/lab/drills/aws-drills.unit.test.ts.`,
          );
        }
        const target = await openTarget({ target: 'emulator' }, lab.stateFolder);
        refuseSecondIncident(await deploymentOf(drill.project, target, notesOn(lab, 'emulator')), drill.project);
        const notes = join(lab.stateFolder, 'drill-proof', drill.id);
        const proof = await proveDrill(drill, await deploymentOf(drill.project, target, notes), (step) => {
          // It takes a minute: who waits sees that it goes on.
          if (!json && process.stderr.isTTY) console.error(`${MARKS[step.holds ? 'ok' : 'not-ok']()} ${step.when}`);
        });
        if (json) printJson({ drill: drill.id, holds: holds(proof), ...proof });
        else printProof(proof);
        return holds(proof) ? 0 : EXIT.failed;
      }, json),
    );
}

const SAID: Record<ProofStep['got'], string> = {
  fixed: 'fixed',
  'not-yet': 'not fixed',
  'could-not-look': 'could not look',
  threw: 'failed to run',
};

function printProof(proof: Proof): void {
  printTable(
    ['', 'when', 'should be', 'checks say'],
    proof.steps.map(({ when, wanted, got, holds: right }) => [
      MARKS[right ? 'ok' : 'not-ok'](),
      when,
      SAID[wanted],
      SAID[got],
    ]),
  );
  console.log('');
  for (const { when, because } of proof.steps.filter((step) => !step.holds)) {
    for (const reason of because) console.log(wrap(`${when}: ${reason}`));
  }
  if (proof.givenAway.length > 0) {
    console.log(
      wrap(`The checks show words of the fix: ${proof.givenAway.join(', ')}. A learner would read the cause.`),
    );
  }
  const { whole, ...parts } = proof.seconds;
  const took = Object.entries(parts).map(([part, seconds]) => `${part} ${seconds.toFixed(1)} s`);
  console.log(
    wrap(`${holds(proof) ? 'Proven' : 'Not proven'} in ${Math.round(whole)} s (longest ${took.join(', ')}).`),
  );
}
