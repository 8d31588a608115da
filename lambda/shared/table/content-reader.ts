/**
 * Every access pattern of the comparison, each one GetItem or one Query; a search needs one for each of its pieces.
 *
 * What was read is kept while its edition is served. Only what exists is kept, so the content itself bounds the memory,
 * and a hot request costs no more than the GetItem that asks which edition is served.
 */

import type { Comparable } from '../content/compare.ts';
import type { Content } from '../content/content.ts';
import type {
  Advice,
  CareerPath,
  Certification,
  Difficulty,
  Disagreement,
  LearningStep,
  Level,
  LevelProfile,
  PracticeProject,
  SalaryOutlook,
  Skill,
  Source,
  StudyTip,
  Track,
  TrackProfile,
} from '../content/model.ts';
import type { ScopedService } from '../exams/services.ts';
import type { Words } from '../search/build-index.ts';
import type { IndexReads } from '../search/search.ts';
import type { StoredExam, StoredPlannedLink, StoredPracticeLink, StoredTask } from './content-drafts.ts';
import * as keys from './keys.ts';
import type { StoredAnswer, StoredQuestion } from './stored-questions.ts';
import type { ServedEdition, TableReads } from './table-reads.ts';

/** The content as one edition has it. A single entity is `undefined` when there is none by that name. */
export interface ContentReader extends ServedEdition {
  certification(code: string): Promise<Certification | undefined>;
  /** In order of code. */
  certifications(level?: Level): Promise<readonly Certification[]>;
  comparable(): Promise<Comparable | undefined>;
  track(track: Track): Promise<TrackProfile | undefined>;
  tracks(): Promise<readonly TrackProfile[]>;
  skills(): Promise<readonly Skill[]>;
  careerPaths(): Promise<readonly CareerPath[]>;
  salary(): Promise<SalaryOutlook | undefined>;
  difficulties(): Promise<readonly Difficulty[]>;
  learningPath(): Promise<readonly LearningStep[]>;
  studyTips(): Promise<readonly StudyTip[]>;
  levels(): Promise<readonly LevelProfile[]>;
  advice(): Promise<readonly Advice[]>;
  disagreements(): Promise<readonly Disagreement[]>;
  about(): Promise<Content['about'] | undefined>;
  sources(): Promise<readonly Source[]>;
  projects(): Promise<readonly PracticeProject[]>;
  /** A practice project with the tasks that it trains, or that it is meant to train while it is only planned. */
  project(slug: string): Promise<({ readonly project: PracticeProject } & Links) | undefined>;
  exams(): Promise<readonly StoredExam[]>;
  exam(code: string): Promise<StoredExam | undefined>;
  /** A task statement with the projects that train it, and those that are meant to. */
  task(code: string, id: string): Promise<({ readonly task: StoredTask } & Links) | undefined>;
  /** In order of id. */
  services(): Promise<readonly ScopedService[]>;
  service(id: string): Promise<ScopedService | undefined>;
  /** Of a task, of an exam, or of all: as they are asked. A question of several tasks comes once for each. */
  questions(exam?: string, task?: string): Promise<readonly StoredQuestion[]>;
  /** What a question is answered with. */
  answer(question: string): Promise<StoredAnswer | undefined>;
  /** What a search reads, piece by piece. */
  readonly searchIndex: IndexReads;
}

/** What links a task and a project: what is there today, and what is planned. */
interface Links {
  readonly practice: readonly StoredPracticeLink[];
  readonly planned: readonly StoredPlannedLink[];
}

/** Asks which edition is served, once a call; `undefined` while the table has never been seeded. */
export function contentReaders(reads: TableReads): () => Promise<ContentReader | undefined> {
  let latest: ContentReader | undefined;
  return async () => {
    const served = await reads.served();
    if (served && latest?.version !== served.version) latest = readerOf(served, reads);
    return served && latest;
  };
}

function readerOf(served: ServedEdition, reads: TableReads): ContentReader {
  const { version } = served;
  const kept = new Map<string, Promise<unknown>>();

  function keep<T>(name: string, read: () => Promise<T>, exists: (value: T) => boolean): Promise<T> {
    const known = kept.get(name) as Promise<T> | undefined;
    if (known) return known;
    const reading = read();
    kept.set(name, reading);
    reading.then(
      (value) => exists(value) || kept.delete(name),
      () => kept.delete(name),
    );
    return reading;
  }
  const get = <T>(sk: string): Promise<T | undefined> =>
    keep(
      sk,
      async () => {
        const document = await reads.document(version, sk);
        return document === undefined ? undefined : (JSON.parse(document) as T);
      },
      (entity) => entity !== undefined,
    );
  const list = <T>(name: string, read: () => Promise<readonly string[]>): Promise<readonly T[]> =>
    keep(
      name,
      async () => (await read()).map((document) => JSON.parse(document) as T),
      (entities) => entities.length > 0,
    );
  const all = <T>(prefix: string) => list<T>(`${prefix}*`, () => reads.documents(version, prefix));
  const facet = <T>(key: string) => list<T>(key, () => reads.facetDocuments(key));

  return {
    ...served,
    certification: (code) => get(keys.certificationKey(code)),
    certifications: (level) => (level ? facet(keys.levelFacet(version, level)) : all(keys.certificationKey(''))),
    comparable: () => get(keys.COMPARABLE),
    track: (track) => get(keys.trackKey(track)),
    tracks: () => all(keys.TRACKS),
    skills: () => all(keys.SKILLS),
    careerPaths: () => all(keys.CAREER_PATHS),
    salary: () => get(keys.SALARY),
    difficulties: () => all(keys.DIFFICULTIES),
    learningPath: () => all(keys.LEARNING_STEPS),
    studyTips: () => all(keys.STUDY_TIPS),
    levels: () => all(keys.LEVELS),
    advice: () => all(keys.ADVICE),
    disagreements: () => all(keys.DISAGREEMENTS),
    about: () => get(keys.ABOUT),
    sources: () => all(keys.SOURCES),
    projects: () => all(keys.PROJECTS),
    async project(slug) {
      const [project, ...links] = await facet(keys.projectFacet(version, slug));
      return project ? { project: project as PracticeProject, ...sorted(links) } : undefined;
    },
    exams: () => all(keys.examKey('')),
    exam: (code) => get(keys.examKey(code)),
    async task(code, id) {
      const [task, ...links] = await all(keys.taskKey(code, id));
      return task ? { task: task as StoredTask, ...sorted(links) } : undefined;
    },
    services: () => all(keys.SERVICES),
    service: (id) => get(keys.serviceKey(id)),
    // A task has its own key only within an exam.
    questions: (exam, task) => all(keys.questionKey(exam, exam && task)),
    answer: (question) => get(keys.answerKey(question)),
    searchIndex: {
      postings: (letters) => all(`${keys.SEARCH_INDEX}${letters}`),
      words: async (letter) => (await get<Words>(keys.searchWordsKey(letter))) ?? [],
      document: (position) => get(keys.searchDocumentKey(position)),
    },
  };
}

function sorted(links: readonly unknown[]): Links {
  const all = links as readonly (StoredPracticeLink | StoredPlannedLink)[];
  return {
    practice: all.filter((link): link is StoredPracticeLink => !('plan' in link)),
    planned: all.filter((link): link is StoredPlannedLink => 'plan' in link),
  };
}
