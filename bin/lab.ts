#!/usr/bin/env node
/** The lab's command line: arguments in, exit code out. */
import { openLab } from '../lib/lab/lab.ts';
import { labProgram } from '../lib/lab/program.ts';
import { CURRICULUM } from '../lib/projects/registry.ts';

// Whatever the user's proxy is for, this machine's own addresses are not reached through it.
const { no_proxy, NO_PROXY } = process.env;
process.env.no_proxy = [no_proxy ?? NO_PROXY, 'localhost', '127.0.0.1'].filter(Boolean).join(',');

// `lab up | head`: the reader has gone. What was begun is finished, and nothing more is said.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const program = await labProgram(openLab(CURRICULUM));
await program.parseAsync();
