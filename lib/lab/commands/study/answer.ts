import { Command, Option } from 'commander';
import { keyOf } from '../../../../lambda/shared/questions/family.ts';
import type { Item } from '../../../../lambda/shared/questions/model.ts';
import { letterOf } from '../../../../lambda/shared/questions/shown.ts';
import { UsageError } from '../../../errors.ts';
import { deviceOf, noteEvidence } from '../../../study/evidence.ts';
import { itemOf } from '../../../study/items.ts';
import { answerTo, type Sureness } from '../../../study/log/records.ts';
import type { Lab } from '../../lab.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { answerText } from '../../terminal/question.ts';
import { jsonOption } from '../shared-options.ts';

/**
 * `lab answer <item> <choice>`: says whether it holds and why, for every option, and notes it as evidence. Ends with 1 where it
 * does not. With `--json` `{item, right, key, decides, options: [{letter, text, right, reason, misconception?}], read}`.
 */
export function answerCommand(lab: Lab): Command {
  return new Command('answer')
    .description('answer a question of `lab quiz`, and read why')
    .argument('<item>', 'id of the question')
    .argument('<choice>', 'letter of the option; of all that hold, where there are several: AC')
    .addOption(new Option('--sure', 'you knew it').conflicts(['unsure', 'guess']))
    .addOption(new Option('--unsure', 'you were not sure').conflicts(['sure', 'guess']))
    .addOption(new Option('--guess', 'you guessed').conflicts(['sure', 'unsure']))
    .addOption(jsonOption())
    .action((id: string, choice: string, options: { [S in Sureness]?: boolean } & { json?: boolean }) =>
      runToExit(async () => {
        const item = itemOf(id);
        const places = placesOf(item, choice);
        const sureness = options.sure ? 'sure' : options.guess ? 'guess' : 'unsure';
        const answer = answerTo(item, places, sureness, { device: deviceOf(lab.stateFolder) });
        noteEvidence(lab.stateFolder, answer);
        if (options.json) printJson({ ...explained(item), right: answer.right, misconceptions: answer.misconceptions });
        else console.log(answerText(item, places));
        return answer.right ? 0 : EXIT.failed;
      }, options.json ?? false),
    );
}

/** An item with its key and reasons. */
function explained(item: Item) {
  const key = keyOf(item);
  return {
    item: item.id,
    key: key.map(letterOf),
    decides: item.decides,
    options: item.options.map(({ text, reason, misconception }, place) => ({
      letter: letterOf(place),
      text,
      right: key.includes(place),
      reason,
      ...(misconception && { misconception }),
    })),
    read: item.read,
    asOf: item.asOf,
  };
}

/**
 * The places that letters name: `A`, `AC`, `a, c`.
 * @throws UsageError `WrongValue`
 */
export function placesOf({ options, choose }: Pick<Item, 'options' | 'choose'>, text: string): number[] {
  const letters = [...text.toUpperCase().replace(/[\s,+]/g, '')];
  const places = [...new Set(letters.map((letter) => letter.charCodeAt(0) - 65))];
  if (places.length !== choose || places.some((place) => place < 0 || place >= options.length)) {
    const range = `A to ${letterOf(options.length - 1)}`;
    throw new UsageError(
      'WrongValue',
      choose === 1
        ? `Choose one letter of ${range}; got "${text.slice(0, 20)}".`
        : `Choose ${choose} different letters of ${range}, such as AC; got "${text.slice(0, 20)}".`,
    );
  }
  return places;
}
