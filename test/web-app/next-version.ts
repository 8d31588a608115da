/** A next version of the exam room, whose schema calls a column otherwise, as an image of the deployed one with a patch. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { imageAsset } from '../../lib/bundle.ts';
import { imagesOf, layOutImage } from '../../lib/emulator/web/images/dockerfile.ts';

/** SIGUSR2 makes a task answer 500 to its health check, and everything else as before. */
const SICK = `
import http from 'node:http';
const { emit } = http.Server.prototype;
let sick = false;
process.on('SIGUSR2', () => (sick = true));
http.Server.prototype.emit = function (event, request, response) {
  if (!sick || event !== 'request' || request.url !== '/health') return emit.apply(this, arguments);
  response.writeHead(500).end();
  return true;
};
`;

/** Where the program reads and writes `answer.saves`; the next version calls it `times`. */
const RENAMED = [
  ['saves = answer.saves + 1', 'times = answer.times + 1'],
  ['RETURNING position, chosen, saved_at, saves', 'RETURNING position, chosen, saved_at, times AS saves'],
  ['answer.saved_at, saves,', 'answer.saved_at, times AS saves,'],
] as const;

/** Lays out the image of the next version beside that of the deployed one. @returns its tag */
export function layOutNextVersion(engineFolder: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-next-'));
  try {
    cpSync(imageAsset('web-app'), folder, { recursive: true });
    let program = readFileSync(join(folder, 'server.mjs'), 'utf8');
    for (const [before, after] of RENAMED) {
      if (program.split(before).length !== 2) throw new Error(`"${before}" is not once in the program any more.`);
      program = program.replace(before, after);
    }
    writeFileSync(join(folder, 'server.mjs'), program);
    writeFileSync(join(folder, 'sick.mjs'), SICK);
    const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
    const started = 'COPY sick.mjs ./\nCMD ["node", "--import", "./sick.mjs", "server.mjs"]\n';
    writeFileSync(join(folder, 'Dockerfile'), `${dockerfile}\n${started}`);
    layOutImage(folder, imagesOf(engineFolder), 'next');
    return 'next';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Column = 'saves' | 'times';

/**
 * Migrations in two steps, each a transaction of its own: one that only adds, after which both versions run, and one that
 * takes away what no version reads any more.
 */
export const migrations = {
  expand: (from: Column, to: Column) => `
    ALTER TABLE answer ADD COLUMN ${to} integer;
    UPDATE answer SET ${to} = ${from};
    ALTER TABLE answer ALTER COLUMN ${to} SET DEFAULT 1, ALTER COLUMN ${to} SET NOT NULL;
    CREATE FUNCTION keep_both() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.${from} <> OLD.${from} THEN NEW.${to} := NEW.${from};
      ELSIF NEW.${to} <> OLD.${to} THEN NEW.${from} := NEW.${to}; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER keep_both BEFORE UPDATE ON answer FOR EACH ROW EXECUTE FUNCTION keep_both();`,
  contract: (column: Column) => `
    DROP TRIGGER keep_both ON answer;
    DROP FUNCTION keep_both;
    ALTER TABLE answer DROP COLUMN ${column};`,
};

/** Runs a migration whole or not at all. */
export async function migrate(
  database: { readonly host: string; readonly user: string; readonly password: string },
  text: string,
): Promise<void> {
  const client = new pg.Client({ ...database, database: 'exams' });
  await client.connect();
  try {
    // What waits for a lock holds up every request behind it: rather than that, it fails.
    await client.query(`BEGIN; SET LOCAL lock_timeout = '2s'; ${text} COMMIT;`);
  } finally {
    await client.end();
  }
}
