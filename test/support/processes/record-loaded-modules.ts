/** Preloaded by `node --import`: at its end the process writes the URL of every module it loaded, a line each, to RECORD_MODULES. */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env.RECORD_MODULES as string, loaded.join('\n')));
