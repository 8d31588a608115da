/** The exam room for programs: JSON, with the conventions of the comparison API. */
import { Hono } from 'hono';
import { invalidRequest, PROBLEMS, Problem } from '../../../../lambda/shared/http/problem.ts';
import { type BodyOf, type BodySchema, checkBody } from '../../../../lambda/shared/http/schema.ts';
import { EXAMS, LENGTHS } from './exams.ts';
import { type Asked, agentOf, bodyText, type Env, positionIn, type Room, storable, tokenOf, whoAsks } from './http.ts';
import { OWN_PROBLEMS } from './problems.ts';
import { boardOf, resultOf } from './results.ts';
import { join, leave } from './sessions.ts';
import * as sittings from './sittings.ts';

/** What bodies may hold; the pages' forms are held to the same. */
export const BODIES = {
  join: {
    type: 'object',
    description: 'Who sits, and with whom.',
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 60, description: 'Shown on the board of the cohort.' },
      cohort: { type: 'string', minLength: 3, maxLength: 40, description: 'Lower-case letters, digits and hyphens.' },
    },
    required: ['name', 'cohort'],
    additionalProperties: false,
  },
  start: {
    type: 'object',
    description: 'What is sat.',
    properties: {
      exam: { type: 'string', enum: EXAMS, description: 'The exam.' },
      length: { type: 'string', enum: LENGTHS, description: 'As long as the exam, or ten questions.' },
    },
    required: ['exam', 'length'],
    additionalProperties: false,
  },
  answer: {
    type: 'object',
    description: 'One answer.',
    properties: { chose: { type: 'string', minLength: 1, maxLength: 6, description: 'Letters of the options.' } },
    required: ['chose'],
    additionalProperties: false,
  },
} as const satisfies Record<string, BodySchema>;

type BodyName = keyof typeof BODIES;

/** @throws Problem `invalid-request` */
export function checked<Name extends BodyName>(name: Name, value: unknown): BodyOf<(typeof BODIES)[Name]> {
  const errors: { field: string; message: string }[] = [];
  const body = checkBody(BODIES[name], value, 'body', errors) as Record<string, string>;
  if (name === 'join' && errors.length === 0) {
    if (!/^[a-z0-9-]+$/.test(body.cohort as string)) {
      errors.push({ field: 'body.cohort', message: 'Must be lower-case letters, digits and hyphens.' });
    }
    if ((body.name as string).trim() === '') errors.push({ field: 'body.name', message: 'Must be more than spaces.' });
  }
  if (errors.length > 0) throw invalidRequest(errors);
  for (const [field, text] of Object.entries(body)) storable(`body.${field}`, text);
  return body as BodyOf<(typeof BODIES)[Name]>;
}

/** Letters as they are saved: upper case, in their order. @throws Problem `invalid-request` for one given twice */
export function lettersOf(chose: string): string {
  const letters = [...chose.toUpperCase()].sort();
  if (!/^[A-F]+$/.test(letters.join('')) || new Set(letters).size !== letters.length) {
    throw invalidRequest([{ field: 'body.chose', message: 'Must be letters of the options, each once.' }]);
  }
  return letters.join('');
}

/** @throws Problem `key-missing` or `invalid-request` */
export function keyOf(key: string | undefined): string {
  if (!key) {
    throw new Problem(
      OWN_PROBLEMS['key-missing'],
      'Send a new Idempotency-Key with each thing you do, and the same with each retry of it.',
    );
  }
  if (!/^[\w-]{8,64}$/.test(key)) {
    throw invalidRequest([
      { field: 'header.idempotency-key', message: 'Must be 8 to 64 letters, digits, hyphens or underscores.' },
    ]);
  }
  return key;
}

async function json<Name extends BodyName>(asked: Asked, name: Name) {
  if (!/^application\/json(;|$)/i.test(asked.req.header('content-type') ?? '')) {
    throw new Problem(PROBLEMS['unsupported-media-type'], 'Send JSON in UTF-8 as application/json.', {
      headers: { accept: 'application/json' },
    });
  }
  const text = await bodyText(asked);
  try {
    return checked(name, JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Problem(PROBLEMS['malformed-body'], 'The body is not JSON: check quotes, commas and brackets.');
    throw error;
  }
}

/** Everything below /v1. */
export function api(room: Room): Hono<Env> {
  const { database, cache } = room;
  const app = new Hono<Env>();
  const place = (asked: Asked, candidate: string) => ({
    candidate,
    sitting: asked.req.param('id') as string,
    position: positionIn(asked.req.param('position') as string),
  });

  app.post('/candidates', async (asked) => {
    const { name, cohort } = await json(asked, 'join');
    const { candidate, token } = await join(database, { name, cohort, agent: agentOf(asked) });
    return asked.json({ candidate: { id: candidate.id, name, cohort }, token }, 201);
  });

  app.delete('/session', async (asked) => {
    await whoAsks(room, asked);
    await leave(database, cache, tokenOf(asked) as string);
    return asked.body(null, 204);
  });

  app.post('/sittings', async (asked) => {
    const { id: candidate } = await whoAsks(room, asked);
    const key = keyOf(asked.req.header('idempotency-key'));
    const id = await sittings.start(database, { candidate, key, ...(await json(asked, 'start')) });
    return asked.json(await sittings.sittingOf(database, candidate, id), 201, { location: `/v1/sittings/${id}` });
  });

  app.get('/sittings/:id', async (asked) => {
    const { id } = await whoAsks(room, asked);
    return asked.json(await sittings.sittingOf(database, id, asked.req.param('id')));
  });

  app.get('/sittings/:id/questions', async (asked) => {
    const { id } = await whoAsks(room, asked);
    const items = await sittings.questionsOf(database, { candidate: id, sitting: asked.req.param('id') });
    return asked.json({ items });
  });

  app.put('/sittings/:id/answers/:position', async (asked) => {
    const { id } = await whoAsks(room, asked);
    const key = keyOf(asked.req.header('idempotency-key'));
    const { chose } = await json(asked, 'answer');
    return asked.json(await sittings.save(database, place(asked, id), lettersOf(chose), key));
  });

  app.on(['PUT', 'DELETE'], '/sittings/:id/flags/:position', async (asked) => {
    const { id } = await whoAsks(room, asked);
    await sittings.flag(database, place(asked, id), asked.req.method === 'PUT');
    return asked.body(null, 204);
  });

  const steps = { pause: sittings.pause, resume: sittings.resume, 'hand-in': sittings.handIn };
  for (const [name, step] of Object.entries(steps)) {
    app.post(`/sittings/:id/${name}`, async (asked) => {
      const { id } = await whoAsks(room, asked);
      await step(database, id, asked.req.param('id') as string);
      return asked.json(await sittings.sittingOf(database, id, asked.req.param('id') as string));
    });
  }

  app.get('/sittings/:id/result', async (asked) => {
    const candidate = await whoAsks(room, asked);
    // Another's, and one that there is not, are told apart from one that is not finished.
    await sittings.sittingOf(database, candidate.id, asked.req.param('id'));
    return asked.json(await resultOf(database, candidate, asked.req.param('id')));
  });

  app.get('/board/:exam', async (asked) => {
    const candidate = await whoAsks(room, asked);
    const exam = EXAMS.find((known) => known === asked.req.param('exam'));
    if (!exam) throw new Problem(PROBLEMS['not-found'], `There are boards for ${EXAMS.join(' and ')}.`);
    return asked.json({ items: await boardOf(database, cache, candidate, exam) });
  });
  return app;
}
