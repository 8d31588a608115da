/**
 * Every access pattern of the comparison, each one GetItem or one Query.
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
  SearchDocument,
  Skill,
  Source,
  StudyTip,
  Track,
  TrackProfile,
} from '../content/model.ts';
import type { StoredExam, StoredPracticeLink, StoredTask } from './content-drafts.ts';
import * as keys from './keys.ts';
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
  /** A practice project, and the tasks that it trains. */
  project(slug: string): Promise<{ project: PracticeProject; trains: readonly StoredPracticeLink[] } | undefined>;
  exams(): Promise<readonly StoredExam[]>;
  exam(code: string): Promise<StoredExam | undefined>;
  /** A task statement, and the practice projects that train it. */
  task(code: string, id: string): Promise<{ task: StoredTask; practice: readonly StoredPracticeLink[] } | undefined>;
  searchDocuments(): Promise<readonly SearchDocument[]>;
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
      const [project, ...trains] = await facet(keys.projectFacet(version, slug));
      return project ? { project: project as PracticeProject, trains: trains as StoredPracticeLink[] } : undefined;
    },
    exams: () => all(keys.examKey('')),
    exam: (code) => get(keys.examKey(code)),
    async task(code, id) {
      const [task, ...practice] = await all(keys.taskKey(code, id));
      return task ? { task: task as StoredTask, practice: practice as StoredPracticeLink[] } : undefined;
    },
    searchDocuments: () => all(keys.SEARCH_DOCUMENTS),
  };
}
