/** Which items the content becomes, one function per kind, in the order of the keys. Only seeding imports this file. */
import type { Comparable } from '../content/compare.ts';
import type { Content } from '../content/content.ts';
import type { ComparedExam, Dated, PracticeProject, SearchDocument } from '../content/model.ts';
import { BLUEPRINTS, blueprintOf } from '../exams/blueprints.ts';
import { changesAround, type ExamChanges } from '../exams/changes.ts';
import type { ExamCode } from '../exams/dates.ts';
import type { Blueprint, DrillReference, PlannedLink, PracticeLink, TaskStatement } from '../exams/model.ts';
import { drillsOn, gapsOf, plannedFor, practiceFor } from '../exams/practice.ts';
import { PRACTICE_MAP_ORIGIN } from '../exams/practice-map.ts';
import { SCOPED_SERVICES, servicesOf } from '../exams/services.ts';
import { buildIndex } from '../search/build-index.ts';
import type { DraftItem } from './edition.ts';
import * as keys from './keys.ts';

/** A blueprint as it is stored: with the services in scope, and the change of exams that it is part of, if any. */
export interface StoredExam extends Blueprint {
  readonly code: ExamCode;
  readonly servicesInScope: readonly { readonly category: string; readonly services: readonly string[] }[];
  readonly changes?: ExamChanges;
}

/** A task statement as it is stored: with its domain, its drills, and what no deployable project trains of it. */
export interface StoredTask extends TaskStatement {
  readonly exam: string;
  readonly domain: { readonly id: string; readonly title: string; readonly weight: number };
  readonly drills: readonly DrillReference[];
  readonly gaps: readonly string[];
}

/** The task that a link belongs to. */
interface LinkedTask extends Dated {
  readonly exam: string;
  readonly task: string;
  readonly title: string;
}
/** That a project trains a task today: read from the task's side, and from the project's by the index. */
export interface StoredPracticeLink extends PracticeLink, LinkedTask {}
/** That a planned project is meant to train a task. */
export interface StoredPlannedLink extends PlannedLink, LinkedTask {}

/** Every item of the content, the exams and what search finds. */
export function contentDrafts(content: Content, searchDocuments: readonly SearchDocument[]): DraftItem[] {
  const { tracks, skills, difficulty, careerPaths, salary, advice } = content;
  return [
    { sk: keys.ABOUT, entity: content.about },
    {
      sk: keys.COMPARABLE,
      entity: { tracks, skills, difficulty, careerPaths, salary, advice, exams: comparedExams() } satisfies Comparable,
    },
    ...content.certifications.map((certification) => ({
      sk: keys.certificationKey(certification.code),
      entity: certification,
      facet: { of: (version: string) => keys.levelFacet(version, certification.level), sort: certification.code },
    })),
    ...tracks.map((profile) => ({ sk: keys.trackKey(profile.track), entity: profile })),
    ...careerPaths.map((path) => ({ sk: keys.careerPathKey(path.track), entity: path })),
    { sk: keys.SALARY, entity: salary },
    ...inOrder(keys.LEVELS, content.levels),
    ...inOrder(keys.ADVICE, advice),
    ...inOrder(keys.SKILLS, skills),
    ...inOrder(keys.DIFFICULTIES, difficulty),
    ...inOrder(keys.LEARNING_STEPS, content.learningPath),
    ...inOrder(keys.STUDY_TIPS, content.studyTips),
    ...inOrder(keys.DISAGREEMENTS, content.disagreements),
    ...inOrder(keys.SOURCES, content.sources),
    ...searchDrafts(searchDocuments),
    ...content.practiceProjects.map(projectDraft),
    ...Object.values(BLUEPRINTS).map(({ code }) => ({
      sk: keys.examKey(code),
      entity: {
        ...blueprintOf(code),
        code,
        servicesInScope: servicesOf(code),
        changes: changesAround(code),
      } satisfies StoredExam,
    })),
    ...Object.values(BLUEPRINTS).flatMap(({ code }) => taskDrafts(code)),
    ...SCOPED_SERVICES.map((service) => ({ sk: keys.serviceKey(service.id), entity: service })),
  ];
}

/** What the exams are compared by, of every exam; which of them is compared depends on the day. */
export const comparedExams = (): readonly ComparedExam[] =>
  Object.values(BLUEPRINTS).map((exam) => ({
    code: exam.code,
    family: exam.family,
    name: exam.name,
    priceUsd: exam.priceUsd,
    minutes: exam.minutes,
    questions: exam.questions,
    passMark: exam.scale.passMark,
    validityYears: exam.validityYears,
    domains: exam.domains.map(({ title, weight }) => ({ title, weight })),
    recommendedExperience: exam.recommendedExperience,
    asOf: exam.asOf,
    sources: exam.sources,
  }));

/** What search reads: the documents by their places, and the index in pieces. What only indexing needs is left out. */
export function searchDrafts(documents: readonly SearchDocument[]): DraftItem[] {
  const { shards, words } = buildIndex(documents);
  return [
    ...documents.map(({ id, kind, title, text, href }, position) => ({
      sk: keys.searchDocumentKey(position),
      entity: { id, kind, title, text, href } satisfies SearchDocument,
    })),
    ...shards.map(({ letters, part, postings }) => ({ sk: keys.searchShardKey(letters, part), entity: postings })),
    ...words.map((list) => ({ sk: keys.searchWordsKey(list.letter), entity: list.words })),
  ];
}

const inOrder = (kind: string, entities: readonly unknown[]): DraftItem[] =>
  entities.map((entity, index) => ({ sk: keys.positionKey(kind, index), entity }));

const projectDraft = (project: PracticeProject, index: number): DraftItem => ({
  sk: keys.positionKey(keys.PROJECTS, index),
  entity: project,
  facet: { of: (version) => keys.projectFacet(version, project.slug), sort: keys.PROJECT_FACET_SORT },
});

function taskDrafts(code: ExamCode): DraftItem[] {
  const { asOf, sources } = PRACTICE_MAP_ORIGIN;
  return blueprintOf(code).domains.flatMap(({ tasks, id, title, weight }) =>
    tasks.flatMap((task) => {
      const of: LinkedTask = { exam: code, task: task.id, title: task.title, asOf, sources };
      const ofProject = (project: string) => ({
        of: (version: string) => keys.projectFacet(version, project),
        sort: keys.taskKey(code, task.id),
      });
      return [
        {
          sk: keys.taskKey(code, task.id),
          entity: {
            exam: code,
            ...task,
            domain: { id, title, weight },
            drills: drillsOn(code, task.id),
            gaps: gapsOf(code, task.id).map(({ gap }) => gap),
          } satisfies StoredTask,
        },
        ...practiceFor(code, task.id).map((link, index) => ({
          sk: keys.practiceLinkKey(code, task.id, index),
          entity: { ...of, ...link } satisfies StoredPracticeLink,
          facet: ofProject(link.project),
        })),
        ...plannedFor(code, task.id).map((link, index) => ({
          sk: keys.plannedLinkKey(code, task.id, index),
          entity: { ...of, ...link } satisfies StoredPlannedLink,
          facet: ofProject(link.project),
        })),
      ];
    }),
  );
}
