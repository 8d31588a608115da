import { Command } from 'commander';
import type { Lab } from '../lab.ts';
import { openSite } from '../site/server.ts';
import { openInBrowser } from '../terminal/browser.ts';
import { siteText } from '../terminal/format.ts';
import { EXIT, runToExit } from '../terminal/output.ts';
import { wrap } from '../terminal/screen.ts';

/**
 * `lab open`: opens the site in the browser. Where `npm start` serves it, that is all; else this command serves it until
 * Ctrl-C.
 */
export function openCommand(lab: Lab): Command {
  return new Command('open')
    .description('open the site in the browser; serves it until Ctrl-C, unless `npm start` does')
    .action(() =>
      runToExit(async () => {
        const site = await openSite(lab);
        console.log(siteText(site));
        if (!(await openInBrowser(site.address)))
          console.log(wrap('No browser could be opened from here: open the address in one.', '  '));
        if (!site.own) return undefined;
        console.log('\n  Ctrl-C ends it.');
        await new Promise((resolve) => {
          for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
        });
        site.close();
        console.log('\nStopped. The emulator is still running; `npm run lab -- down` stops it.');
        return EXIT.interrupted;
      }, false),
    );
}
