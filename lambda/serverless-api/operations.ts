/** What every operation answers, from the content and the day. No HTTP here: see `app.ts`. */
import { certificationStatusOn } from '../shared/content/certification-status.ts';
import { compareSkill, compareTracks } from '../shared/content/compare.ts';
import type { Certification, TrackProfile } from '../shared/content/model.ts';
import { RECOMMENDATION_QUESTIONS, recommend } from '../shared/content/recommend.ts';
import { currentExam, examStatusOn } from '../shared/exams/status.ts';
import { examToTake } from '../shared/exams/to-take.ts';
import { invalidRequest, PROBLEMS, Problem } from '../shared/http/problem.ts';
import { randomOf } from '../shared/questions/random.ts';
import { search } from '../shared/search/search.ts';
import type { StoredExam } from '../shared/table/content-drafts.ts';
import type { ContentReader } from '../shared/table/content-reader.ts';
import { type Input, type OperationId, TRACKS } from './contract/requests.ts';
import type { Output } from './contract/responses.ts';
import { makeCursor, readCursor } from './cursor.ts';
import { OWN_PROBLEMS } from './problems.ts';

/** What an operation works with; `today` is the day in UTC. */
export interface Context {
  readonly content: ContentReader;
  readonly today: string;
}

/** Operations that are answered from the code alone, and so even while the table is empty or gone. */
const TABLE_FREE = ['listRecommendationQuestions', 'recommend'] as const;
export const NEEDS_NO_TABLE: ReadonlySet<OperationId> = new Set(TABLE_FREE);

type ContextOf<Id> = Id extends (typeof TABLE_FREE)[number] ? Pick<Context, 'today'> : Context;
type Operation<Id extends OperationId> = (input: Input<Id>, context: ContextOf<Id>) => Promise<Output<Id>>;

/** The operations by their ids; each throws a {@link Problem} where there is nothing to answer with. */
export const OPERATIONS: { readonly [Id in OperationId]: Operation<Id> } = {
  async listCertifications({ query: { level, status, on, limit, cursor } }, { content, today }) {
    const day = on ?? today;
    const filters = JSON.stringify([level, status, on]);
    const after = cursor === undefined ? '' : readCursor(content.cursorKey, filters, cursor);
    const found = (await content.certifications(level))
      .map((certification) => withStatus(certification, day))
      .filter(
        (certification) => (status === undefined || certification.status === status) && certification.code > after,
      );
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last ? makeCursor(content.cursorKey, filters, last.code) : null };
  },

  async getCertification({ path: { code }, query: { on } }, { content, today }) {
    const certification = await content.certification(code);
    return withStatus(found(certification, `No certification ${code}`, '/v1/certifications'), on ?? today);
  },

  listLevels: async (_, { content }) => ({ items: await content.levels() }),

  async listTracks({ query: { on } }, { content, today }) {
    return { items: (await content.tracks()).map((profile) => withCurrentExam(profile, on ?? today)) };
  },

  async getTrack({ path, query: { on } }, { content, today }) {
    const track = TRACKS.find((known) => known === path.track);
    const profile = track && (await content.track(track));
    return withCurrentExam(found(profile, `No track ${path.track}`, '/v1/tracks'), on ?? today);
  },

  async compareTracks({ query: { aspects, on } }, { content, today }) {
    return compareTracks(seeded(await content.comparable()), examsToTake(on ?? today), aspects);
  },

  listSkills: async (_, { content }) => ({ items: (await content.skills()).map(compareSkill) }),

  async listExams({ query: { on } }, { content, today }) {
    const exams = (await content.exams()).map((exam) => withExamStatus(exam, on ?? today));
    return {
      items: exams.map(({ code, family, name, status, asOf, sources }) => ({
        code,
        family,
        name,
        status,
        asOf,
        sources,
      })),
    };
  },

  async getExam({ path: { code }, query: { on } }, { content, today }) {
    return withExamStatus(found(await content.exam(code), `No exam ${code}`, '/v1/exams'), on ?? today);
  },

  async getTask({ path: { code, id } }, { content }) {
    const { task, practice, planned } = found(
      await content.task(code, id),
      `No task ${id} of an exam ${code}`,
      `/v1/exams/{code}`,
    );
    return {
      ...task,
      practice: practice.map(({ exam: _, task: __, title: ___, drills, ...link }) => ({
        ...link,
        drills: drills.map(({ number }) => number),
      })),
      planned: planned.map(({ exam: _, task: __, title: ___, ...link }) => link),
    };
  },

  async listServices({ query: { exam } }, { content }) {
    const services = await content.services();
    return { items: services.filter(({ exams }) => exam === undefined || exams.includes(exam)) };
  },

  async getService({ path: { service } }, { content }) {
    return found(await content.service(service), `No service ${service} in scope`, '/v1/services');
  },

  listCareerPaths: async (_, { content }) => ({ items: await content.careerPaths() }),

  getSalaryOutlook: async (_, { content }) => seeded(await content.salary()),

  async listDifficulty({ query: { background } }, { content }) {
    const [items, advice] = await Promise.all([content.difficulties(), content.advice()]);
    return {
      items: items.filter((item) => background === undefined || item.background === background),
      advice: advice.filter(({ topic }) => topic === 'difficulty'),
    };
  },

  getLearningPath: async (_, { content }) => ({ items: await content.learningPath() }),

  async listStudyTips({ query: { track } }, { content }) {
    const tips = await content.studyTips();
    return { items: tips.filter(({ audience }) => !track || audience === track || audience === 'both') };
  },

  listProjects: async (_, { content }) => ({ items: await content.projects() }),

  async getProject({ path: { slug } }, { content }) {
    const { project, practice, planned } = found(
      await content.project(slug),
      `No practice project ${slug}`,
      '/v1/projects',
    );
    return {
      ...project,
      trains: practice.map(({ project: _, drills, ...link }) => ({
        ...link,
        drills: drills.map(({ number }) => number),
      })),
      planned: planned.map(({ project: _, ...link }) => link),
    };
  },

  async listSources(_, { content }) {
    const [about, items, disagreements] = await Promise.all([
      content.about(),
      content.sources(),
      content.disagreements(),
    ]);
    return { ...seeded(about), items, disagreements };
  },

  async search({ query: { q, limit } }, { content }) {
    return search(content.searchIndex, q, limit);
  },

  listRecommendationQuestions: async () => ({ items: RECOMMENDATION_QUESTIONS }),

  async recommend({ body: { answers } }, { today }) {
    const recommendation = recommend(answers);
    const toTake = examsToTake(today);
    return { ...recommendation, exams: recommendation.order.map((track) => ({ track, ...toTake[track] })) };
  },

  async listQuestions({ query: { exam, task, kind, due, seed, limit } }, { content }) {
    const fitting = (await content.questions(exam, task)).filter(
      ({ tasks, kind: its, offers }) =>
        (task === undefined || tasks.some((one) => one.endsWith(`/${task}`))) &&
        (kind === undefined || its === kind) &&
        (due === undefined || offers.includes(due)),
    );
    const drawn = randomOf(seed).some([...new Map(fitting.map((one) => [one.id, one])).values()], limit);
    found(drawn[0], 'No question that fits', '/v1/exams');
    return { edition: content.version, items: drawn.map(({ offers: _, ...question }) => question) };
  },

  async answerQuestion({ body: { question, edition, chose } }, { content }) {
    const { version } = content;
    if (edition !== undefined && edition !== version)
      throw new Problem(OWN_PROBLEMS['another-edition'], `Edition ${version} is served: ask for the question again.`);
    const answer = found(await content.answer(question), `No question ${question} in this edition`, '/v1/questions');
    const letters = [...new Set(chose.toUpperCase())].sort();
    const chosen = answer.options.filter(({ letter }) => letters.includes(letter));
    if (chosen.length !== answer.choose || letters.length !== answer.choose)
      throw invalidRequest([
        {
          field: 'body.chose',
          message: `Must be ${answer.choose} of the letters ${answer.options.map(({ letter }) => letter).join('')}.`,
        },
      ]);
    return {
      ...answer,
      edition: version,
      chose: letters,
      right: chosen.every(({ right }) => right),
      misconceptions: chosen.flatMap(({ misconception }) => misconception?.id ?? []),
    };
  },

  getHealth: async (_, { content: { version, seededAt } }) => ({ status: 'ok', contentVersion: version, seededAt }),
};

const withStatus = (certification: Certification, on: string) => ({
  ...certification,
  status: certificationStatusOn(certification, on),
  statusOn: on,
});

const withCurrentExam = (profile: TrackProfile, on: string) => ({
  ...profile,
  currentExam: currentExam(profile.examFamily, on),
});

const examsToTake = (on: string) => ({ architect: examToTake('SAA', on), developer: examToTake('DVA', on) });

const withExamStatus = (exam: StoredExam, on: string) => ({ ...exam, status: examStatusOn(exam.code, on) });

/** The entity, or a `not-found` problem that says where to look. */
function found<Entity>(entity: Entity | undefined, problem: string, listedAt: string): Entity {
  if (entity === undefined) throw new Problem(PROBLEMS['not-found'], `${problem}. See ${listedAt} for the list.`);
  return entity;
}

/** What every edition has. */
function seeded<Entity>(entity: Entity | undefined): Entity {
  if (entity === undefined)
    throw new Error('The edition lacks an item that every edition has: seed the content again.');
  return entity;
}
