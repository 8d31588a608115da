/**
 * The content table's keys, one function per entity. Everything of one edition of the content shares a partition,
 * so that an edition is read, switched and retired as one; the pointer item says which edition is served.
 */
import type { Level, Track } from '../content/model.ts';

/** Names of the table's own keys, its one index and its time-to-live attribute: the stack and the code share them. */
export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
export const INDEX_NAME = 'byFacet';
export const INDEX_PARTITION_KEY = 'facet';
export const INDEX_SORT_KEY = 'facetSort';
/** Epoch seconds; set on retired editions only. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** The one item that says which edition is served. */
export const POINTER_KEY = { pk: 'CONTENT', sk: 'CURRENT' } as const;

/** The partition that holds every item of one edition; `version` is the hash of its items. */
export const editionPartition = (version: string): string => `CONTENT#${version}`;

/** What the sort keys of a kind begin with; the items of a kind are listed by a Query for it. */
export const ABOUT = 'ABOUT#';
/** Everything that the comparison sets side by side, as one document: a copy, which is safe because editions never change. */
export const COMPARABLE = 'COMPARABLE#';
export const LEVELS = 'LEVEL#';
export const ADVICE = 'ADVICE#';
export const TRACKS = 'TRACK#';
export const SKILLS = 'SKILL#';
export const CAREER_PATHS = 'CAREER_PATH#';
export const SALARY = 'SALARY#';
export const DIFFICULTIES = 'DIFFICULTY#';
export const LEARNING_STEPS = 'LEARNING_STEP#';
export const STUDY_TIPS = 'STUDY_TIP#';
export const DISAGREEMENTS = 'DISAGREEMENT#';
export const SOURCES = 'SOURCE#';
export const PROJECTS = 'PROJECT#';
export const SERVICES = 'SERVICE#';
export const QUESTIONS = 'QUESTION#';
export const SEARCH_DOCUMENTS = 'SEARCH#';
export const SEARCH_INDEX = 'SEARCH_INDEX#';
export const SEARCH_WORDS = 'SEARCH_WORDS#';

/** The sort key of the nth item of a kind whose order is part of the content. */
export const positionKey = (kind: string, index: number): string => `${kind}${String(index).padStart(3, '0')}`;

/** A document of the search by its place, which is its name in the index. */
export const searchDocumentKey = (position: number): string =>
  `${SEARCH_DOCUMENTS}${String(position).padStart(6, '0')}`;
/** A piece of the search index: the terms that begin with these letters. Pieces of one beginning differ by their part. */
export const searchShardKey = (letters: string, part: number): string => `${SEARCH_INDEX}${letters}#${part}`;
/** The words that have this as their first or their second letter. */
export const searchWordsKey = (letter: string): string => `${SEARCH_WORDS}${letter}`;

export const certificationKey = (code: string): string => `CERTIFICATION#${code}`;
export const serviceKey = (id: string): string => `${SERVICES}${id}`;
export const trackKey = (track: Track): string => `${TRACKS}${track}`;
export const careerPathKey = (track: Track): string => `${CAREER_PATHS}${track}`;
export const examKey = (code: string): string => `EXAM#${code}`;
/** Ends in `#`, so that task 1.1 is no prefix of a task 1.10; its practice links stand right behind it. */
export const taskKey = (code: string, id: string): string => `TASK#${code}#${id}#`;
/** A question as a task of an exam asks it. Without its last parts the prefix of a task, of an exam, or of all. */
export const questionKey = (exam = '', task = '', id = ''): string =>
  `${QUESTIONS}${exam && `${exam}#`}${task && `${task}#`}${id}`;
/** A question's key and reasons. */
export const answerKey = (id: string): string => `ANSWER#${id}`;
/** A link's key begins with its task's, so that one Query finds both. */
export const practiceLinkKey = (code: string, id: string, index: number): string =>
  positionKey(`${taskKey(code, id)}PRACTICE#`, index);

/** What a planned project is meant to train, behind the practice links of the task. */
export const plannedLinkKey = (code: string, id: string, index: number): string =>
  positionKey(`${taskKey(code, id)}PLANNED#`, index);

/** In the index: the certifications of a level, in order of code. */
export const levelFacet = (version: string, level: Level): string => `${version}#LEVEL#${level}`;
/** In the index: a practice project, and behind it the tasks that it trains or is meant to train. */
export const projectFacet = (version: string, slug: string): string => `${version}#PROJECT#${slug}`;
/** Sorts a practice project before the tasks that it trains. */
export const PROJECT_FACET_SORT = '#';
