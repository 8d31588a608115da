/** The exam room for people: pages and forms, which work without a script. What a form does, the API does too. */
import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { PROBLEMS, Problem } from '../../../../lambda/shared/http/problem.ts';
import { checked, keyOf, lettersOf } from './api.ts';
import { EXAMS } from './exams.ts';
import {
  type Asked,
  agentOf,
  bodyText,
  COOKIE,
  type Env,
  onlyOwnPages,
  positionIn,
  type Room,
  tokenOf,
  whoAsks,
} from './http.ts';
import { boardOf, resultOf } from './results.ts';
import { join, leave, SESSION_HOURS } from './sessions.ts';
import * as sittings from './sittings.ts';
import { boardPage, homePage, joinPage, pausedPage, questionPage, resultPage } from './views.ts';

async function form(asked: Asked): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(asked.req.header('content-type') ?? '')) {
    throw new Problem(PROBLEMS['unsupported-media-type'], 'Send a form, as the page does.');
  }
  return new URLSearchParams(await bodyText(asked));
}

/** Everything outside /v1. */
export function pages(room: Room): Hono<Env> {
  const { database, cache } = room;
  const app = new Hono<Env>();
  app.use(onlyOwnPages);

  app.get('/', async (asked) => {
    if (!tokenOf(asked)) return asked.html(joinPage());
    try {
      const candidate = await whoAsks(room, asked);
      return asked.html(homePage(candidate, await sittings.sittingsOf(database, candidate.id)));
    } catch (error) {
      if (!(error instanceof Problem) || error.kind.status !== 401) throw error;
      return asked.html(joinPage());
    }
  });

  app.post('/join', async (asked) => {
    const { name, cohort } = checked('join', Object.fromEntries(await form(asked)));
    const { token } = await join(database, { name, cohort, agent: agentOf(asked) });
    setCookie(asked, COOKIE, token, {
      ...{ path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: SESSION_HOURS * 3_600 },
    });
    return asked.redirect('/', 303);
  });

  app.post('/leave', async (asked) => {
    const token = tokenOf(asked);
    if (token) await leave(database, cache, token);
    deleteCookie(asked, COOKIE, { path: '/', secure: true });
    return asked.redirect('/', 303);
  });

  app.post('/sittings', async (asked) => {
    const { id: candidate } = await whoAsks(room, asked);
    const { key, ...wanted } = Object.fromEntries(await form(asked));
    const id = await sittings.start(database, { candidate, key: keyOf(key), ...checked('start', wanted) });
    return asked.redirect(`/sittings/${id}/questions/1`, 303);
  });

  app.get('/sittings/:id', async (asked) => {
    const { id } = await whoAsks(room, asked);
    const sitting = await sittings.sittingOf(database, id, asked.req.param('id'));
    if (sitting.state === 'paused') return asked.html(pausedPage(sitting));
    const open = sitting.state === 'open';
    return asked.redirect(`/sittings/${sitting.id}/${open ? 'questions/1' : 'result'}`, 303);
  });

  app.get('/sittings/:id/questions/:position', async (asked) => {
    const { id: candidate } = await whoAsks(room, asked);
    const { id, position } = asked.req.param();
    const sitting = await sittings.sittingOf(database, candidate, id);
    if (sitting.state !== 'open') return asked.redirect(`/sittings/${id}`, 303);
    const place = { candidate, sitting: id, position: positionIn(position) };
    const [question] = await sittings.questionsOf(database, place);
    return asked.html(questionPage(sitting, question as sittings.Question));
  });

  app.post('/sittings/:id/questions/:position', async (asked) => {
    const { id: candidate } = await whoAsks(room, asked);
    const { id, position } = asked.req.param();
    const place = { candidate, sitting: id, position: positionIn(position) };
    const given = await form(asked);
    const chose = given.getAll('chose').join('');
    if (chose) await sittings.save(database, place, lettersOf(chose), keyOf(given.get('key') ?? undefined));
    const flag = given.get('flag');
    if (flag) await sittings.flag(database, place, flag === 'on');
    const { questions } = await sittings.sittingOf(database, candidate, id);
    const next = flag ? place.position : Math.min(place.position + 1, questions);
    return asked.redirect(`/sittings/${id}/questions/${next}`, 303);
  });

  const steps = { pause: sittings.pause, resume: sittings.resume, 'hand-in': sittings.handIn };
  for (const [name, step] of Object.entries(steps)) {
    app.post(`/sittings/:id/${name}`, async (asked) => {
      const { id } = await whoAsks(room, asked);
      await step(database, id, asked.req.param('id') as string);
      return asked.redirect(`/sittings/${asked.req.param('id')}`, 303);
    });
  }

  app.get('/sittings/:id/result', async (asked) => {
    const candidate = await whoAsks(room, asked);
    await sittings.sittingOf(database, candidate.id, asked.req.param('id'));
    return asked.html(resultPage(await resultOf(database, candidate, asked.req.param('id'))));
  });

  app.get('/board/:exam', async (asked) => {
    const candidate = await whoAsks(room, asked);
    const exam = EXAMS.find((known) => known === asked.req.param('exam'));
    if (!exam) throw new Problem(PROBLEMS['not-found'], `There are boards for ${EXAMS.join(' and ')}.`);
    return asked.html(boardPage(candidate.cohort, exam, await boardOf(database, cache, candidate, exam)));
  });
  return app;
}
