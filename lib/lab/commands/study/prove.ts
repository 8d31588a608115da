import { Command } from 'commander';
import { runningEmulator } from '../../../emulator/emulator.ts';
import { UsageError } from '../../../errors.ts';
import { disagreement } from '../../../questions/proof.ts';
import { PROVEN } from '../../../questions/proofs.ts';
import type { Bench } from '../../../questions/run.ts';
import { itemOf } from '../../../study/items.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import type { Lab } from '../../lab.ts';
import { emulatorTarget } from '../../target.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { proofText, questionText } from '../../terminal/question.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { jsonOption } from '../shared-options.ts';

/** The emulator of this lab, where it is up: some options are run on it. */
async function benchOf({ stateFolder }: Lab): Promise<Bench | undefined> {
  const emulator = await runningEmulator(stateFolder);
  return emulator && awsClients(emulatorTarget(emulator.endpoint, stateFolder).clientConfig);
}

const RAN = {
  now: 'Each option was run just now.',
  recorded:
    'The emulator is not up, so that these are the runs that were recorded when the question was written. Start it with `npm start` to see them run.',
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
