import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Item } from '../../../../lambda/shared/questions/model.ts';
import { repository } from '../../../repository.ts';
import { readEvidence } from '../../../study/evidence.ts';
import { itemReport } from '../../../study/item-report.ts';
import { textOf } from '../../../study/item-text.ts';
import { itemOf } from '../../../study/items.ts';
import type { Lab } from '../../lab.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { wrap } from '../../terminal/screen.ts';
import { jsonOption } from '../shared-options.ts';
import { writeNew } from './write-new.ts';

/**
 * `lab report-item <item>`: a question as an issue, with what was shown. It changes no score. With `--json`
 * `{item, text, release, report}`.
 */
export function reportItemCommand(lab: Lab): Command {
  return new Command('report-item')
    .description('a question that seems wrong, as the text of an issue: id, seed, edition, and what was shown')
    .argument('<item>', 'id of the question')
    .option('--out <file>', 'into a file that is not there yet')
    .addOption(jsonOption())
    .action((id: string, { out, json }: { out?: string; json?: boolean }) =>
      runToExit(async () => {
        const item = itemOf(id);
        const report = reportText(lab, item);
        if (out !== undefined) writeNew(out, report);
        if (json) printJson({ item: item.id, text: textOf(item), release: releaseOf(), report });
        else console.log(out === undefined ? report : wrap(`Written to ${out}. Add what is wrong, and send it.`));
      }, json ?? false),
    );
}

/** What a report of this question says here. */
export function reportText(lab: Lab, item: Item): string {
  const chose = readEvidence(lab.stateFolder).findLast((answer) => answer.item === item.id)?.chose;
  return itemReport(item, { edition: `certlab ${releaseOf()}, text ${textOf(item)}`, ...(chose && { chose }) });
}

const releaseOf = (): string => JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version;
