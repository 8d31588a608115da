import { Command } from 'commander';
import { UsageError } from '../../../errors.ts';
import { allDrills, findDrill } from '../../drills/catalogue.ts';
import { notePaperAnswer, optionsOf } from '../../drills/paper.ts';
import { refuseInExam } from '../../exam/record.ts';
import type { Lab } from '../../lab.ts';
import { lessonText, paperText, reasonsText } from '../../terminal/format.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { jsonOption } from '../shared-options.ts';

/** `lab paper <drill>`: the ticket and four fixes to choose from; with `--answer` whether that one holds, and why. */
export function paperCommand(lab: Lab): Command {
  return new Command('paper')
    .description('talk a drill through without breaking anything, also one for AWS alone; it does not count as solved')
    .argument('<drill>', 'number of the drill')
    .option('--answer <letter>', 'the fix that you would make')
    .addOption(jsonOption())
    .action((name: string, { answer, json }: { answer?: string; json?: boolean }) =>
      runToExit(async () => {
        refuseInExam(lab, 'a drill on paper');
        const drill = findDrill(await allDrills(lab), name);
        const options = optionsOf(drill);
        const { number, title, ticket, lesson } = drill;
        if (answer === undefined) {
          const shown = options.map(({ letter, text }) => ({ letter, text }));
          if (json) printJson({ paper: true, drill: number, title, ticket, options: shown });
          else console.log(paperText(drill, shown));
          return;
        }
        const chosen = options.find(({ letter }) => letter === answer.toUpperCase());
        if (!chosen) {
          const letters = options.map(({ letter }) => letter).join(', ');
          throw new UsageError('WrongValue', `--answer needs one of ${letters}; got ${answer}.`);
        }
        notePaperAnswer(lab, { at: Date.now(), drill: drill.id, letter: chosen.letter, right: chosen.right });
        if (json) {
          const right = options.find((option) => option.right)?.letter;
          printJson({
            paper: true,
            drill: number,
            answer: chosen.letter,
            right: chosen.right,
            rightAnswer: right,
            reasons: options.map(({ letter, why }) => ({ letter, why })),
            lesson,
          });
        } else if (chosen.right) {
          console.log(`${wrap(`${MARKS.ok()} ${chosen.letter} holds. On paper: nothing was graded.`)}\n`);
          const reasons = reasonsText(options);
          if (reasons !== '') console.log(`${reasons}\n`);
          console.log(lessonText(drill));
        } else {
          console.log(
            wrap(
              `${MARKS['not-ok']()} ${chosen.letter} would not pass. ${chosen.why ?? 'It quiets the symptom or costs something else.'} ` +
                'Read the ticket again, and choose another.',
            ),
          );
        }
        return chosen.right ? 0 : EXIT.failed;
      }, json ?? false),
    );
}
