/** Which texts can be found, and where the whole of each is served: everything that the content and the exams hold. */
import type { Content } from '../content/content.ts';
import type { Advice, Certification, SearchDocument, TrackProfile } from '../content/model.ts';
import { SCOPED_SERVICES } from '../exams/services.ts';
import { comparisonDocuments } from './comparison-documents.ts';
import { allExamDocuments } from './exam-documents.ts';
import { pageDocuments } from './page-documents.ts';
import { practiceDocuments } from './practice-documents.ts';
import { sentences } from './sentences.ts';

/** Every text that can be found, each once, in a fixed order. */
export function searchDocuments(content: Content): readonly SearchDocument[] {
  return [
    ...content.tracks.map(trackDocument),
    ...comparisonDocuments(content),
    ...content.certifications.map(certificationDocument),
    ...allExamDocuments(),
    ...SCOPED_SERVICES.map(({ id, name, category, exams, alsoKnownAs }) => ({
      id: `service/${id}`,
      kind: 'service',
      title: name,
      keywords: sentences([id.replaceAll('-', ' '), id.replaceAll('-', ''), ...alsoKnownAs]),
      text: sentences([`${category}. In scope of ${exams.join(', ')}`]),
      href: `/v1/services/${id}`,
      weight: 2,
    })),
    {
      id: 'services',
      kind: 'service',
      title: 'Services in scope of the exams',
      keywords: 'how many services, which services, list of services, services to learn, in scope',
      text: sentences([`${SCOPED_SERVICES.length} services that the exam guides list, each with its exams`]),
      href: '/v1/services',
      weight: 2,
    },
    ...practiceDocuments(content.practiceProjects),
    ...content.skills.map(({ id, name, levels }, place) => ({
      id: `skill/${id}`,
      kind: 'skill',
      title: `${name}: how deep each certification goes`,
      keywords: 'skill, skills, level',
      text: sentences([`Architect: ${levels.architect}`, `Developer: ${levels.developer}`]),
      href: `/v1/skills#/items/${place}`,
      weight: 2.2,
    })),
    ...content.careerPaths.map(({ track, steps, focus, specializations, worksWith, influence }, place) => ({
      id: `career-path/${track}`,
      kind: 'career-path',
      title: `Career path of the ${track}`,
      text: sentences([steps.join(', then '), focus, ...specializations, ...worksWith, influence]),
      href: `/v1/career-paths#/items/${place}`,
    })),
    {
      id: 'salary',
      kind: 'salary',
      title: 'Salary of architects and developers',
      keywords: 'pay, who earns, best paid, how much money',
      text: sentences([
        ...content.salary.both,
        ...content.salary.tracks.architect.map((line) => `Architect: ${line}`),
        ...content.salary.tracks.developer.map((line) => `Developer: ${line}`),
        content.salary.whyNoFigures,
      ]),
      href: '/v1/salary',
      weight: 2,
    },
    ...content.difficulty.map(({ background, easier, reason }) => ({
      id: `difficulty/${background}`,
      kind: 'difficulty',
      title: `Which exam is easier with a background in ${background.replaceAll('-', ' ')}`,
      text: sentences([easier === 'neither' ? 'Neither' : `The ${easier} exam`, reason]),
      href: `/v1/difficulty?background=${background}`,
    })),
    ...content.advice.map(({ id, topic, text }) => ({ id: `advice/${id}`, kind: 'advice', text, ...ADVICE[topic] })),
    ...content.learningPath.map(({ step, title, detail }, place) => ({
      id: `learning-step/${step}`,
      kind: 'learning-step',
      title: `Learning path, step ${step}: ${title}`,
      keywords: 'roadmap, study plan, where to start, beginner',
      text: detail,
      href: `/v1/learning-path#/items/${place}`,
      weight: 1.6,
    })),
    ...content.studyTips.map(({ id, title, detail, items }, place) => ({
      id: `study-tip/${id}`,
      kind: 'study-tip',
      title: `Study tip: ${title}`,
      keywords: 'how to study, preparation, prepare',
      text: sentences([detail, ...items]),
      href: `/v1/study-tips#/items/${place}`,
    })),
    ...content.levels.map(({ level, name, note }, place) => ({
      id: `level/${level}`,
      kind: 'level',
      title: `${name}: a level of certifications`,
      text: sentences([
        content.certifications
          .filter((certification) => certification.level === level)
          .map(({ code }) => code)
          .join(', '),
        note,
      ]),
      href: `/v1/levels#/items/${place}`,
      weight: 1.4,
    })),
    {
      id: 'sources',
      kind: 'source',
      title: 'Sources of the facts',
      keywords: 'source, sources, references, evidence, where from, how reliable',
      text: content.about.notice,
      href: '/v1/sources',
      weight: 1.6,
    },
    ...content.sources.map(({ id, title, note, date, reliability }, place) => ({
      id: `source/${id}`,
      kind: 'source',
      title,
      keywords: 'source, reference, evidence',
      text: sentences([date && `Dated ${date}`, `Reliability: ${reliability}`, note]),
      href: `/v1/sources#/items/${place}`,
      weight: 0.5,
    })),
    ...content.disagreements.map(({ id, topic, claims, resolution }, place) => ({
      id: `disagreement/${id}`,
      kind: 'disagreement',
      title: topic,
      keywords: 'disagreement, contradiction, sources disagree',
      text: sentences([...claims.map(({ claim }) => claim), resolution]),
      href: `/v1/sources#/disagreements/${place}`,
      weight: 0.9,
    })),
    ...pageDocuments(),
  ];
}

const ADVICE: Readonly<Record<Advice['topic'], Omit<SearchDocument, 'id' | 'kind' | 'text'>>> = {
  level: { title: 'At which level to choose between architect and developer', href: '/v1/tracks' },
  difficulty: {
    title: 'Which exam is easier, and which is harder',
    keywords: 'difficulty, easier, hard, architect exam, developer exam',
    href: '/v1/difficulty',
    weight: 2.2,
  },
  both: {
    title: 'Taking both certifications: architect or developer first',
    keywords: 'which one first, order, both',
    href: '/v1/comparison?aspects=takingBoth',
  },
  preparation: { title: 'Preparing for an exam', keywords: 'prepare, study', href: '/v1/study-tips' },
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
    weight: 1.2,
  };
}

function certificationDocument(certification: Certification): SearchDocument {
  const { code, name, level, formerName, firstDay, lastDay, replaces, replacedBy, registrationOpened } = certification;
  const { priceUsd, minutes, questions, passMark, declaredStatus, note } = certification;
  return {
    id: `certification/${code}`,
    kind: 'certification',
    title: `${code} ${name}`,
    keywords: sentences([code.replace('-', ''), formerName, declaredStatus, lastDay && 'retires, retirement, end']),
    text: sentences([
      `Level: ${level}`,
      formerName && `Formerly ${formerName}`,
      firstDay && `First day ${firstDay}`,
      registrationOpened && `Registration since ${registrationOpened}`,
      lastDay && `Last day ${lastDay}`,
      replaces && `Replaces ${replaces}`,
      replacedBy && `Replaced by ${replacedBy}`,
      priceUsd && `Price: ${priceUsd} USD`,
      minutes && `${minutes} minutes`,
      questions && `${questions} questions`,
      passMark && `Passing score ${passMark}`,
      note,
    ]),
    href: `/v1/certifications/${code}`,
  };
}
