/**
 * The content table's keys, one function per entity. Everything of one edition of the content shares a partition,
 * so that an edition is read, switched and retired as one; the pointer item says which edition is served.
 */
import type { Level, PracticeProject, Track } from '../content/model.ts';

/** Names of the table's own keys, its one index and its time-to-live attribute: the stack and the code share them. */
export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
export const INDEX_NAME = 'byFacet';
export const INDEX_PARTITION_KEY = 'facet';
export const INDEX_SORT_KEY = 'facetSort';
/** Epoch seconds; set on retired editions only. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** Where an item stands. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Where an item stands in the index as well. */
export interface FacetKey {
  readonly facet: string;
  readonly facetSort: string;
}

/** The one item that says which edition is served. */
export const POINTER_KEY: Key = { pk: 'CONTENT', sk: 'CURRENT' };

/** The partition that holds every item of one edition; `version` is the hash of its items. */
export const editionPartition = (version: string): string => `CONTENT#${version}`;

/** The order of a list is part of the content, and sort keys are what keeps it. */
const position = (index: number): string => String(index).padStart(3, '0');

export const certificationKey = (code: string): string => `CERTIFICATION#${code}`;
export const trackKey = (track: Track): string => `TRACK#${track}`;
export const skillKey = (index: number): string => `SKILL#${position(index)}`;
export const careerPathKey = (track: Track): string => `CAREER_PATH#${track}`;
export const SALARY_KEY = 'SALARY#';
export const difficultyKey = (index: number): string => `DIFFICULTY#${position(index)}`;
export const learningStepKey = (step: number): string => `LEARNING_STEP#${position(step)}`;
export const studyTipKey = (index: number): string => `STUDY_TIP#${position(index)}`;
export const sourceKey = (id: string): string => `SOURCE#${id}`;
export const projectKey = (index: number): string => `PROJECT#${position(index)}`;
export const examKey = (code: string): string => `EXAM#${code}`;
/** Ends in `#`, so that task 1.1 is no prefix of a task 1.10; its practice links stand right behind it. */
export const taskKey = (code: string, id: string): string => `TASK#${code}#${id}#`;
export const practiceLinkKey = (code: string, id: string, index: number): string =>
  `${taskKey(code, id)}PRACTICE#${position(index)}`;
export const searchDocumentKey = (index: number): string => `SEARCH#${position(index)}`;

/** In the index: the certifications of a level, in order of code. */
export const levelFacet = (version: string, level: Level): string => `${version}#LEVEL#${level}`;
/** In the index: a practice project, and behind it the tasks that it trains. */
export const projectFacet = (version: string, slug: PracticeProject['slug']): string => `${version}#PROJECT#${slug}`;
