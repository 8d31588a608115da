import { Command } from 'commander';
import type { Project } from '../../../project.ts';
import type { Target, TargetOptions } from '../../../target.ts';
import type { LedBack } from '../../deployed/back-to-deployed.ts';
import type { Drift } from '../../deployed/drift.ts';
import type { Verdict } from '../../drills/journal.ts';
import { wayBack } from '../../drills/run-drill.ts';
import { isWell, putBackView, putEverythingBack } from '../../incident/put-back.ts';
import type { Lab } from '../../lab.ts';
import { indented, restoredText } from '../../terminal/format.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { withTargetOptions } from '../shared-options.ts';

/**
 * `lab restore`: puts back everything that the journals hold, however the last run ended; compares each stack with the
 * template it was deployed by, leads back what single calls can, clears the dead-letter queues, and looks whether it is
 * well. With `--json` `{restored, verdicts, ledBack, drift, notCompared, cleared}`, where `drift` is what is left.
 */
export function restoreCommand(lab: Lab): Command {
  return withTargetOptions(new Command('restore'))
    .description('put everything back as it was before the drills, however the last run ended')
    .action((options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const done = await putEverythingBack(lab, options);
        if (options.json) printJson(putBackView(done));
        else {
          if (!done.hadLeft) console.log('No drill has left anything to put back.');
          for (const each of done.restored) console.log(restoredText(each));
          for (const { drill, verdict } of done.verdicts) console.log(wrap(SAID[verdict](drill)));
          for (const each of done.compared) console.log(comparedText(each, (done.target as Target).name));
        }
        return isWell(done) ? 0 : EXIT.failed;
      }, options.json ?? false),
    );
}

const CHANGED: Record<Drift['change'], (what: string) => string> = {
  added: (what) => `${what} was added`,
  changed: (what) => `${what} is another`,
  gone: () => 'gone',
};

const LED_BACK: Record<Drift['change'], (what: string) => string> = {
  added: (what) => `${what} had been added, and is removed`,
  changed: (what) => `${what} was another, and is set back`,
  gone: () => 'was gone, and is made again',
};

function comparedText({ project, found, notCompared, ledBack, cleared }: LedBack, place: Target['name']): string {
  const done = [
    ...ledBack.map(({ resource, type, change, what }) => indented(`${resource} (${type}): ${LED_BACK[change](what)}`)),
    ...cleared.map(({ queue, messages }) =>
      indented(`${queue}: ${messages} parked ${messages === 1 ? 'message is' : 'messages are'} cleared`),
    ),
  ];
  return [...done, standText(project, found, place), ...apartText(project, notCompared, place)].join('\n');
}

const LIST = new Intl.ListFormat('en');

/** What nobody has looked at, and what makes it as deployed for sure. */
const apartText = (project: Project, notCompared: readonly string[], place: Target['name']): string[] =>
  notCompared.length === 0
    ? []
    : [
        wrap(
          `Not compared: its ${LIST.format(notCompared)}. If you changed something there, ${wayBack(project, place)}`,
        ),
      ];

function standText({ slug, stackName }: Project, found: LedBack['found'], place: Target['name']): string {
  if (!found) {
    const text = `whether ${stackName} is as deployed is not known: an earlier version deployed it. \`lab up\` makes it known.`;
    return wrap(`${MARKS['could-not-look']()} ${text}`);
  }
  if (found.length === 0) return wrap(`${MARKS.ok()} ${stackName} is as deployed.`);
  return [
    wrap(`${MARKS['not-ok']()} ${stackName} is not as deployed:`),
    ...found.map(({ resource, type, change, what }) => indented(`${resource} (${type}): ${CHANGED[change](what)}`)),
    wrap(wayBack({ slug, stackName }, place)),
  ].join('\n');
}

const SAID: Record<Verdict, (drill: string) => string> = {
  fixed: (drill) => `${MARKS.ok()} ${drill} is put back: all its checks pass.`,
  'not-yet': (drill) =>
    `${MARKS['not-ok']()} ${drill} has been put back, and its checks still fail: something was changed besides what the drill had changed. ` +
    '`lab check` tells what; on the emulator `lab reset` makes everything as deployed.',
  'could-not-look': (drill) =>
    `${MARKS['could-not-look']()} ${drill} has been put back; whether it is well could not be seen.`,
};
