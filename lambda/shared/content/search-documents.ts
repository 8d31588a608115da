/** Which texts can be found, and where the whole of each is served. */
import type { Content } from './content.ts';
import type { Advice, Certification, SearchDocument, TrackProfile } from './model.ts';

/** What search has to know of an exam; the blueprints are handed in, because content depends on nothing outside it. */
export interface SearchableExam {
  readonly code: string;
  readonly name: string;
  readonly recommendedExperience: string;
  readonly domains: readonly {
    readonly title: string;
    readonly tasks: readonly { readonly id: string; readonly title: string }[];
  }[];
}

/** Every text that can be found, each once, in a fixed order. */
export function searchDocuments(content: Content, exams: readonly SearchableExam[]): readonly SearchDocument[] {
  return [
    ...content.tracks.map(trackDocument),
    ...content.certifications.map(certificationDocument),
    ...exams.flatMap(examDocuments),
    ...content.skills.map(({ id, name, levels }) => ({
      id: `skill/${id}`,
      kind: 'skill',
      title: name,
      text: sentences([`Architect: ${levels.architect}`, `Developer: ${levels.developer}`]),
      href: '/v1/skills',
    })),
    ...content.careerPaths.map(({ track, steps, focus, specializations, worksWith, influence }) => ({
      id: `career-path/${track}`,
      kind: 'career-path',
      title: `Career path of the ${track}`,
      text: sentences([...steps, focus, ...specializations, ...worksWith, influence]),
      href: '/v1/career-paths',
    })),
    {
      id: 'salary',
      kind: 'salary',
      title: 'Salary and pay',
      text: sentences([...content.salary.both, ...content.salary.tracks.architect, ...content.salary.tracks.developer]),
      href: '/v1/salary',
    },
    ...content.difficulty.map(({ background, reason }) => ({
      id: `difficulty/${background}`,
      kind: 'difficulty',
      title: `Difficulty for ${background.replaceAll('-', ' ')}`,
      text: reason,
      href: `/v1/difficulty?background=${background}`,
    })),
    ...content.advice.map(({ id, topic, text }) => ({ id: `advice/${id}`, kind: 'advice', text, ...ADVICE[topic] })),
    ...content.learningPath.map(({ step, title, detail }) => ({
      id: `learning-step/${step}`,
      kind: 'learning-step',
      title,
      text: detail,
      href: '/v1/learning-path',
    })),
    ...content.studyTips.map(({ id, title, detail, items }) => ({
      id: `study-tip/${id}`,
      kind: 'study-tip',
      title,
      text: sentences([detail, ...items]),
      href: '/v1/study-tips',
    })),
    ...content.practiceProjects.map(({ slug, name, summary }) => ({
      id: `project/${slug}`,
      kind: 'project',
      title: name,
      text: sentences([summary, slug]),
      href: '/v1/projects',
    })),
  ];
}

const ADVICE: Readonly<Record<Advice['topic'], { title: string; href: string }>> = {
  level: { title: 'At which level to choose', href: '/v1/tracks' },
  difficulty: { title: 'How difficult the exams are', href: '/v1/difficulty' },
  both: { title: 'Taking both certifications', href: '/v1/comparison?aspects=takingBoth' },
  preparation: { title: 'Preparing for an exam', href: '/v1/study-tips' },
};

function trackDocument(profile: TrackProfile): SearchDocument {
  return {
    id: `track/${profile.track}`,
    kind: 'track',
    title: `${profile.title}: the ${profile.track} track`,
    text: sentences([
      profile.validates,
      profile.question,
      ...profile.focusAreas,
      ...profile.coreServices,
      profile.usesThemTo,
      ...profile.skillsRequired,
      ...profile.jobRoles,
      profile.worksHow,
      ...profile.deeperKnowledgeOf,
      ...profile.examProblemTypes,
      profile.coding.detail,
      ...profile.chooseIf,
      ...profile.idealFor,
      ...profile.examChallenges,
    ]),
    href: `/v1/tracks/${profile.track}`,
  };
}

function certificationDocument({ code, name, level, formerName, note }: Certification): SearchDocument {
  return {
    id: `certification/${code}`,
    kind: 'certification',
    title: `${code} ${name}`,
    text: sentences([level, formerName, note]),
    href: `/v1/certifications/${code}`,
  };
}

function examDocuments(exam: SearchableExam): readonly SearchDocument[] {
  const ofExam: SearchDocument = {
    id: `exam/${exam.code}`,
    kind: 'exam',
    title: `${exam.code} exam: ${exam.name}`,
    text: sentences([exam.recommendedExperience, ...exam.domains.map((domain) => domain.title)]),
    href: `/v1/exams/${exam.code}`,
  };
  const ofTasks = exam.domains.flatMap((domain) =>
    domain.tasks.map((task) => ({
      id: `task/${exam.code}/${task.id}`,
      kind: 'task',
      title: task.title,
      text: sentences([`Task ${task.id} of ${exam.code}`, domain.title]),
      href: `/v1/exams/${exam.code}/tasks/${task.id}`,
    })),
  );
  return [ofExam, ...ofTasks];
}

/** One text of several, those left out that are not there. */
function sentences(parts: readonly (string | undefined)[]): string {
  return parts
    .flatMap((part) => part ?? [])
    .map((part) => part.replace(/\.$/, ''))
    .join('. ')
    .concat('.');
}
