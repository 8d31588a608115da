import { Command } from 'commander';
import { UsageError } from '../../../errors.ts';
import { disagreement } from '../../../questions/proof.ts';
import { PROVEN } from '../../../questions/proofs.ts';
import { itemOf } from '../../../study/items.ts';
import type { Lab } from '../../lab.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { proofText, questionText } from '../../terminal/question.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { jsonOption } from '../shared-options.ts';

/**
 * `lab prove <item>`: runs the proof of a question's key before your eyes. Ends with 1 where proof and key disagree. With
 * `--json` `{item, agrees, verdicts: [{text, right, holds, second?, steps}]}`.
 */
export function proveCommand(_lab: Lab): Command {
  return new Command('prove')
    .description('run the proof of a question: what it finds of every option, step by step')
    .argument('<item>', 'id of the question; the proof shows its key')
    .addOption(jsonOption())
    .action((id: string, { json }: { json?: boolean }) =>
      runToExit(async () => {
        const item = itemOf(id);
        const proven = PROVEN.find((one) => one.id === item.family);
        const said = await proven?.prove(Number(item.id.split('/')[1]));
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
          console.log(
            wrap(sentence ? `${MARKS['not-ok']()} ${sentence}` : `${MARKS.ok()} The proof finds what the key says.`),
          );
        }
        return sentence === undefined ? 0 : EXIT.failed;
      }, json ?? false),
    );
}
