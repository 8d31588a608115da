/**
 * A task that keeps answers: `POST /answers/<id>` is acknowledged once it is in the database, and asked for twice it is
 * there once. Bundled by test/support/web/small-web.ts into the image.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const { username, password } = JSON.parse(process.env.DATABASE_SECRET ?? '{}') as {
  username?: string;
  password?: string;
};
const pool = new pg.Pool({
  host: process.env.DATABASE_HOST,
  port: 5432,
  database: 'exams',
  user: username,
  password,
  max: 5,
  connectionTimeoutMillis: 1_000,
  query_timeout: 2_000,
});
// A connection that its server has ended is not this program's end: the pool opens another.
pool.on('error', () => {});

async function keep(id: string): Promise<void> {
  for (let left = 8; ; left--) {
    try {
      await pool.query('INSERT INTO answer (id, kept) VALUES ($1, 1) ON CONFLICT (id) DO NOTHING', [id]);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(150);
    }
  }
}

const server = createServer(async (request, response) => {
  const path = request.url ?? '/';
  if (path === '/health') return void response.writeHead(200).end();
  try {
    if (request.method === 'POST') await keep(path.split('/').at(-1) as string);
    else response.write(JSON.stringify((await pool.query('SELECT id FROM answer')).rows.map(({ id }) => id)));
    response.end();
  } catch (error) {
    response.writeHead(503).end((error as Error).message);
  }
});
if (process.argv[2] === 'migrate') {
  await pool.query('CREATE TABLE answer (id text PRIMARY KEY, kept integer NOT NULL)');
  await pool.end();
} else {
  server.listen(8080, process.env.HOST);
  process.on('SIGTERM', () => server.close(() => process.exit(0)));
}
