/** The two tracks side by side, aspect by aspect. */
import type { Content } from './content.ts';
import {
  type Advice,
  type CareerPath,
  type ComparedExam,
  type Dated,
  type Difficulty,
  type ExamToTake,
  type IsoDate,
  type SalaryOutlook,
  SKILL_RANKS,
  type Skill,
  type SkillLevel,
  type Track,
  type TrackProfile,
} from './model.ts';

/** Aspects that a track's profile answers by itself, under the same name. */
const PROFILE_ASPECTS = [
  'title',
  'examFamily',
  'validates',
  'question',
  'focusAreas',
  'coreServices',
  'usesThemTo',
  'skillsRequired',
  'jobRoles',
  'worksHow',
  'deeperKnowledgeOf',
  'examProblemTypes',
  'coding',
  'chooseIf',
  'idealFor',
  'examChallenges',
] as const satisfies readonly (keyof TrackProfile)[];

/** Aspects of the exam that is current on the day, under the names that its blueprint has. */
const EXAM_ASPECTS = [
  'priceUsd',
  'minutes',
  'questions',
  'passMark',
  'validityYears',
  'domains',
  'recommendedExperience',
] as const satisfies readonly (keyof ComparedExam)[];

/** Everything the tracks can be compared by, in the order in which it reads best. */
export const COMPARISON_ASPECTS = [
  ...PROFILE_ASPECTS,
  'exam',
  ...EXAM_ASPECTS,
  'skills',
  'difficulty',
  'careerPath',
  'salary',
  'takingBoth',
] as const;
/** One of {@link COMPARISON_ASPECTS}. */
export type ComparisonAspect = (typeof COMPARISON_ASPECTS)[number];
type ProfileAspect = (typeof PROFILE_ASPECTS)[number];
type ExamAspect = (typeof EXAM_ASPECTS)[number];

/** A value for each track. */
export type SideBySide<Value> = Readonly<Record<Track, Value>>;

/** A skill area seen from both tracks. `by` is the difference of the ranks, 0 where nobody leads. */
export interface SkillComparison extends Dated {
  readonly id: string;
  readonly name: string;
  readonly levels: SideBySide<{ readonly level: SkillLevel; readonly rank: number }>;
  readonly leader: Track | 'neither';
  readonly by: number;
}

type ComparedProfiles = { readonly [Aspect in ProfileAspect]: SideBySide<TrackProfile[Aspect]> };
/** A track is absent where it is not known which exam is current. */
type ComparedExams = { readonly [Aspect in ExamAspect]: Partial<SideBySide<ComparedExam[Aspect]>> };
type ComparedAspects = ComparedProfiles &
  ComparedExams & {
    readonly exam: SideBySide<ExamToTake>;
    readonly skills: readonly SkillComparison[];
    readonly difficulty: { readonly byBackground: readonly Difficulty[]; readonly advice: readonly Advice[] };
    readonly careerPath: SideBySide<CareerPath>;
    readonly salary: SalaryOutlook;
    readonly takingBoth: readonly Advice[];
  };

/** The comparison by the aspects asked for. `asOf` is the day of its oldest fact, `sources` is all that it rests on. */
export interface Comparison {
  readonly asOf: IsoDate;
  readonly sources: readonly string[];
  readonly aspects: Partial<ComparedAspects>;
}

/** What a comparison is made of. */
export interface Comparable
  extends Pick<Content, 'tracks' | 'skills' | 'difficulty' | 'careerPaths' | 'salary' | 'advice'> {
  /** Every exam of both families. */
  readonly exams: readonly ComparedExam[];
}

/**
 * Sets the tracks side by side, by every aspect or by those asked for, each once and in the order asked for. `toTake`
 * says which exam of each track the day of the comparison has.
 * @throws RangeError when no aspect is asked for; Error when the content lacks one of the two tracks.
 */
export function compareTracks(
  content: Comparable,
  toTake: SideBySide<ExamToTake>,
  aspects: readonly ComparisonAspect[] = COMPARISON_ASPECTS,
): Comparison {
  if (aspects.length === 0) throw new RangeError(`Ask for at least one aspect of: ${COMPARISON_ASPECTS.join(', ')}.`);
  const current = (track: Track) => content.exams.find(({ code }) => code === toTake[track].current?.code);
  const exams = { architect: current('architect'), developer: current('developer') };
  const whole: ComparedAspects = {
    ...compareProfiles(content.tracks),
    exam: toTake,
    ...compareExams(exams),
    skills: content.skills.map(compareSkill),
    difficulty: { byBackground: content.difficulty, advice: adviceOn('difficulty', content) },
    careerPath: sideBySide(content.careerPaths, (path) => path),
    salary: content.salary,
    takingBoth: adviceOn('both', content),
  };
  const ofExams = (aspect: ComparisonAspect): readonly Dated[] =>
    aspect === 'exam' || isExamAspect(aspect)
      ? [toTake.architect, toTake.developer, ...Object.values(exams).flatMap((exam) => exam ?? [])]
      : [];
  const facts = aspects.flatMap((aspect) => [...factsBehind(aspect, content), ...ofExams(aspect)]);
  return {
    asOf: facts.map((fact) => fact.asOf).reduce((oldest, asOf) => (asOf < oldest ? asOf : oldest)),
    sources: [...new Set(facts.flatMap((fact) => fact.sources))],
    aspects: Object.fromEntries(aspects.map((aspect) => [aspect, whole[aspect]])),
  };
}

const isExamAspect = (aspect: ComparisonAspect): aspect is ExamAspect =>
  EXAM_ASPECTS.some((ofExam) => ofExam === aspect);

function compareExams(exams: Partial<SideBySide<ComparedExam>>): ComparedExams {
  const compared = EXAM_ASPECTS.map((aspect) => [
    aspect,
    Object.fromEntries(Object.entries(exams).flatMap(([track, exam]) => (exam ? [[track, exam[aspect]]] : []))),
  ]);
  return Object.fromEntries(compared) as ComparedExams;
}

/** A skill as label and rank for both tracks, with the one that leads and by how many ranks. */
export function compareSkill(skill: Skill): SkillComparison {
  const architect = { level: skill.levels.architect, rank: SKILL_RANKS[skill.levels.architect] };
  const developer = { level: skill.levels.developer, rank: SKILL_RANKS[skill.levels.developer] };
  const lead = architect.rank - developer.rank;
  return {
    id: skill.id,
    name: skill.name,
    levels: { architect, developer },
    leader: lead > 0 ? 'architect' : lead < 0 ? 'developer' : 'neither',
    by: Math.abs(lead),
    asOf: skill.asOf,
    sources: skill.sources,
  };
}

function compareProfiles(tracks: readonly TrackProfile[]): ComparedProfiles {
  const compared = PROFILE_ASPECTS.map((aspect) => [aspect, sideBySide(tracks, (profile) => profile[aspect])]);
  return Object.fromEntries(compared) as ComparedProfiles;
}

function factsBehind(aspect: ComparisonAspect, content: Comparable): readonly Dated[] {
  switch (aspect) {
    case 'skills':
      return content.skills;
    case 'difficulty':
      return [...content.difficulty, ...adviceOn('difficulty', content)];
    case 'careerPath':
      return content.careerPaths;
    case 'salary':
      return [content.salary];
    case 'takingBoth':
      return adviceOn('both', content);
    default:
      return aspect === 'exam' || isExamAspect(aspect) ? [] : content.tracks;
  }
}

function adviceOn(topic: Advice['topic'], content: Comparable): readonly Advice[] {
  return content.advice.filter((advice) => advice.topic === topic);
}

function sideBySide<Item extends { readonly track: Track }, Value>(
  items: readonly Item[],
  value: (item: Item) => Value,
): SideBySide<Value> {
  const of = (track: Track): Value => {
    const item = items.find((candidate) => candidate.track === track);
    if (item === undefined) throw new Error(`The content has nothing on the ${track} track.`);
    return value(item);
  };
  return { architect: of('architect'), developer: of('developer') };
}
